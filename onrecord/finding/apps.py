from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "onrecord.finding"
    default_auto_field = "django.db.models.BigAutoField"
