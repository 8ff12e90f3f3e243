"""An audit: programme, frozen frame, strata, sample, readings, and what was read twice."""

from typing import Any

from django.db import models
from django.db.models import Q

from onrecord.contact.models import Log
from onrecord.recording.models import Crime, ReportedIncident


class ProgrammeVersion(models.Model):
    """One version of an audit programme, for good: a running audit keeps the version it was frozen with.

    `definition` is `Programme.to_json()`. `shipped`: it came with the system; otherwise somebody made it on the page.
    """

    slug = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    definition = models.JSONField()
    shipped = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="programme_version_once")
        ]
        ordering = ["slug", "-number"]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Audit(models.Model):
    """One audit, its frame frozen when it was made.

    `frame_hash` is the SHA-256 of the frame file (see `onrecord.audit.sample.frame`); with `seed` and the strata it fixes the sample, on any machine.
    `programme` is empty for audits frozen before programmes were kept; they are read as `programmes.OLDEST`.
    """

    name = models.CharField(max_length=120, unique=True)
    programme = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, null=True, related_name="audits"
    )
    seed = models.CharField(max_length=64)
    frame_hash = models.CharField(max_length=64)
    frame_size = models.PositiveIntegerField()
    frame_from = models.DateTimeField(null=True)
    frame_to = models.DateTimeField(null=True)
    # Crimes in the register linked to the frame, scaled to a year where the window is shorter; see estimate.
    crimes_a_year = models.FloatField(null=True)
    design = models.JSONField(default=dict)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Stratum(models.Model):
    """A closing code (or the pool of rare ones), linked or not, between two screening scores where it is cut by score.

    Of crimes and incidents `closing_code` is the class or kind. `certainty`: every record of it is read.
    """

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="strata")
    name = models.CharField(max_length=260)
    closing_code = models.CharField(max_length=200)
    linked = models.BooleanField()
    score_low = models.IntegerField(null=True)
    score_high = models.IntegerField(null=True)
    certainty = models.BooleanField(default=False, db_default=False)
    size = models.PositiveIntegerField()
    sample_size = models.PositiveIntegerField()
    planning_rate = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "name"], name="stratum_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """The name as a reader may see it: without the scores, which would say what to expect of the record."""
        if self.score_low is None:
            return self.name
        return f"{self.closing_code}, {'linked' if self.linked else 'not linked'}"


class RecordKind(models.TextChoices):
    """What an item of a sample is."""

    LOG = "log", "log"
    CRIME = "crime", "crime"
    INCIDENT = "incident", "incident"


class SampleItem(models.Model):
    """One record to read: a log, a crime or a reported incident.

    `log_ref` is its reference as written, whatever it is. `facts` stand as they were when the frame was frozen
    (`items.facts_of`): version, department, route, officer, domestic, vulnerable, score. `reader` is who is to read it;
    empty: any reader of the audit.
    """

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="items")
    stratum = models.ForeignKey(Stratum, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=8, choices=RecordKind, default=RecordKind.LOG, db_default=RecordKind.LOG
    )
    log = models.ForeignKey(Log, on_delete=models.PROTECT, null=True)
    crime = models.ForeignKey(Crime, on_delete=models.PROTECT, null=True)
    incident = models.ForeignKey(ReportedIncident, on_delete=models.PROTECT, null=True)
    log_ref = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    reader = models.CharField(max_length=150, blank=True, default="", db_default="")
    inclusion_probability = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "position"], name="item_position_once"),
            models.UniqueConstraint(fields=["audit", "log"], name="item_log_once"),
            models.UniqueConstraint(fields=["audit", "crime"], name="item_crime_once"),
            models.UniqueConstraint(fields=["audit", "incident"], name="item_incident_once"),
            models.CheckConstraint(
                condition=Q(
                    kind="log", log__isnull=False, crime__isnull=True, incident__isnull=True
                )
                | Q(kind="crime", crime__isnull=False, log__isnull=True, incident__isnull=True)
                | Q(kind="incident", incident__isnull=False, log__isnull=True, crime__isnull=True),
                name="item_is_one_record",
            ),
        ]
        ordering = ["position"]

    @property
    def record(self) -> Any:
        """The log, crime or incident itself."""
        return getattr(self, self.kind)

    @property
    def system(self) -> str:
        return str(self.record.system)

    @property
    def ref_key(self) -> str:
        return str(self.record.ref_key)


class Phase(models.TextChoices):
    """Which reading of a record it is."""

    FIRST = "first", "first reading"
    SECOND = "second", "second reading"
    THIRD = "third", "third reading"
    FINAL = "final", "the registrar's decision"


class Outcome(models.TextChoices):
    """What came of one look at a record. Parked and referred records are not read yet."""

    DECIDED = "decided", "decided"
    UNDECIDABLE = "undecidable", "cannot be decided from the record"
    WITHDRAWN = "withdrawn", "the record was withdrawn or made in error"
    PARKED = "parked", "parked"
    REFERRED = "referred", "referred to the registrar"


# Outcomes that are answers. A withdrawn record stays in the sample: it holds no crime and passes nothing.
READ = (Outcome.DECIDED, Outcome.UNDECIDABLE, Outcome.WITHDRAWN)


class ReadingQuerySet(models.QuerySet["Reading"]):
    def counted(self) -> "ReadingQuerySet":
        """First readings that are answers: what the estimate rests on."""
        return self.filter(current=True, phase=Phase.FIRST, outcome__in=READ)


class Reading(models.Model):
    """What a reader found in one record. A later reading of the same phase replaces this one; both are kept.

    `answers` are the answers by question; `crimes` the disclosed crimes, each with class, code, group, count, recorded,
    right_class, in_time. The six numbers follow from the crimes where these are named. `passed`: None where nothing could
    be judged. `seconds`: from seeing the record to answering; None when not measured.
    """

    item = models.ForeignKey(SampleItem, on_delete=models.CASCADE, related_name="readings")
    phase = models.CharField(
        max_length=6, choices=Phase, default=Phase.FIRST, db_default=Phase.FIRST
    )
    outcome = models.CharField(
        max_length=11, choices=Outcome, default=Outcome.DECIDED, db_default=Outcome.DECIDED
    )
    reader = models.CharField(max_length=150)
    read_at = models.DateTimeField(auto_now_add=True)
    answers = models.JSONField(default=dict)
    crimes = models.JSONField(default=list)
    passed = models.BooleanField(null=True)
    should_violence = models.PositiveSmallIntegerField(default=0)
    recorded_violence = models.PositiveSmallIntegerField(default=0)
    should_sexual = models.PositiveSmallIntegerField(default=0)
    recorded_sexual = models.PositiveSmallIntegerField(default=0)
    should_other = models.PositiveSmallIntegerField(default=0)
    recorded_other = models.PositiveSmallIntegerField(default=0)
    comment = models.TextField(blank=True, default="")
    seconds = models.PositiveIntegerField(null=True)
    # "page" or "sheet".
    through = models.CharField(max_length=5, default="page", db_default="page")
    current = models.BooleanField(default=True)
    entry_seq = models.BigIntegerField(null=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "phase"],
                condition=Q(current=True),
                name="one_current_reading_a_phase",
            ),
            models.CheckConstraint(
                condition=Q(recorded_violence__lte=models.F("should_violence"))
                & Q(recorded_sexual__lte=models.F("should_sexual"))
                & Q(recorded_other__lte=models.F("should_other")),
                name="recorded_within_should",
            ),
        ]

    @property
    def undecidable(self) -> bool:
        return self.outcome == Outcome.UNDECIDABLE


class CheckState(models.TextChoices):
    """How far the second reading of one record is. See `states.py` for what leads where."""

    WAITING = "waiting", "waits for a second reader"
    AGREED = "agreed", "both readers agree"
    DISAGREED = "disagreed", "the readers disagree: waits for a third"
    SETTLED = "settled", "a third reader has settled it"
    FINAL = "final", "the registrar has decided"


class SecondCheck(models.Model):
    """One record that is read a second time, and what came of it; in its latest version.

    `failure`: chosen because the first reading was a failure; otherwise by lot (`second.lot_number`). Neither that nor
    anything of the first reading may be shown to whoever may still read second. `differs` names the questions, or crime
    groups, on which the two readings differ. `probability`: with which a record with such a first reading is chosen.
    """

    item = models.OneToOneField(SampleItem, on_delete=models.CASCADE, related_name="check_up")
    failure = models.BooleanField()
    probability = models.FloatField()
    state = models.CharField(max_length=9, choices=CheckState, default=CheckState.WAITING)
    # Who is to read second; empty: anybody who may.
    reader = models.CharField(max_length=150, blank=True, default="")
    differs = models.JSONField(default=list)
    settled_by = models.CharField(max_length=150, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["state"], name="second_check_by_state")]

    def __str__(self) -> str:
        return f"{self.item.log_ref}: {self.get_state_display()}"


# Tables of their own modules; Django finds models through this one.
from onrecord.audit.findings.models import Finding  # noqa: E402, F401 -- Django finds them by this module; they need what stands above
from onrecord.audit.schedule.models import ReaderHours, ScheduleMark  # noqa: E402, F401 -- Django finds them by this module; they need what stands above
from onrecord.audit.stopping.models import Stop  # noqa: E402, F401 -- Django finds them by this module; they need what stands above
