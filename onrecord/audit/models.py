"""An audit: frozen frame, strata, sample and readings."""

from django.db import models

from onrecord.contact.models import Log


class Audit(models.Model):
    """One audit of recording accuracy, its frame frozen when it was made.

    `frame_hash` is the SHA-256 of the frame file (see `onrecord.audit.frame`); with `seed` and the strata it fixes the sample, on any machine.
    """

    name = models.CharField(max_length=120, unique=True)
    seed = models.CharField(max_length=64)
    frame_hash = models.CharField(max_length=64)
    frame_size = models.PositiveIntegerField()
    frame_from = models.DateTimeField(null=True)
    frame_to = models.DateTimeField(null=True)
    # Crimes in the register linked to the frame, scaled to a year where the window is shorter; see estimate.
    crimes_a_year = models.FloatField(null=True)
    design = models.JSONField(default=dict)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(auto_now_add=True)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Stratum(models.Model):
    """A closing code (or the pool of rare ones), linked or not."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="strata")
    name = models.CharField(max_length=260)
    closing_code = models.CharField(max_length=200)
    linked = models.BooleanField()
    size = models.PositiveIntegerField()
    sample_size = models.PositiveIntegerField()
    planning_rate = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "name"], name="stratum_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class SampleItem(models.Model):
    """One log to read. `log_ref`, `linked` and the crimes stand as they were when the frame was frozen."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="items")
    stratum = models.ForeignKey(Stratum, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    log = models.ForeignKey(Log, on_delete=models.PROTECT)
    log_ref = models.CharField(max_length=120)
    inclusion_probability = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "position"], name="item_position_once"),
            models.UniqueConstraint(fields=["audit", "log"], name="item_log_once"),
        ]
        ordering = ["position"]


class Reading(models.Model):
    """What a reader found in one log. A later reading of the same item replaces this one; both are kept."""

    item = models.ForeignKey(SampleItem, on_delete=models.CASCADE, related_name="readings")
    reader = models.CharField(max_length=150)
    read_at = models.DateTimeField(auto_now_add=True)
    undecidable = models.BooleanField(default=False)
    should_violence = models.PositiveSmallIntegerField(default=0)
    recorded_violence = models.PositiveSmallIntegerField(default=0)
    should_sexual = models.PositiveSmallIntegerField(default=0)
    recorded_sexual = models.PositiveSmallIntegerField(default=0)
    should_other = models.PositiveSmallIntegerField(default=0)
    recorded_other = models.PositiveSmallIntegerField(default=0)
    comment = models.TextField(blank=True, default="")
    current = models.BooleanField(default=True)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(current=True), name="one_current_reading"
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_violence__lte=models.F("should_violence"))
                & models.Q(recorded_sexual__lte=models.F("should_sexual"))
                & models.Q(recorded_other__lte=models.F("should_other")),
                name="recorded_within_should",
            ),
        ]
