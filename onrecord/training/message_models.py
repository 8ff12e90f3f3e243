"""What is kept of messages to staff, and of the campaigns in which they are shown."""

from datetime import date

from django.db import models
from django.utils import timezone

from onrecord.training.states import MessageState


class Message(models.Model):
    """What staff are told, in its latest version. It is drafted from figures and edited by a person before use.

    `aim` is what it is about: "cause:CODE" or "rule:WORDS"; `figures` the counts it was drafted from.
    """

    headline = models.CharField(max_length=90)
    wrong = models.CharField(max_length=300)
    do = models.CharField(max_length=300)
    rule = models.CharField(max_length=200)
    aim = models.CharField(max_length=300)
    figures = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=MessageState, default=MessageState.DRAFT)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "training"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.headline


class Campaign(models.Model):
    """A message shown to an audience between two days. `departments`: empty for all. `ended_on`: ended early, on that day."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=90)
    departments = models.JSONField(default=list)
    starts = models.DateField()
    ends = models.DateField()
    ended_on = models.DateField(null=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "training"
        ordering = ["-starts", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date:
        """The last day on which it is shown."""
        return min(self.ended_on, self.ends) if self.ended_on else self.ends

    @property
    def state(self) -> str:
        """ "to come", "running" or "over", by today's date."""
        today = timezone.localdate()
        if today < self.starts and not self.ended_on:
            return "to come"
        return "running" if self.starts <= today <= self.last_day else "over"
