"""The ledger's tables. Database triggers refuse changes to them; see triggers.py."""

from django.db import models


class LedgerEntry(models.Model):
    """One leaf. The columns are all that the leaf hash covers, so nothing here can change unseen.

    `commitment` is SHA-256 of salt and body; the body itself is in LedgerBody and may be erased.
    """

    seq = models.BigIntegerField(primary_key=True)
    recorded_at = models.CharField(max_length=32)  # ISO 8601, UTC, microseconds, as hashed
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    actor = models.CharField(max_length=150)
    commitment = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["subject", "seq"], name="entry_by_subject")]


class LedgerBody(models.Model):
    """What an entry commits to: salt (hex) and canonical JSON, kept as text, byte for byte."""

    seq = models.BigIntegerField(primary_key=True)
    salt = models.CharField(max_length=32)
    body = models.TextField()


class LedgerErasure(models.Model):
    """Permission, kept for ever, to have destroyed one body: `entry_seq` says who did it and why."""

    seq = models.BigIntegerField(primary_key=True)
    entry_seq = models.BigIntegerField()


class LedgerCheckpoint(models.Model):
    """A signed statement of size and root, in C2SP form."""

    size = models.BigIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    note = models.TextField()


class LedgerHead(models.Model):
    """One row: how many leaves, and the frontier of the tree. Locked by whoever appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.TextField(default="")
