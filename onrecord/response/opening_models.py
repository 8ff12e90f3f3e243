"""What the commissioner's office decides of its published responses: whether everybody may read them, and which version is taken back.
Django finds these through `models.py`."""

from django.db import models


class Opening(models.Model):
    """One row: whether published responses are there for everybody, without signing in."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    on = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"

    def __str__(self) -> str:
        return "on" if self.on else "off"


class Withdrawal(models.Model):
    """A published version was withdrawn: nobody outside reads it any more. It stays in the record as it was."""

    edition = models.OneToOneField(
        "response.Edition", on_delete=models.PROTECT, related_name="withdrawal"
    )
    on = models.DateField()
    reason = models.CharField(max_length=300)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "response"

    def __str__(self) -> str:
        return f"{self.edition} withdrawn"
