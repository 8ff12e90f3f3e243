"""What responses need to work and is no evidence, like a session (ADR 64). Django finds it through `models.py`."""

from django.db import models


class Warned(models.Model):
    """That a person was written to about a day of the clock: once, whatever becomes of the message. `which`: see `warnings`."""

    inspection = models.ForeignKey(
        "improvement.Inspection", on_delete=models.CASCADE, related_name="+"
    )
    which = models.CharField(max_length=40)
    username = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        app_label = "response"
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "which", "username"], name="warned_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.username}: {self.which}"
