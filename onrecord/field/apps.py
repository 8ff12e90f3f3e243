from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "onrecord.field"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.calls import integrity
        from onrecord.contact.panels import Panel
        from onrecord.contact.panels import register as register_panel
        from onrecord.field.content import attachment_content, report_content
        from onrecord.field.models import Attachment, FieldReport
        from onrecord.field.queries import from_the_street, held_files
        from onrecord.ledger.records import RecordSource, register
        from onrecord.people.access import whoever

        register(
            RecordSource(
                "report from the street",
                ("field.report",),
                FieldReport,
                lambda row: f"field-report:{row.origin}",
                report_content,
            )
        )
        register(
            RecordSource(
                "file from the street",
                ("field.attachment",),
                Attachment,
                lambda row: f"field-file:{row.origin}",
                attachment_content,
            )
        )
        register_panel(
            Panel(
                "field",
                60,
                "field/panel.html",
                lambda request, log: from_the_street(whoever(request), log),
            )
        )
        integrity.register("files from the street", held_files)
