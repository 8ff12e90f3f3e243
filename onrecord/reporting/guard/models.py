"""The words of the last weeks' reports, so that the same words are known again. Worked out from the reports and thrown away
after some weeks: no record, and not in the ledger."""

from django.db import models


class KnownWording(models.Model):
    """What a report said, as hashes. `family`: the exact words of the first report that it is like."""

    report = models.OneToOneField(
        "reporting.Report", on_delete=models.CASCADE, related_name="wording"
    )
    family = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["family", "-at"], name="wording_by_family")]

    def __str__(self) -> str:
        return self.family[:12]


class WordingBand(models.Model):
    """By what a family is found (see `onrecord.reporting.guard.wording`)."""

    value = models.CharField(max_length=20)
    wording = models.ForeignKey(KnownWording, on_delete=models.CASCADE, related_name="bands")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["value", "-at"], name="wording_by_band")]

    def __str__(self) -> str:
        return self.value
