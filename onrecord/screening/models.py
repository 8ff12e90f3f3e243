"""What the readable rules made of each log."""

from django.db import models

from onrecord.contact.models import Log


class Suspect(models.Model):
    """A log that looks as if it reports a crime that nobody recorded.

    `reasons` is a list of {"rule": id, "points": int, "words": sentence, "quote": words from the log or ""}, strongest
    first. `score` is the sum of the points, never below 1. A suspect is a log to read; it is never counted as an
    unrecorded crime. `received_at`, `ref` and `department` repeat the log's, so that one index gives the ranking.
    """

    log = models.OneToOneField(Log, on_delete=models.CASCADE, primary_key=True)
    score = models.IntegerField()
    reasons = models.JSONField(default=list)
    # The rule of the strongest reason, for filters.
    rule = models.CharField(max_length=40)
    received_at = models.DateTimeField()
    ref = models.CharField(max_length=120)
    department = models.CharField(max_length=200, blank=True, default="")
    rules_version = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["-score", "received_at", "ref"], name="suspect_by_rank"),
            models.Index(
                fields=["department", "-score", "received_at", "ref"], name="suspect_by_department"
            ),
            models.Index(fields=["rule", "-score", "received_at", "ref"], name="suspect_by_rule"),
        ]


# Tables of their own modules; Django finds models through this one.
from onrecord.screening.fates_models import Fate  # noqa: E402, F401 -- Django finds it by this module
from onrecord.screening.patterns_models import PatternSwitch  # noqa: E402, F401 -- Django finds it by this module
