from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "onrecord.reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.ledger.records import RecordSource, register
        from onrecord.reporting import content, models

        for source in (
            RecordSource(
                "type of report",
                ("report-type.made",),
                models.TypeVersion,
                content.type_subject,
                content.type_content,
            ),
            RecordSource(
                "switch of reporting on line",
                ("report-switch.set",),
                models.Switch,
                content.switch_subject,
                content.switch_content,
            ),
            RecordSource(
                "report on line",
                ("report.sent", "report.changed"),
                models.Report,
                content.report_subject,
                content.report_content,
            ),
            RecordSource(
                "file of a report",
                ("report-file.kept", "report-file.changed"),
                models.ReportFile,
                content.file_subject,
                content.file_content,
            ),
            RecordSource(
                "message of a report",
                ("report-message.written", "report-message.changed"),
                models.ReportMessage,
                content.message_subject,
                content.message_content,
            ),
        ):
            register(source)
