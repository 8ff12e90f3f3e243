"""What belongs to a crime recorded here: its people, property and events; and the incidents that are no crime.

Django finds these through `onrecord.recording.models`; import them from there.
"""

from django.db import models

from onrecord.contact.models import Log
from onrecord.recording.states import EventKind, IncidentKind, IncidentState


class ReportedIncident(models.Model):
    """A record that is no crime: N100, N300, crime-related incident, non-crime record; in its latest version."""

    system = models.CharField(max_length=60)
    ref = models.CharField(max_length=120)
    ref_key = models.CharField(max_length=120)
    kind = models.CharField(max_length=13, choices=IncidentKind)
    # N100/01 to N100/03 (Crime Recording Rules 2026/27, p. 63); domestic, child or adult of a non-crime record.
    sub_code = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=9, choices=IncidentState, default=IncidentState.OPEN)
    log = models.ForeignKey(Log, on_delete=models.PROTECT, null=True, related_name="incidents")
    log_refs = models.JSONField(default=list)
    # The crimes into which it was turned.
    crime_refs = models.JSONField(default=list)
    reason = models.TextField()
    decision_ref = models.CharField(max_length=120, blank=True, default="")
    # What is still to be tried, and on which day it comes up again.
    to_try = models.TextField(blank=True, default="")
    comes_up_on = models.DateField(null=True)
    # Labels or names of those who may be victims.
    victims = models.JSONField(default=list)
    place = models.CharField(max_length=300, blank=True, default="")
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=150)
    department = models.CharField(max_length=200, blank=True, default="")
    origin = models.CharField(max_length=36, null=True, unique=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "ref_key"], name="incident_once_per_system")
        ]
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="incident_by_time"),
            models.Index(fields=["kind", "state", "-recorded_at"], name="incident_by_kind"),
            models.Index(fields=["state", "comes_up_on"], name="incident_by_day"),
        ]

    def __str__(self) -> str:
        return self.ref


class CrimePerson(models.Model):
    """Somebody in a crime record, in the present version. Taking somebody out leaves the row, marked `removed`."""

    crime = models.ForeignKey("Crime", on_delete=models.PROTECT, related_name="people")
    crime_ref = models.CharField(max_length=120)
    label = models.CharField(max_length=40)
    # victim, suspect, witness, reporter, other: see `onrecord.recording.people`.
    roles = models.JSONField(default=list)
    name = models.CharField(max_length=200, blank=True, default="")
    born = models.DateField(null=True)
    # Age in years where no birth date is known.
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=6, blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")
    # contact.LogPerson.id of the same person in the log: a plain number.
    log_person = models.BigIntegerField(null=True)
    # The name and the address as they are compared (onrecord.recording.keys).
    name_key = models.CharField(max_length=200, blank=True, default="")
    address_key = models.CharField(max_length=200, blank=True, default="")
    removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crime", "label"], name="crime_person_label_once")
        ]
        indexes = [
            models.Index(
                fields=["name_key"],
                name="crime_person_by_name",
                condition=models.Q(name_key__gt=""),
            ),
            models.Index(
                fields=["address_key"],
                name="crime_person_by_address",
                condition=models.Q(address_key__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.label


class CrimeProperty(models.Model):
    """One thing that was stolen, damaged, found or seized; in the present version."""

    class What(models.TextChoices):
        STOLEN = "stolen", "stolen"
        DAMAGED = "damaged", "damaged"
        RECOVERED = "recovered", "recovered"
        SEIZED = "seized", "seized"
        FOUND = "found", "found"
        USED = "used", "used in the crime"

    crime = models.ForeignKey("Crime", on_delete=models.PROTECT, related_name="things")
    crime_ref = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=9, choices=What)
    description = models.CharField(max_length=300)
    # In pence, as told.
    value = models.BigIntegerField(null=True)
    mark = models.CharField(max_length=120, blank=True, default="")
    # Label of the owner among the people of the crime.
    owner = models.CharField(max_length=40, blank=True, default="")
    removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crime", "number"], name="crime_property_number_once")
        ]

    def __str__(self) -> str:
        return self.description


class CrimeEvent(models.Model):
    """Something that happened to a crime record or a reported incident: append-only."""

    crime = models.ForeignKey("Crime", on_delete=models.PROTECT, null=True, related_name="events")
    incident = models.ForeignKey(
        ReportedIncident, on_delete=models.PROTECT, null=True, related_name="events"
    )
    # "crime:" or "incident:" with system and reference, as the ledger names the record.
    about = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=EventKind)
    # When it happened, and when it was written down.
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # User name, name and role of whoever wrote it.
    by = models.CharField(max_length=150)
    author = models.CharField(max_length=200)
    role = models.CharField(max_length=120, blank=True, default="")
    # On whose authority, in words: the registrar, a designated decision maker ...
    authority = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)
    origin = models.CharField(max_length=36, null=True, unique=True)
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["crime", "id"], name="event_by_crime"),
            models.Index(fields=["incident", "id"], name="event_by_incident"),
            models.Index(fields=["kind", "-recorded_at"], name="event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.kind}"
