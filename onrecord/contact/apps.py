from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "onrecord.contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.contact.content import entry_content, log_content
        from onrecord.contact.models import Log, LogEntry
        from onrecord.ledger.records import RecordSource, register

        register(
            RecordSource(
                "log",
                ("log.imported", "log.changed"),
                Log,
                lambda row: f"log:{row.system}:{row.ref_key}",
                log_content,
            )
        )
        register(
            RecordSource(
                "line of a log",
                ("entry.imported",),
                LogEntry,
                lambda row: f"entry:{row.system}:{row.log_ref_key}",
                entry_content,
                versions=False,
            )
        )
