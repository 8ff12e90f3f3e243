from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "onrecord.screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.contact.panels import register as register_panel
        from onrecord.ledger.records import RecordSource, register
        from onrecord.screening.fates_content import fate_content, fate_subject
        from onrecord.screening.fates_models import Fate
        from onrecord.screening.fates_panel import PANEL

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
        register_panel(PANEL)
