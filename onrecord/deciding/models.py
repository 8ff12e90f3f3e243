"""Decisions about what must be recorded, why a crime was not, and what a reviewer said."""

from typing import Any

from django.db import models

from onrecord.contact.models import Log
from onrecord.deciding.states import Reviewer, ReviewState, State


class RecordingDecision(models.Model):
    """One recording decision in its latest version: what was asked and answered, and what the rules said.

    `answers` are the pairs (question, answer) in the order in which they were given. `facts` is what else is known, in
    the layout of `onrecord.deciding.facts`. `case` is what was put to the rules and `result` what they said
    (`crimerules.Decision.to_dict()`), both of the moment of concluding. `chosen` is what was recorded instead, with the
    reason, where somebody disagreed.
    """

    # Made by whoever started it, so that a decision sent twice is one; also its name in the ledger.
    origin = models.CharField(max_length=36, unique=True)
    log = models.ForeignKey(Log, on_delete=models.PROTECT, null=True, related_name="decisions")
    log_system = models.CharField(max_length=60, blank=True, default="")
    log_ref = models.CharField(max_length=120, blank=True, default="")
    # The origin of the decision that this one corrects.
    corrects = models.CharField(max_length=36, blank=True, default="")
    desk = models.CharField(max_length=60, blank=True, default="")
    # From where it was made: a desk, a phone in the street, the API, from paper.
    route = models.CharField(max_length=40, blank=True, default="")
    department = models.CharField(max_length=200, blank=True, default="")
    started_by = models.CharField(max_length=150)
    # Three times are kept apart: when it became known, when it was written, when a device without signal sent it.
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    answers = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    # The day whose rules apply: that of the first report.
    on_date = models.DateField()
    case = models.JSONField(null=True)
    result = models.JSONField(null=True)
    chosen = models.JSONField(null=True)
    crime_refs = models.JSONField(default=list)
    incident_refs = models.JSONField(default=list)
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.CharField(max_length=150, blank=True, default="")
    # Why it was withdrawn.
    reason = models.TextField(blank=True, default="")

    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["started_by", "state"], name="decision_by_starter"),
            models.Index(fields=["state", "desk", "-recorded_at"], name="decision_by_desk"),
            models.Index(fields=["corrects"], name="decision_by_corrected"),
        ]

    def __str__(self) -> str:
        return f"{self.log_ref or 'no log'} {self.recorded_at:%d/%m/%Y %H:%M}"

    @property
    def open(self) -> bool:
        return self.state in (State.OPEN, State.REFERRED)


class Rationale(models.Model):
    """Why something that was reported is not recorded as a crime: one exit of a decision. Append-only.

    The structured choices are the keys of `onrecord/deciding/rationale.toml`.
    """

    decision = models.ForeignKey(
        RecordingDecision, on_delete=models.PROTECT, related_name="rationales"
    )
    decision_origin = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    log = models.ForeignKey(Log, on_delete=models.PROTECT, null=True, related_name="rationales")
    log_ref = models.CharField(max_length=120, blank=True, default="")
    # A key of crimerules.decision.EXITS, with the code of a reported incident (100/01).
    exit = models.CharField(max_length=30)
    code = models.CharField(max_length=10, blank=True, default="")
    acts = models.JSONField(default=list)
    test = models.CharField(max_length=30)
    evidence = models.CharField(max_length=30)
    from_whom = models.CharField(max_length=30)
    # Who exactly, by name or number.
    source = models.CharField(max_length=200, blank=True, default="")
    evidence_at = models.DateTimeField()
    told = models.CharField(max_length=30)
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=200, blank=True, default="")
    challenge = models.TextField()
    text = models.TextField(blank=True, default="")
    # Of a crime-related incident: what is still to be tried, and when it comes up again.
    to_try = models.TextField(blank=True, default="")
    comes_up_on = models.DateField(null=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="rationale_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.exit} {self.test}"


class Review(models.Model):
    """Somebody else must look at a decision: why, until when, and what came of it; in its latest version.

    `reasons` are sentences; `rules` the ids of the review rules that asked for it (`reviews.toml`).
    """

    decision = models.OneToOneField(
        RecordingDecision, on_delete=models.PROTECT, related_name="review"
    )
    decision_origin = models.CharField(max_length=36)
    by_whom = models.CharField(max_length=10, choices=Reviewer)
    rules = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.WAITING)
    words = models.TextField(blank=True, default="")
    reviewed_by = models.CharField(max_length=150, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True)
    # The origin of the decision that took its place.
    corrected_by = models.CharField(max_length=36, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["state", "by_whom", "due_at"], name="review_by_due")]

    def __str__(self) -> str:
        return f"{self.decision_origin} {self.state}"


def plain(value: Any) -> Any:
    """Data as it may stand in the ledger: whole numbers stay, other numbers become text."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else str(value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
