"""Tokens by which other programs come in, when they did, and the answers kept for what they may send twice."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from onrecord.people.models import User


class Token(models.Model):
    """A key for one program, acting as one user. Only the hash of the secret is kept.

    `scopes` are values of `onrecord.api.scopes.Scope`. A token is never changed, only revoked.
    """

    # Names the token in the ledger and in what its holder sees; says nothing about the secret.
    name = models.CharField(max_length=36, unique=True)
    label = models.CharField(max_length=100)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    username = models.CharField(max_length=150)
    scopes = models.JSONField(default=list)
    # SHA-256 of 256 random bits: nothing slower is needed where nothing can be guessed.
    secret_hash = models.CharField(max_length=64, unique=True)
    # The first characters, so that people can tell which token a program has.
    begins = models.CharField(max_length=12)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True, default="")
    revoked_why = models.CharField(max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return self.label

    @property
    def last_day(self) -> date:
        """The last day on which it works: `expires_at` is the midnight that ends it."""
        return timezone.localdate(self.expires_at - timedelta(microseconds=1))


class TokenUse(models.Model):
    """When a token was last used, to the minute. Kept with the reads, so that looking never waits for a writer."""

    token_id = models.BigIntegerField(primary_key=True)
    used_at = models.DateTimeField()
    address = models.CharField(max_length=60, blank=True, default="")


class KeptAnswer(models.Model):
    """What was answered to one Idempotency-Key of one token: the same request again gets the same answer.

    Written in the transaction of what was done, so that there is neither a deed without its answer nor the reverse.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True, default="")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_key_once")]
