from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "onrecord.public"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.ledger.records import RecordSource, register
        from onrecord.public import content
        from onrecord.public.models import Edition, Switch
        from onrecord.public.policies import is_open
        from onrecord.reporting.status import proof_link

        proof_link.register(lambda: is_open() and Edition.objects.exists())

        register(
            RecordSource(
                "published edition",
                ("public-edition.published",),
                Edition,
                content.edition_subject,
                content.edition_content,
                versions=False,
            )
        )
        register(
            RecordSource(
                "switch of the public page",
                ("public-page.switched",),
                Switch,
                content.switch_subject,
                content.switch_content,
            )
        )
