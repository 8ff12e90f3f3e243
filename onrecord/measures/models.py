"""What was counted, month by month. Derived from the record and made anew at any time, like the index of the search: none of
it is evidence, so none of it is in the ledger (ADR 63)."""

from django.db import models

from onrecord.measures.alerts.models import AlertRule, Hook, Outgoing, Raised, Told

__all__ = [
    "AlertRule",
    "Cell",
    "Counted",
    "Hook",
    "Kept",
    "Outgoing",
    "Raised",
    "Ran",
    "Spread",
    "Told",
]


class Counted(models.Model):
    """One measure's month: by which version it was counted, when, and how much of the ledger was there then."""

    measure = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    # The first day of the month.
    month = models.DateField()
    counted_at = models.DateTimeField()
    ledger_size = models.BigIntegerField()
    # How long it took: a page doesn't begin what would keep somebody waiting.
    took_ms = models.PositiveIntegerField(default=0)
    # Records of which the measure can't be said.
    unsaid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "month"], name="measure_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month:%Y-%m}"


class Cell(models.Model):
    """How many were counted, and how many met the measure, with one department, team, route, kind and time of day.

    `any`: of the footprints, records with any entry of a supervisor in time, whatever it says; else the same as `met`.
    """

    counted = models.ForeignKey(Counted, on_delete=models.CASCADE, related_name="cells")
    department = models.CharField(max_length=200, blank=True, default="")
    team = models.CharField(max_length=200, blank=True, default="")
    route = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=60, blank=True, default="")
    moment = models.CharField(max_length=30, blank=True, default="")
    n = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    any = models.PositiveIntegerField()


class Spread(models.Model):
    """Hours to record of one month: of the whole force (`by` empty), or of one value of one column. None where the curve
    doesn't come down so far."""

    counted = models.ForeignKey(Counted, on_delete=models.CASCADE, related_name="spreads")
    by = models.CharField(max_length=20, blank=True, default="")
    value = models.CharField(max_length=200, blank=True, default="")
    n = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    median = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    tail = models.FloatField(null=True)


class Kept(models.Model):
    """One record of a counted month, by its id, and the cell in which it is counted: of the incident logs those that
    met the measure, of crimes those that did not. From it come the lists of records without."""

    counted = models.ForeignKey(Counted, on_delete=models.CASCADE, related_name="kept")
    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="kept")
    unit = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counted", "unit"], name="kept_once_a_month")
        ]


class Ran(models.Model):
    """When a command that the system's timer runs was last at its end, so that `onrecord doctor` can say that one doesn't run."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
