"""Crime records, those that came from another system and those made here, and their links to logs.

What is kept about crimes made here besides the record itself (people, property, events, incidents that are no crime)
is in `onrecord.recording.live`.
"""

from django.db import models

from onrecord.contact.location import shown
from onrecord.contact.models import Log, Precision
from onrecord.recording.live import CrimeEvent, CrimePerson, CrimeProperty, ReportedIncident
from onrecord.recording.states import CrimeState

__all__ = [
    "COUNTED",
    "Crime",
    "CrimeEvent",
    "CrimeLog",
    "CrimePerson",
    "CrimeProperty",
    "Group",
    "NamedReference",
    "ReportedIncident",
    "UnlinkedReference",
]


# States in which a crime is in the force's count; a crime from another system has none.
COUNTED = ("", CrimeState.RECORDED, CrimeState.FINALISED, CrimeState.REOPENED)


class Group(models.TextChoices):
    """The three groups in which inspectors publish recording accuracy."""

    VIOLENCE = "violence", "violence against the person"
    SEXUAL = "sexual", "sexual offences"
    OTHER = "other", "all other crime"


class Crime(models.Model):
    """One crime record, in its latest version; earlier ones are in the ledger (`entry_seq`).

    One recorded here has a `state`; what follows `state` is empty for crimes from another system, and the importer,
    which writes its rows without asking the model, knows nothing of it.
    """

    system = models.CharField(max_length=60)
    ref = models.CharField(max_length=120)
    ref_key = models.CharField(max_length=120)
    log_refs = models.JSONField(default=list)
    recorded_at = models.DateTimeField(null=True)
    recorded_precision = models.CharField(max_length=6, choices=Precision, default=Precision.MINUTE)
    crime_class = models.CharField(max_length=120, blank=True, default="")
    ho_code = models.CharField(max_length=60, blank=True, default="")
    offence = models.CharField(max_length=300, blank=True, default="")
    victim_role = models.CharField(max_length=120, blank=True, default="")
    extra = models.JSONField(default=dict)
    group = models.CharField(max_length=8, choices=Group, default=Group.OTHER)

    state = models.CharField(
        max_length=11, choices=CrimeState, blank=True, default="", db_default=""
    )
    # Three times are kept apart: `known_at`, when the force first knew of it; `recorded_at`, when it was recorded;
    # `sent_at`, when a device that had no signal sent it (else empty).
    known_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # When it was committed, as far as known; of a course of conduct, from the first to the latest incident.
    committed_from = models.DateTimeField(null=True)
    committed_to = models.DateTimeField(null=True)
    # User name and department of whoever recorded it.
    recorded_by = models.CharField(max_length=150, blank=True, default="", db_default="")
    department = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Made by whoever recorded it, so that a crime sent twice is one; a decision may make several records at once.
    origin = models.CharField(max_length=36, null=True)
    origin_part = models.PositiveIntegerField(default=1, db_default=1)
    decision_ref = models.CharField(max_length=120, blank=True, default="", db_default="")
    place = models.CharField(max_length=300, blank=True, default="", db_default="")
    postcode = models.CharField(max_length=8, blank=True, default="", db_default="")
    grid = models.CharField(max_length=14, blank=True, default="", db_default="")
    uprn = models.CharField(max_length=12, blank=True, default="", db_default="")
    # Place and postcode as they are compared (onrecord.recording.keys).
    place_key = models.CharField(max_length=200, blank=True, default="", db_default="")
    modus = models.TextField(blank=True, default="", db_default="")
    flags = models.JSONField(null=True)
    # What the rules said: acts, absorbed offences, rules, force (crimerules.decision.Crime).
    decided = models.JSONField(null=True)
    # The ground of a cancellation or transfer (C1 to C5), the outcome (1 to 24), and the other force with its reference.
    ground = models.CharField(max_length=2, blank=True, default="", db_default="")
    outcome = models.CharField(max_length=3, blank=True, default="", db_default="")
    other_force = models.CharField(max_length=200, blank=True, default="", db_default="")
    other_ref = models.CharField(max_length=120, blank=True, default="", db_default="")
    from_force = models.CharField(max_length=200, blank=True, default="", db_default="")
    from_ref = models.CharField(max_length=120, blank=True, default="", db_default="")

    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()
    imported_in = models.BigIntegerField(null=True)

    logs = models.ManyToManyField(Log, through="CrimeLog", related_name="crimes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "ref_key"], name="crime_once_per_system"),
            models.UniqueConstraint(fields=["origin", "origin_part"], name="crime_once_per_origin"),
        ]
        indexes = [
            models.Index(fields=["ref_key"], name="crime_by_ref"),
            models.Index(fields=["-recorded_at", "-id"], name="crime_by_time"),
            models.Index(fields=["imported_in"], name="crime_by_import"),
            models.Index(
                fields=["state", "-recorded_at"],
                name="crime_by_state",
                condition=~models.Q(state=""),
            ),
            models.Index(
                fields=["place_key"], name="crime_by_place", condition=models.Q(place_key__gt="")
            ),
            models.Index(fields=["uprn"], name="crime_by_uprn", condition=models.Q(uprn__gt="")),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def counted(self) -> bool:
        """Whether it is in the force's count: not cancelled, transferred or become N100."""
        return self.state in COUNTED

    @property
    def where(self) -> str:
        """The place in one line."""
        return shown(self.place, self.postcode, self.grid, self.uprn)

    @property
    def here(self) -> bool:
        """Whether it was recorded here, and may be changed here."""
        return bool(self.state)


class CrimeLog(models.Model):
    """A crime belongs to a log, and how that is known."""

    class How(models.TextChoices):
        LOG_NAMES_CRIME = "log", "the log names the crime"
        CRIME_NAMES_LOG = "crime", "the crime names the log"
        BOTH = "both", "each names the other"
        DUPLICATE_LOG = "duplicate", "through a duplicate or re-opened log"

    crime = models.ForeignKey(Crime, on_delete=models.CASCADE)
    log = models.ForeignKey(Log, on_delete=models.CASCADE)
    how = models.CharField(max_length=9, choices=How)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crime", "log"], name="crime_log_once")]


class NamedReference(models.Model):
    """A reference that a record names, in the form in which references are compared.

    Worked out from `Log.crime_refs`, `Log.duplicate_of` and `Crime.log_refs` by `onrecord.recording.linking`, so that
    both sides can be found by an index.
    """

    class Side(models.TextChoices):
        LOG = "log", "a log names a crime"
        CRIME = "crime", "a crime names a log"
        DOUBLE = "double", "a log names the log it repeats"

    side = models.CharField(max_length=6, choices=Side)
    # Log.id or Crime.id, by side.
    owner_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    shown = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["side", "owner_id", "key"], name="named_once")
        ]
        indexes = [models.Index(fields=["side", "key"], name="named_by_key")]

    def __str__(self) -> str:
        return self.shown


class UnlinkedReference(models.Model):
    """A reference that names nothing we hold, or more than one thing: listed, never guessed."""

    class Side(models.TextChoices):
        LOG = "log", "a log names a crime that is not in the register"
        CRIME = "crime", "a crime names a log that is not among the logs"
        NEITHER = "none", "a crime names no log, and no log names it"
        SEVERAL = "several", "the reference fits more than one record"
        DOUBLE = "double", "a log names, as the log it repeats, one that is not among the logs"

    side = models.CharField(max_length=7, choices=Side)
    system = models.CharField(max_length=60)
    owner_ref = models.CharField(max_length=120)
    named_ref = models.CharField(max_length=120, blank=True, default="")
    # Whose reference it is: one of the two.
    log = models.ForeignKey(Log, on_delete=models.CASCADE, null=True, related_name="unlinked")
    crime = models.ForeignKey(Crime, on_delete=models.CASCADE, null=True, related_name="unlinked")

    class Meta:
        indexes = [models.Index(fields=["side", "owner_ref"], name="unlinked_by_side")]

    def __str__(self) -> str:
        return f"{self.owner_ref} -> {self.named_ref}"
