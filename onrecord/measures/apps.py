from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "onrecord.measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.ledger.records import RecordSource, register
        from onrecord.measures.alerts import content as alert_content
        from onrecord.measures.alerts.models import AlertRule, Hook

        register(
            RecordSource(
                "threshold of an alert",
                ("alert-rule.kept",),
                AlertRule,
                alert_content.rule_subject,
                alert_content.rule_content,
            )
        )
        register(
            RecordSource(
                "program that is told of alerts",
                ("alert-hook.kept",),
                Hook,
                alert_content.hook_subject,
                alert_content.hook_content,
            )
        )
