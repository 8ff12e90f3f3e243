from django.apps import AppConfig


class RecordingConfig(AppConfig):
    name = "onrecord.recording"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from onrecord.contact import after
        from onrecord.ledger.records import RecordSource, register
        from onrecord.recording import content, subjects
        from onrecord.recording.link_one import relink
        from onrecord.recording.models import (
            Crime,
            CrimeEvent,
            CrimePerson,
            CrimeProperty,
            ReportedIncident,
        )

        # A log that became a duplicate, or is none any more, shares its crimes or gives them back.
        after.register("links", lambda log: relink(logs=[log]), within=True)
        register(
            RecordSource(
                "crime",
                ("crime.imported", "crime.recorded", "crime.changed"),
                Crime,
                subjects.of_crime,
                content.crime_content,
            )
        )
        register(
            RecordSource(
                "reported incident",
                ("incident.recorded", "incident.changed"),
                ReportedIncident,
                subjects.of_incident,
                content.incident_content,
            )
        )
        register(
            RecordSource(
                "person of a crime",
                ("crime-person.named", "crime-person.changed"),
                CrimePerson,
                subjects.of_person,
                content.person_content,
            )
        )
        register(
            RecordSource(
                "property of a crime",
                ("crime-property.listed", "crime-property.changed"),
                CrimeProperty,
                subjects.of_property,
                content.property_content,
            )
        )
        register(
            RecordSource(
                "event of a crime",
                ("crime-event.made",),
                CrimeEvent,
                subjects.of_event,
                content.event_content,
                versions=False,
            )
        )
