"""The ledger's tables. Database triggers refuse changes to them; see triggers.py."""

from django.db import models

from onrecord.ledger.fields import SeqField


class LedgerEntry(models.Model):
    """One leaf. The leaf hash covers every column but `leaf` itself, so nothing here can change unseen.

    `commitment` is SHA-256 of salt and body; the body itself is in LedgerBody and may be erased. `leaf` is the leaf
    hash as it was when the entry was written: it proves nothing by itself, but says which entry was altered when
    the root no longer fits.
    """

    seq = SeqField(primary_key=True)
    recorded_at = models.CharField(max_length=32)  # ISO 8601, UTC, microseconds, as hashed
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    actor = models.CharField(max_length=150)
    commitment = models.CharField(max_length=64)
    leaf = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["subject", "seq"], name="entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.subject}"


class LedgerBody(models.Model):
    """What an entry commits to: salt (hex) and canonical JSON, kept as text, byte for byte."""

    seq = SeqField(primary_key=True)
    salt = models.CharField(max_length=32)
    body = models.TextField()


class LedgerErasure(models.Model):
    """Permission, kept for ever, to have destroyed one body: `entry_seq` says who did it and why."""

    seq = SeqField(primary_key=True)
    entry_seq = models.BigIntegerField()


class LedgerCheckpoint(models.Model):
    """A signed statement of size and root, in C2SP form."""

    class Reason(models.TextChoices):
        HOURLY = "hourly", "the hour's checkpoint"
        DAILY = "daily", "the day's checkpoint"
        IMPORT = "import", "after an import"
        REQUEST = "on request", "asked for"

    size = SeqField(primary_key=True)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=20, choices=Reason)
    note = models.TextField()

    def __str__(self) -> str:
        return f"{self.size} entries, {self.made_at:%d/%m/%Y %H:%M}"


class LedgerHead(models.Model):
    """One row: how many leaves, and the frontier of the tree. Locked by whoever appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.TextField(default="")
