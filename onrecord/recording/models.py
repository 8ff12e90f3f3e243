"""Crime records as the force's crime system has them, and their links to logs."""

from django.db import models

from onrecord.contact.models import Log, Precision


class Group(models.TextChoices):
    """The three groups in which inspectors publish recording accuracy."""

    VIOLENCE = "violence", "violence against the person"
    SEXUAL = "sexual", "sexual offences"
    OTHER = "other", "all other crime"


class Crime(models.Model):
    """One crime record, in its latest version; earlier ones are in the ledger (`entry_seq`)."""

    system = models.CharField(max_length=60)
    ref = models.CharField(max_length=120)
    ref_key = models.CharField(max_length=120)
    log_refs = models.JSONField(default=list)
    recorded_at = models.DateTimeField(null=True)
    recorded_precision = models.CharField(max_length=6, choices=Precision, default=Precision.MINUTE)
    crime_class = models.CharField(max_length=120, blank=True, default="")
    ho_code = models.CharField(max_length=60, blank=True, default="")
    offence = models.CharField(max_length=300, blank=True, default="")
    victim_role = models.CharField(max_length=120, blank=True, default="")
    extra = models.JSONField(default=dict)
    group = models.CharField(max_length=8, choices=Group, default=Group.OTHER)

    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()
    imported_in = models.BigIntegerField(null=True)

    logs = models.ManyToManyField(Log, through="CrimeLog", related_name="crimes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "ref_key"], name="crime_once_per_system")
        ]
        indexes = [
            models.Index(fields=["ref_key"], name="crime_by_ref"),
            models.Index(fields=["-recorded_at", "-id"], name="crime_by_time"),
            models.Index(fields=["imported_in"], name="crime_by_import"),
        ]

    def __str__(self) -> str:
        return self.ref


class CrimeLog(models.Model):
    """A crime belongs to a log, and how that is known."""

    class How(models.TextChoices):
        LOG_NAMES_CRIME = "log", "the log names the crime"
        CRIME_NAMES_LOG = "crime", "the crime names the log"
        BOTH = "both", "each names the other"
        DUPLICATE_LOG = "duplicate", "through a duplicate or re-opened log"

    crime = models.ForeignKey(Crime, on_delete=models.CASCADE)
    log = models.ForeignKey(Log, on_delete=models.CASCADE)
    how = models.CharField(max_length=9, choices=How)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crime", "log"], name="crime_log_once")]


class NamedReference(models.Model):
    """A reference that a record names, in the form in which references are compared.

    Worked out from `Log.crime_refs`, `Log.duplicate_of` and `Crime.log_refs` by `onrecord.recording.linking`, so that
    both sides can be found by an index.
    """

    class Side(models.TextChoices):
        LOG = "log", "a log names a crime"
        CRIME = "crime", "a crime names a log"
        DOUBLE = "double", "a log names the log it repeats"

    side = models.CharField(max_length=6, choices=Side)
    # Log.id or Crime.id, by side.
    owner_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    shown = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["side", "owner_id", "key"], name="named_once")
        ]
        indexes = [models.Index(fields=["side", "key"], name="named_by_key")]

    def __str__(self) -> str:
        return self.shown


class UnlinkedReference(models.Model):
    """A reference that names nothing we hold, or more than one thing: listed, never guessed."""

    class Side(models.TextChoices):
        LOG = "log", "a log names a crime that is not in the register"
        CRIME = "crime", "a crime names a log that is not among the logs"
        NEITHER = "none", "a crime names no log, and no log names it"
        SEVERAL = "several", "the reference fits more than one record"
        DOUBLE = "double", "a log names, as the log it repeats, one that is not among the logs"

    side = models.CharField(max_length=7, choices=Side)
    system = models.CharField(max_length=60)
    owner_ref = models.CharField(max_length=120)
    named_ref = models.CharField(max_length=120, blank=True, default="")
    # Whose reference it is: one of the two.
    log = models.ForeignKey(Log, on_delete=models.CASCADE, null=True, related_name="unlinked")
    crime = models.ForeignKey(Crime, on_delete=models.CASCADE, null=True, related_name="unlinked")

    class Meta:
        indexes = [models.Index(fields=["side", "owner_ref"], name="unlinked_by_side")]

    def __str__(self) -> str:
        return f"{self.owner_ref} -> {self.named_ref}"
