"""Who switched which pattern of the finder off or on, and why."""

from django.db import models


class PatternSwitch(models.Model):
    """One pattern switched off or on. Append-only; what holds now is in ONRECORD_HOME/patterns/off.txt, so that the finder
    works without a database."""

    rule = models.CharField(max_length=60)
    on = models.BooleanField()
    why = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "screening"
        ordering = ["-id"]
        indexes = [models.Index(fields=["rule"], name="pattern_switch_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {'on' if self.on else 'off'}"
