"""Alerts: the thresholds, what went over them, for whom, and what goes out. Django finds these through `models.py`.

Thresholds and addresses are kept by actions with a ledger entry each. What was raised and sent is the working of a timer, like
a session: it is kept for as long as it is of use, and is not evidence (ADR 64).
"""

from datetime import time

from django.db import models

from onrecord.measures.alerts.states import SendState


class Side(models.TextChoices):
    BELOW = "below", "below"
    ABOVE = "above", "above"


class AlertRule(models.Model):
    """One threshold in its latest version.

    `what`: "measure:ID" or "count:ID" (onrecord.measures.alerts.counts). `level` in hundredths: of a per cent for shares, of an
    hour for hours, of one for counts. `roles` and `department` say who gets it; without a department everybody of these
    roles, each for the part of the force whose figures they see.
    """

    name = models.CharField(max_length=120)
    what = models.CharField(max_length=60)
    side = models.CharField(max_length=5, choices=Side)
    level = models.BigIntegerField()
    roles = models.JSONField(default=list)
    department = models.CharField(max_length=200, blank=True, default="")
    # Not raised again for the same part of the force within so many hours.
    every_hours = models.PositiveIntegerField()
    # Nothing is sent between these, by the clock on the wall; equal: no quiet hours.
    quiet_from = models.TimeField(default=time(0))
    quiet_to = models.TimeField(default=time(0))
    by_mail = models.BooleanField(default=True)
    by_hook = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "measures"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Hook(models.Model):
    """Another program that is told of alerts, at an address that an administrator set. `secret` signs what is sent there."""

    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=64)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "measures"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Raised(models.Model):
    """A threshold was passed: for which part of the force (None: all of it), by which figure, and where to look."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="raised")
    department = models.CharField(max_length=200, null=True)
    raised_at = models.DateTimeField(db_index=True)
    # In words, without personal data: "83.2 % of 310 in May 2026 (alert below 90 %)".
    words = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    figure = models.JSONField(default=dict)

    class Meta:
        app_label = "measures"
        indexes = [models.Index(fields=["rule", "department", "-raised_at"], name="raised_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.words}"


class Outgoing(models.Model):
    """One message in the queue. `key` makes it one, however often it is put there. `to`: a user name, the id of a hook, or what the
    owner of a kind knows its address by (see `queue.register_addresses`)."""

    class Kind(models.TextChoices):
        MAIL = "mail", "e-mail"
        HOOK = "hook", "to a program"
        REPORTER = "repo", "e-mail to a reporter"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=4, choices=Kind)
    to = models.CharField(max_length=150)
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField()
    state = models.CharField(max_length=8, choices=SendState, default=SendState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    # When this run took it, and when it was done with.
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        app_label = "measures"
        indexes = [models.Index(fields=["state", "next_at"], name="outgoing_by_state")]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class Told(models.Model):
    """That somebody is to hear of something raised, from when it may be sent, and with which message it was."""

    raised = models.ForeignKey(Raised, on_delete=models.CASCADE, related_name="told")
    username = models.CharField(max_length=150)
    mail_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Outgoing, on_delete=models.SET_NULL, null=True, related_name="told")

    class Meta:
        app_label = "measures"
        constraints = [
            models.UniqueConstraint(fields=["raised", "username"], name="told_once_each")
        ]
        indexes = [models.Index(fields=["username", "-id"], name="told_by_person")]
