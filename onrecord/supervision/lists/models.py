"""Worklists that people here made, version by version; and whose each thing is."""

from django.db import models


class ListVersion(models.Model):
    """One version of a worklist, for good. `definition` is `Worklist.to_json()`.

    A list that came with the system has no row until somebody changes it.
    """

    slug = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    why = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="list_version_once")]
        ordering = ["slug", "number"]

    def __str__(self) -> str:
        return f"{self.slug}, version {self.number}"


class Item(models.Model):
    """What supervision says of one thing, in its latest version: whose it is, and what was noted.

    `kind` and `target`: the thing's kind and number, as subjects name it. `owner` is a user name; None: nobody has given
    it by hand, so that it is whose the record says. `set_aside_at`: of things that are only looked at, somebody did.
    """

    kind = models.CharField(max_length=12)
    target = models.BigIntegerField()
    ref = models.CharField(max_length=200)
    owner = models.CharField(max_length=150, null=True)
    given_at = models.DateTimeField(null=True)
    given_by = models.CharField(max_length=150, blank=True, default="")
    note = models.TextField(blank=True, default="")
    noted_at = models.DateTimeField(null=True)
    noted_by = models.CharField(max_length=150, blank=True, default="")
    set_aside_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [models.UniqueConstraint(fields=["kind", "target"], name="item_once")]
        indexes = [models.Index(fields=["owner", "kind"], name="item_by_owner")]

    def __str__(self) -> str:
        return f"{self.ref}: {self.owner or 'not given'}"


class AuthorityRequest(models.Model):
    """Somebody asks whoever has the authority for a cancellation or an outcome; in its latest version.

    It is answered when that step is taken on the crime, by the ordinary step and its rules, or when it is given back.
    """

    class What(models.TextChoices):
        CANCEL = "cancel", "cancel the crime"
        OUTCOME_15 = "outcome-15", "outcome 15"
        OUTCOME_16 = "outcome-16", "outcome 16"

    crime = models.ForeignKey(
        "recording.Crime", on_delete=models.PROTECT, related_name="authority_requests"
    )
    number = models.PositiveIntegerField()
    crime_ref = models.CharField(max_length=120)
    department = models.CharField(max_length=200, blank=True, default="")
    what = models.CharField(max_length=10, choices=What)
    words = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)
    given_back_by = models.CharField(max_length=150, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "supervision"
        constraints = [
            models.UniqueConstraint(
                fields=["crime", "number"], name="authority_request_number_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="authority_request_open",
                condition=models.Q(given_back_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.crime_ref}: {self.get_what_display()}"
