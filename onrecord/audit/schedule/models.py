"""What is kept of the schedule beside the programmes: suspensions, reasons for gaps, readers' hours."""

from django.db import models


class MarkKind(models.TextChoices):
    SUSPENDED = "suspended", "suspended"
    RESUMED = "resumed", "resumed"
    REASON = "reason", "reason for a gap"


class ScheduleMark(models.Model):
    """One thing written about a programme's schedule. Append-only: a later reason stands beside the earlier one.

    `day`: from when it is suspended or resumed; of a reason the first day of the period (`period`) without an audit.
    """

    slug = models.CharField(max_length=60)
    kind = models.CharField(max_length=9, choices=MarkKind)
    day = models.DateField()
    period = models.CharField(max_length=30, blank=True, default="")
    why = models.CharField(max_length=500)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "audit"
        indexes = [models.Index(fields=["slug", "day"], name="mark_by_programme")]
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.slug} {self.get_kind_display()} {self.day}"


class ReaderHours(models.Model):
    """How many minutes a week somebody has for reading, in the latest version."""

    reader = models.CharField(max_length=150, unique=True)
    minutes_a_week = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "audit"
        ordering = ["reader"]

    def __str__(self) -> str:
        return f"{self.reader}: {self.minutes_a_week} minutes a week"
