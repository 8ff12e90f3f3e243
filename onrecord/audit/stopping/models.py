"""That the reading of an audit was stopped because its test had decided: one row an audit, for good."""

from django.db import models


class Stop(models.Model):
    """Reading stopped after the first `after` records of the order. `above`: which side of the target was shown; `low` and `high` are the
    interval as it was then, as shares."""

    audit = models.OneToOneField("audit.Audit", on_delete=models.CASCADE, related_name="stop")
    after = models.PositiveIntegerField()
    above = models.BooleanField()
    low = models.FloatField()
    high = models.FloatField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.audit}: stopped after {self.after}"
