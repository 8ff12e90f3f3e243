"""Departments as periods, and who belonged to which when.

Logs, crimes and accounts bear a department's name as text, and keep the one of their day. These tables give the names
their history, so that figures stay with where the work was done.
"""

from django.db import models


class Department(models.Model):
    """One period of a department, from `since` to the day before `until` (empty: it stands today).

    A department that comes under another parent ends one period and begins the next, under the same name. `parent` and
    `merged_into` are names, too. `head` is a user name: whoever answers for it when nobody of it is on shift.
    """

    name = models.CharField(max_length=200)
    # The name as it is compared: in small letters.
    name_key = models.CharField(max_length=200)
    parent = models.CharField(max_length=200, blank=True, default="")
    head = models.CharField(max_length=150, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    merged_into = models.CharField(max_length=200, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [
            models.UniqueConstraint(fields=["name_key", "since"], name="department_period_once"),
            # Two at one time under one name can't be told apart.
            models.UniqueConstraint(
                fields=["name_key"],
                name="department_stands_once",
                condition=models.Q(until__isnull=True),
            ),
        ]
        ordering = ["name_key", "since"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody belonged to a department from `since` to the day before `until` (empty: still does)."""

    person = models.CharField(max_length=150)
    # The first, second ... of this person.
    number = models.PositiveIntegerField()
    department = models.CharField(max_length=200, blank=True, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="membership_number_once")
        ]
        indexes = [models.Index(fields=["department", "since"], name="membership_by_department")]
        ordering = ["person", "since"]

    def __str__(self) -> str:
        return f"{self.person}: {self.department}"
