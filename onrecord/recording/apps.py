from django.apps import AppConfig


class RecordingConfig(AppConfig):
    name = "onrecord.recording"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.ledger.records import RecordSource, register
        from onrecord.recording.content import crime_content
        from onrecord.recording.models import Crime

        register(
            RecordSource(
                "crime",
                ("crime.imported", "crime.changed"),
                Crime,
                lambda row: f"crime:{row.system}:{row.ref_key}",
                crime_content,
            )
        )
