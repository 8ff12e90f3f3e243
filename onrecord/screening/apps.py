from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "onrecord.screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.contact.panels import register as register_panel
        from onrecord.ledger.records import RecordSource, register
        from onrecord.screening.fates.content import fate_content, fate_subject
        from onrecord.screening.fates.models import Fate
        from onrecord.screening.fates.panel import PANEL
        from onrecord.screening.patterns.actions import switch_content, switch_subject
        from onrecord.screening.patterns.models import PatternSwitch

        register(
            RecordSource(
                "fate of a suggestion",
                ("fate.noted",),
                Fate,
                fate_subject,
                fate_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "switch of a pattern",
                ("pattern.switched",),
                PatternSwitch,
                switch_subject,
                switch_content,
                versions=False,
            )
        )
        register_panel(PANEL)
