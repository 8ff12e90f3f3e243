"""What is kept of an inspection: the report, its headline figures, and what it found."""

from django.db import models


class Inspection(models.Model):
    """A published report, as its inspectorate published it.

    `ref` tells two reports of the same day apart. `published_on` is day 1 of the commissioner's 56 days (Police Act 1996,
    section 55(5A)). `window_since` and `window_until`: the first and last day of the records that were audited.
    `judgement` is a grade of `scale` (`scales`). `summary`, `conclusion`: quoted. `theme`: a word that reports on the same
    thing share; `same_as`: the report, mostly a national one, that says the same; `follows`: the earlier inspection of this
    force that it comes back to.
    """

    class Scope(models.TextChoices):
        FORCE = "force", "this force"
        NATIONAL = "national", "national"

    ref = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    body = models.CharField(max_length=120)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.FORCE)
    force = models.CharField(max_length=120, blank=True, default="")
    published_on = models.DateField()
    link = models.URLField(max_length=500, blank=True, default="")
    window_since = models.DateField(null=True)
    window_until = models.DateField(null=True)
    scale = models.CharField(max_length=40, default="none")
    judgement = models.CharField(max_length=80)
    summary = models.TextField(blank=True, default="")
    conclusion = models.TextField(blank=True, default="")
    theme = models.CharField(max_length=80, blank=True, default="")
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="says_same"
    )
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followed_by"
    )
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "improvement"
        ordering = ["-published_on", "ref"]

    def __str__(self) -> str:
        return self.title


class Headline(models.Model):
    """A figure of the report. It is part of the inspection's ledger entry.

    `share` and its bounds are shares of 1. `n` as the report gives it; where it gives none it stays empty, and what the
    interval implies is worked out and said to be so (`headlines`). A figure that the report leaves out is `withheld`, with
    `note` saying why: never a blank and never nought. `places`, `interval_places`: decimals in per cent as they were printed; None
    where nobody said.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="headlines")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    share = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    confidence = models.FloatField(default=0.95)
    withheld = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True, default="")
    places = models.PositiveSmallIntegerField(null=True)
    interval_places = models.PositiveSmallIntegerField(null=True)

    class Meta:
        app_label = "improvement"
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="one_headline_a_number")
        ]

    def __str__(self) -> str:
        return self.what


class InspectionFinding(models.Model):
    """What the report found, quoted: a strength, a finding, or a cause of concern. Part of the inspection's entry."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "strength"
        FINDING = "finding", "finding"
        CAUSE = "cause", "cause of concern"

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField()

    class Meta:
        app_label = "improvement"
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "number"], name="one_inspection_finding_a_number"
            )
        ]

    def __str__(self) -> str:
        return self.text
