from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "onrecord.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.audit import findings_content
        from onrecord.audit.findings_models import Finding
        from onrecord.ledger.records import RecordSource, register

        register(
            RecordSource(
                "finding of an audit",
                ("finding.sent", "finding.changed"),
                Finding,
                findings_content.finding_subject,
                findings_content.finding_content,
            )
        )
