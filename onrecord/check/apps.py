from django.apps import AppConfig


class CheckConfig(AppConfig):
    name = "onrecord.check"
    default_auto_field = "django.db.models.BigAutoField"
