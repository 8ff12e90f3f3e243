from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "onrecord.finding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from onrecord.calls.models import Mark, Recording, Transcript
        from onrecord.contact.models import Log, LogEntry, LogPerson, LogPlace
        from onrecord.finding import live
        from onrecord.ledger.models import LedgerErasure
        from onrecord.recording.models import Crime, CrimePerson, CrimeProperty, ReportedIncident

        # Imports write their rows in sets, without these signals; the index reads them when they are done.
        for model in (
            Log, LogEntry, LogPerson, LogPlace, Recording, Mark, Transcript,
            Crime, CrimePerson, CrimeProperty, ReportedIncident,
        ):  # fmt: skip
            post_save.connect(live.record_changed, sender=model, dispatch_uid=f"find {model}")
        post_save.connect(live.body_erased, sender=LedgerErasure, dispatch_uid="find erasure")
