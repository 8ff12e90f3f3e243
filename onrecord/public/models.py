"""Published editions of the proof, for good, and whether its page is there."""

from django.db import models


class Edition(models.Model):
    """One edition: never changed. `content` is what was published: text, whole numbers, lists; shares as text with six decimals.

    `kept` is not published: every number that went into it, those withheld too, so that no later edition gives them away.
    `sha256` is of the content in canonical form.
    """

    number = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    kept = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    # Why it was published although names were found in it.
    despite = models.TextField(blank=True, default="")
    entry_seq = models.BigIntegerField()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Edition {self.number}"


class Switch(models.Model):
    """One row: whether the page is there for everybody."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    on = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return "on" if self.on else "off"
