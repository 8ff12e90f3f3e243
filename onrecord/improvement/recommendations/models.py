"""What is kept of a recommendation: how it stands, every step on the way, and the evidence."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone

from onrecord.improvement.inspections.models import Inspection, InspectionFinding
from onrecord.improvement.recommendations.states import RecommendationState, Stance


class Deadline(models.TextChoices):
    IMMEDIATELY = "immediately", "immediately"
    THREE_MONTHS = "3_months", "within three months"
    SIX_MONTHS = "6_months", "within six months"
    DATE = "date", "by a date"
    NONE = "none", "the report names none"


class Recommendation(models.Model):
    """A recommendation or an area for improvement as it stands today; how it came there is in its steps.

    `addressed`: to whom, where that is not this force, alone or among all (`addressees`); empty for this force.
    `number` counts within the inspection, whatever the kind. `register_id` is the inspectorate's number. `cause`: the cause
    of concern that it belongs to. `due_on` is the last day, the last that was set; None where the report names none. `owner`: a user name, or empty.
    `stance_event`: what a stance "under review" waits for; `stance_draft`: not yet said by a chief officer.
    `earlier_response`: where the force or commissioner answered the same before. `cost`, `benefit`: what it takes and what it
    gives, in words with their source. `trigger_*`: the measure, the side and the share beyond which it is to be opened again.
    """

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", "Recommendation"
        IMPROVEMENT = "improvement", "Area for improvement"

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="recommendations"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.RECOMMENDATION)
    label = models.CharField(max_length=60)
    register_id = models.CharField(max_length=40, blank=True, default="", db_index=True)
    addressed = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField()
    theme = models.CharField(max_length=80, blank=True, default="")
    cause = models.ForeignKey(
        InspectionFinding, on_delete=models.PROTECT, null=True, related_name="recommendations"
    )
    deadline = models.CharField(max_length=11, choices=Deadline)
    due_on = models.DateField(null=True)
    state = models.CharField(
        max_length=16, choices=RecommendationState, default=RecommendationState.AWAITING_REVIEW
    )
    owner = models.CharField(max_length=150, blank=True, default="", db_index=True)
    department = models.CharField(max_length=200, blank=True, default="")
    stance = models.CharField(max_length=12, choices=Stance, default=Stance.NONE)
    stance_words = models.TextField(blank=True, default="")
    stance_event = models.CharField(max_length=300, blank=True, default="")
    stance_draft = models.BooleanField(default=False)
    earlier_response = models.URLField(max_length=500, blank=True, default="")
    cost = models.TextField(blank=True, default="")
    benefit = models.TextField(blank=True, default="")
    trigger_measure = models.CharField(max_length=60, blank=True, default="")
    trigger_below = models.BooleanField(default=True)
    trigger_share = models.FloatField(null=True)
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="says_same"
    )
    closed_on = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "number"], name="one_recommendation_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.inspection}"

    def get_absolute_url(self) -> str:
        return reverse("recommendation", args=[self.pk])

    def is_open(self) -> bool:
        return self.state != RecommendationState.COMPLETE

    def is_late(self, on: date | None = None) -> bool:
        """Whether its last day is over and it isn't complete. Without a deadline it never is."""
        on = on or timezone.localdate()
        if self.addressed:
            return False
        return self.is_open() and self.due_on is not None and self.due_on < on


class RecommendationStep(models.Model):
    """One thing that happened to a recommendation; never changed.

    `on`: the day on which it happened, which may lie before it was written down. `before` and `after`: what it was and what
    it became, by field, so that an earlier wording or deadline is read word for word.
    """

    class What(models.TextChoices):
        OPENED = "opened", "Published"
        COMMENT = "comment", "Comment"
        STATE = "state", "Status"
        TEXT = "text", "Reworded"
        DEADLINE = "deadline", "Deadline moved"
        OWNER = "owner", "Owner"
        STANCE = "stance", "The force's answer"
        WORTH = "worth", "Cost and benefit"
        TRIGGER = "trigger", "What opens it again"
        LINK = "link", "Linked"
        SLIP = "slip", "Slip of ours put right"
        DETAILS = "details", "Details"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="steps"
    )
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=8, choices=What)
    on = models.DateField()
    words = models.TextField(blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["recommendation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="one_recommendation_step_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.on:%d/%m/%Y}"
