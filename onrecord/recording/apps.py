from django.apps import AppConfig


class RecordingConfig(AppConfig):
    name = "onrecord.recording"
    default_auto_field = "django.db.models.BigAutoField"
