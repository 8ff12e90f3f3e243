from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "onrecord.api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.api.content import token_content, token_subject
        from onrecord.api.models import Token
        from onrecord.ledger.records import RecordSource, register

        register(
            RecordSource(
                "API token",
                ("token.made", "token.revoked"),
                Token,
                token_subject,
                token_content,
            )
        )
