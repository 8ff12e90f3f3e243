"""Dip samples of a team's decisions, feedback to people, and supervisors' looks at what is open."""

from django.db import models


class TeamSample(models.Model):
    """A dip sample: decisions of one department in a window, drawn by the engine that draws audits. Never changed.

    `frame` are the origins of all decisions it was drawn from, in order; `frame_hash` the SHA-256 of them, a line each. With
    `seed` they fix the sample on any machine (onrecord.statistics.draw).
    """

    number = models.PositiveIntegerField(unique=True)
    department = models.CharField(max_length=200, blank=True, default="")
    # Concluded from the first day to the day before the second.
    since = models.DateField()
    until = models.DateField()
    size = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    frame = models.JSONField()
    frame_hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Dip sample {self.number}"


class SampleCheck(models.Model):
    """One decision of a dip sample and what the supervisor found in it; in its latest version.

    `marks`: code of feedback.toml -> "good", "improve" or "none".
    """

    sample = models.ForeignKey(TeamSample, on_delete=models.PROTECT, related_name="checks")
    sample_number = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    decision = models.ForeignKey(
        "deciding.RecordingDecision", on_delete=models.PROTECT, related_name="+"
    )
    decision_origin = models.CharField(max_length=36)
    marks = models.JSONField(default=dict)
    words = models.TextField(blank=True, default="")
    checked_by = models.CharField(max_length=150, blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [
            models.UniqueConstraint(fields=["sample", "position"], name="sample_position_once")
        ]
        ordering = ["position"]


class Feedback(models.Model):
    """What a supervisor tells somebody about a decision of theirs, and that they have read it; in its latest version."""

    number = models.PositiveIntegerField()
    person = models.CharField(max_length=150)
    decision = models.ForeignKey(
        "deciding.RecordingDecision", on_delete=models.PROTECT, related_name="+"
    )
    decision_origin = models.CharField(max_length=36)
    marks = models.JSONField(default=dict)
    words = models.TextField(blank=True, default="")
    given_by = models.CharField(max_length=150)
    given_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="feedback_number_once")
        ]
        indexes = [models.Index(fields=["given_by", "given_at"], name="feedback_by_giver")]
        ordering = ["-given_at", "-id"]

    def __str__(self) -> str:
        return f"to {self.person}, {self.given_at:%d/%m/%Y}"


class Look(models.Model):
    """A supervisor's look at an open investigation or log. Append-only.

    `kind` ("crime" or "log") and `target`: the thing; `ref` and `department` as they were then. `copied` in thousandths, and
    `sentences`: what the content check found (onrecord.supervision.reviews.copying); `meaningful`: neither copied nor too thin.
    """

    kind = models.CharField(max_length=12)
    target = models.BigIntegerField()
    number = models.PositiveIntegerField()
    ref = models.CharField(max_length=200)
    department = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField()
    # What is to be done next, and until when; empty where nothing is.
    next_step = models.TextField(blank=True, default="")
    next_by = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    copied = models.PositiveIntegerField(default=0)
    sentences = models.JSONField(default=list)
    copied_from = models.CharField(max_length=300, blank=True, default="")
    meaningful = models.BooleanField(default=True)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [
            models.UniqueConstraint(fields=["kind", "target", "number"], name="look_number_once")
        ]
        indexes = [
            models.Index(fields=["kind", "target", "-made_at"], name="look_by_target"),
            models.Index(fields=["made_by", "-made_at"], name="look_by_maker"),
        ]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.ref}, {self.made_at:%d/%m/%Y %H:%M}"
