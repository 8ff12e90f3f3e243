"""Organisations that refer on line, who refers for them, and what they sent."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from onrecord.partners.states import LinkState, OrganisationState
from onrecord.people.models import User
from onrecord.reporting.models import Report


class Kind(models.TextChoices):
    """What an organisation is; it decides which forms it has and what it is told back (`standing.toml`)."""

    SCHOOL = "school", "School or college"
    SOCIAL_CARE = "social-care", "Social care"
    HEALTH = "health", "Health"
    SARC = "sarc", "Sexual assault referral centre (SARC)"
    HOUSING = "housing", "Housing"
    RETAILER = "retailer", "Retailer"
    OTHER = "other", "Other"


class Organisation(models.Model):
    """A named organisation that refers. `key` stands in addresses and in `reporting.Report.organisation`."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(
        max_length=10, choices=OrganisationState, default=OrganisationState.ACTIVE
    )
    # Whose people see its referrals; empty: where reports on line go.
    department = models.CharField(max_length=200, blank=True, default="")
    # What its files call our columns: {our name: theirs} (see `onrecord.partners.bulk_file`).
    columns = models.JSONField(default=dict)
    # Why it was ended or let in again.
    why = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def active(self) -> bool:
        return self.state == OrganisationState.ACTIVE


class Member(models.Model):
    """An account that refers for an organisation, and for no other. Whether it may still sign in, the account says."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    organisation_key = models.CharField(max_length=60)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="partner")
    username = models.CharField(max_length=150)
    # What they are there, such as "Head of year"; it goes to the log beside their name.
    job = models.CharField(max_length=120, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.username} of {self.organisation_key}"


class Link(models.Model):
    """An address with which somebody without an account refers for one organisation with one form. Only the hash of the part
    that can't be guessed is kept."""

    name = models.CharField(max_length=36, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="links")
    organisation_key = models.CharField(max_length=60)
    form_key = models.CharField(max_length=60)
    # Who has it, such as "night staff".
    label = models.CharField(max_length=120)
    secret_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=LinkState, default=LinkState.ACTIVE)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.label} ({self.organisation_key})"

    @property
    def expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def last_day(self) -> date:
        """The last day on which it works: `expires_at` is the midnight that ends it."""
        return timezone.localdate(self.expires_at - timedelta(microseconds=1))

    @property
    def works(self) -> bool:
        return self.state == LinkState.ACTIVE and not self.expired and self.organisation.active


class Referral(models.Model):
    """One report that an organisation sent: by which form, by whom, in which capacity, and with which others. What was said is
    in the report and its log."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="referral")
    report_ref = models.CharField(max_length=60)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="referrals"
    )
    organisation_key = models.CharField(max_length=60)
    form_key = models.CharField(max_length=60)
    # One sending of several disclosures (or rows of a file) makes several reports, numbered from 1.
    sending = models.CharField(max_length=36, db_index=True)
    number = models.PositiveIntegerField(default=1)
    # The account that sent it, or the name of the link.
    by = models.CharField(max_length=150, blank=True, default="")
    link = models.CharField(max_length=36, blank=True, default="")
    # The answer to the rules' question who told the police.
    capacity = models.CharField(max_length=20)
    # How much of what becomes of it is told: a key of `standing.toml`.
    told = models.CharField(max_length=30)
    # Of a row of a file: what it says, as a hash, so that the same row again is known.
    row_hash = models.CharField(max_length=64, blank=True, default="")
    sent_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-sent_at"], name="referral_by_organisation"),
            models.Index(fields=["link"], name="referral_by_link"),
        ]

    def __str__(self) -> str:
        return self.report_ref


class Upload(models.Model):
    """A file of incidents that was sent: how many rows were taken, and which were not and why."""

    name = models.CharField(max_length=36, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="uploads")
    organisation_key = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # Rows read; of them refused, sent in an earlier file (again), the same as another row of this one (doubles), of the same
    # incident as another (joined); and reports made (incidents), one row of each. The others add up to rows.
    counts = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    # [{"row", "field", "value", "problem", "remedy", "cells"}]: given back as a file.
    refused = models.JSONField(default=list)
    # [{"rows", "report", "question", "quote"}]: taken as they are, and asked about (`onrecord.partners.doubted`).
    asked = models.JSONField(default=list)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return self.file_name
