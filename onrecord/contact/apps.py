from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "onrecord.contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.contact import closing, content
        from onrecord.contact.actions.ending import own_check
        from onrecord.contact.models import Log, LogEntry, LogLink, LogPerson, LogPlace
        from onrecord.ledger.records import RecordSource, register

        closing.register("log", own_check)
        register(
            RecordSource(
                "log",
                ("log.imported", "log.opened", "log.changed"),
                Log,
                lambda row: f"log:{row.system}:{row.ref_key}",
                content.log_content,
            )
        )
        register(
            RecordSource(
                "line of a log",
                ("entry.imported", "entry.made"),
                LogEntry,
                lambda row: f"entry:{row.system}:{row.log_ref_key}",
                content.entry_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "person of a log",
                ("person.named", "person.changed"),
                LogPerson,
                lambda row: f"log-person:{row.log_ref}:{row.label}",
                content.person_content,
                # An account that was changed makes entries of the same kind.
                begins="log-person:",
            )
        )
        register(
            RecordSource(
                "place of a log",
                ("place.named", "place.changed"),
                LogPlace,
                lambda row: f"log-place:{row.log_ref}:{row.label}",
                content.place_content,
            )
        )
        register(
            RecordSource(
                "link of logs",
                ("logs.linked",),
                LogLink,
                lambda row: f"log-link:{row.first_ref}",
                content.link_content,
                versions=False,
            )
        )
