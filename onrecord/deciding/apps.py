from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "onrecord.deciding"
    default_auto_field = "django.db.models.BigAutoField"
