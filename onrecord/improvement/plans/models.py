"""What is kept of plans: a force plan and the departments' that feed it, their actions, versions and benefits."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone

from onrecord.improvement.barriers.models import Barrier
from onrecord.improvement.plans.states import OPEN, ActionState
from onrecord.improvement.recommendations.models import Recommendation


class Plan(models.Model):
    """A plan. `department`: empty for the force plan, else the department whose plan it is; `parent`: the plan that it
    feeds. `owner`: who is accountable, with `rank`. `objectives`: [{"words", "measures": [measure ids]}]. `ended_on`: from
    that day it is no more worked on."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=200, blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="feeds")
    owner = models.CharField(max_length=150, blank=True, default="")
    rank = models.CharField(max_length=80, blank=True, default="")
    about = models.TextField(blank=True, default="")
    objectives = models.JSONField(default=list)
    ended_on = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["department", "title"]

    def __str__(self) -> str:
        return self.title


class PlanAction(models.Model):
    """One action. `needs`: the database numbers of actions that must be done first. `measure`, `part`, `target`: the figure
    that it promises to move, of which part of the force, and to where (a share). `before` and `after`: the days on which
    the figure is read; together they make its effect (`effects`)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    group = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField()
    owner = models.CharField(max_length=150, blank=True, default="", db_index=True)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True, db_index=True)
    state = models.CharField(max_length=9, choices=ActionState, default=ActionState.TO_DO)
    needs = models.JSONField(default=list)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, related_name="actions"
    )
    barrier = models.ForeignKey(
        Barrier, on_delete=models.PROTECT, null=True, related_name="actions"
    )
    measure = models.CharField(max_length=60, blank=True, default="")
    part = models.CharField(max_length=200, blank=True, default="")
    target = models.FloatField(null=True)
    before_since = models.DateField(null=True)
    before_until = models.DateField(null=True)
    after_since = models.DateField(null=True)
    after_until = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_action_a_number")
        ]

    def __str__(self) -> str:
        return f"Action {self.number}, {self.plan}"

    def get_absolute_url(self) -> str:
        return reverse("plan-action", args=[self.pk])

    def is_open(self) -> bool:
        return self.state in OPEN

    def is_late(self, on: date | None = None) -> bool:
        """Whether its last day is over and it is neither done nor dropped."""
        on = on or timezone.localdate()
        return self.is_open() and self.due_on is not None and self.due_on < on


class ActionStep(models.Model):
    """One thing that happened to an action; never changed. As `RecommendationStep`."""

    class What(models.TextChoices):
        OPENED = "opened", "Written into the plan"
        REPORT = "report", "Report"
        STATE = "state", "State"
        CHANGED = "changed", "Changed"
        OWNER = "owner", "Owner"
        PROMISE = "promise", "What it promises"

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=8, choices=What)
    words = models.TextField(blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["action", "number"]
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="one_action_step_a_number")
        ]


class PlanVersion(models.Model):
    """The plan as it was agreed at a moment, with all its actions: `content` is `versions.snapshot`. Never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    content = models.JSONField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_a_number")
        ]


class Benefit(models.Model):
    """What a system or change was promised to give: the promise in words, the figure that shows it, from where and to where,
    and by when. `why`: the reason for which it was changed last. `result`: what was found, in words, once somebody has looked."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="benefits")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    promise = models.TextField()
    measure = models.CharField(max_length=60, blank=True, default="")
    part = models.CharField(max_length=200, blank=True, default="")
    target = models.FloatField(null=True)
    before_since = models.DateField(null=True)
    before_until = models.DateField(null=True)
    after_since = models.DateField(null=True)
    after_until = models.DateField(null=True)
    due_on = models.DateField(null=True)
    why = models.CharField(max_length=500, blank=True, default="")
    result = models.TextField(blank=True, default="")
    looked_on = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_benefit_a_number")
        ]
