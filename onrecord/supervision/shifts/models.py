"""Who is on shift, who is away and who covers for them, and what was handed over at a shift's end."""

from django.db import models


class Shift(models.Model):
    """Somebody is on shift from `since` until `ended_at`, or `until` where nobody ended it. In its latest version."""

    person = models.CharField(max_length=150)
    # The first, second ... of this person.
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=20)
    department = models.CharField(max_length=200, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="shift_once")]
        indexes = [models.Index(fields=["until"], name="shift_by_end")]

    def __str__(self) -> str:
        return f"{self.person} since {self.since:%d/%m/%Y %H:%M}"


class Absence(models.Model):
    """Somebody is away from `since` to the day before `until`, and who covers for them (empty: nobody). In its latest
    version. Why somebody is away is nobody's business here, and often data about health: it isn't asked."""

    person = models.CharField(max_length=150)
    number = models.PositiveIntegerField()
    covered_by = models.CharField(max_length=150, blank=True, default="")
    since = models.DateField()
    until = models.DateField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="absence_once")]
        indexes = [models.Index(fields=["until"], name="absence_by_end")]
        ordering = ["since", "person"]

    def __str__(self) -> str:
        return f"{self.person} away"


class Handover(models.Model):
    """What somebody passed on at the end of a shift, and who took it up; in its latest version.

    `things` are [kind, number, reference]. `to` is a user name; empty: whoever of the department takes it up.
    `left_out` are those that were done meanwhile, or that the taker may not see; they stay whose they were.
    """

    giver = models.CharField(max_length=150)
    number = models.PositiveIntegerField()
    department = models.CharField(max_length=200, blank=True, default="")
    to = models.CharField(max_length=150, blank=True, default="")
    note = models.TextField(blank=True, default="")
    things = models.JSONField(default=list)
    made_at = models.DateTimeField()
    taken_by = models.CharField(max_length=150, blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    left_out = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [models.UniqueConstraint(fields=["giver", "number"], name="handover_once")]
        indexes = [
            models.Index(
                fields=["made_at"], name="handover_open", condition=models.Q(taken_at__isnull=True)
            )
        ]
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.giver}, {self.made_at:%d/%m/%Y %H:%M}"
