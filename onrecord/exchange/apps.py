from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "onrecord.exchange"
    default_auto_field = "django.db.models.BigAutoField"
