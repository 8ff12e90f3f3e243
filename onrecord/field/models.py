"""What phones and paper forms brought, as it was sent."""

from django.db import models


class FieldReport(models.Model):
    """One report that was written where there was no signal, word for word as it arrived.

    Its origin makes it one, however often it is sent. `log_ref` and `decision` say what it became.
    """

    origin = models.CharField(max_length=36, unique=True)
    by = models.CharField(max_length=150)
    # phone, or paper
    route = models.CharField(max_length=10)
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    sent = models.JSONField()
    log_system = models.CharField(max_length=60)
    log_ref = models.CharField(max_length=120)
    # deciding.RecordingDecision.origin; empty where no question was answered.
    decision = models.CharField(max_length=36, blank=True, default="")
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["by", "-received_at"], name="field_report_by")]

    def __str__(self) -> str:
        return self.origin


class Attachment(models.Model):
    """A photograph that came with a report, or another file: its bytes lie by their hash (`onrecord.calls.files`)."""

    origin = models.CharField(max_length=36, unique=True)
    report = models.ForeignKey(FieldReport, on_delete=models.PROTECT, related_name="attachments")
    report_origin = models.CharField(max_length=36)
    name = models.CharField(max_length=200)
    # What the bytes are, not what the name says.
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name
