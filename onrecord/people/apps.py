from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class PeopleConfig(AppConfig):
    name = "onrecord.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.people import signals

        # Signing in writes to the reads only (see router.py); when somebody last did is found there.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(signals.signed_in, dispatch_uid="onrecord.signed-in")
