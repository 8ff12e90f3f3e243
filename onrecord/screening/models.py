"""What the readable rules made of each log."""

from django.db import models

from onrecord.contact.models import Log


class Suspect(models.Model):
    """A log that looks as if it reports a crime that nobody recorded.

    `reasons` is a list of {"rule": id, "points": int, "words": sentence, "quote": words from the log or ""}, strongest
    first. `score` is the sum of the points. A suspect is a log to read; it is never counted as an unrecorded crime.
    """

    log = models.OneToOneField(Log, on_delete=models.CASCADE, primary_key=True)
    score = models.IntegerField()
    reasons = models.JSONField(default=list)
    rules_version = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["-score", "log"], name="suspect_by_score")]
