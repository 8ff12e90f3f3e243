"""What responses need to work: who was warned, and what was worded otherwise before. Django finds these through `models.py`."""

from django.db import models


class Warned(models.Model):
    """No evidence, like a session (ADR 64): that a person was written to about a day of the clock: once, whatever becomes of the message. `which`: see `warnings`."""

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


class Wording(models.Model):
    """One wording of one part of a response, as it was written at a moment. The ledger holds its hash and no word of it, so that a
    name that should never have been typed can be struck out: `words` is empty then, and `struck` says why.

    `part`: "overall", "legal", "reply", or "answer-" with the number of the recommendation. `lost`: nobody knows who wrote it, for
    it stood there before wordings were kept.
    """

    response = models.ForeignKey(
        "response.Response", on_delete=models.PROTECT, related_name="wordings"
    )
    part = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    words = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)
    struck = models.CharField(max_length=300, blank=True, default="")
    lost = models.BooleanField(default=False)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"
        ordering = ["response", "part", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "part", "number"], name="one_wording_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.part}, wording {self.number}"

    @property
    def number_text(self) -> str:
        return str(self.number)
