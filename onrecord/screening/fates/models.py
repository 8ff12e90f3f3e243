"""What became of the finder's suggestions."""

from django.db import models

from onrecord.contact.models import Log
from onrecord.screening.fates.states import FateKind, Route


class Fate(models.Model):
    """One thing that became of one suggestion: of a log, and an offence that its text seems to tell of. Append-only.

    The newest of a suggestion counts; the earlier ones stay. What the finder said is kept as it was then, since rules and
    texts change: `rules` (ids, the strongest first; `rule` is that one, for lists), `quote`, `points` of the strongest rule,
    `made_by` (version of rules and models) and `of` (hash of what was read). `second`: told beside a crime of another kind.
    `decision_origin` and `crime_refs` name the decision and crimes by which it was answered. `reason` is a code of
    `reasons`.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="fates")
    log_system = models.CharField(max_length=60)
    log_ref = models.CharField(max_length=120)
    log_ref_key = models.CharField(max_length=120)
    department = models.CharField(max_length=200, blank=True, default="")
    offence = models.CharField(max_length=120)
    group = models.CharField(max_length=60)
    rules = models.JSONField(default=list)
    rule = models.CharField(max_length=40)
    quote = models.TextField(blank=True, default="")
    points = models.IntegerField()
    second = models.BooleanField(default=False)
    made_by = models.CharField(max_length=80)
    of = models.CharField(max_length=64)

    kind = models.CharField(max_length=8, choices=FateKind)
    route = models.CharField(max_length=8, choices=Route)
    reason = models.CharField(max_length=40, blank=True, default="")
    words = models.TextField(blank=True, default="")
    decision_origin = models.CharField(max_length=36, blank=True, default="")
    crime_refs = models.JSONField(default=list)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    # Whether it is the newest of its suggestion; not part of what the ledger holds.
    newest = models.BooleanField(default=True)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "screening"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["log", "offence"], condition=models.Q(newest=True), name="one_newest_fate"
            )
        ]
        indexes = [
            models.Index(fields=["newest", "kind", "at"], name="fate_by_kind"),
            models.Index(fields=["log", "offence"], name="fate_by_log"),
        ]

    def __str__(self) -> str:
        return f"{self.log_ref}: {self.offence}: {self.get_kind_display()}"
