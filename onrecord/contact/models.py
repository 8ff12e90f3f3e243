"""Incident logs as they came: the log and its time-stamped entries."""

from django.db import models


class Precision(models.TextChoices):
    """How exactly a time was given. Only MINUTE can be held against the 24-hour limit."""

    MINUTE = "minute", "to the minute"
    DAY = "day", "to the day"
    MONTH = "month", "to the month"


class LinkState(models.TextChoices):
    """What is known about a log's crimes."""

    LINKED = "linked", "a crime record is linked"
    CLAIMED = "claimed", "names a crime that is not in the register"
    NONE = "none", "no crime record"


class Log(models.Model):
    """One incident log, in its latest version.

    Earlier versions are in the ledger: `entry_seq` is the leaf that holds this version word for word
    (see `onrecord.contact.content.log_content`). `crime_count`, `first_recorded_at` and `link_state` are
    worked out by `onrecord.recording.linking` and are not part of the content.
    """

    system = models.CharField(max_length=60)
    ref = models.CharField(max_length=120)
    ref_key = models.CharField(max_length=120)
    received_at = models.DateTimeField()
    received_precision = models.CharField(max_length=6, choices=Precision, default=Precision.MINUTE)
    source = models.CharField(max_length=120, blank=True, default="")
    opening_code = models.CharField(max_length=200, blank=True, default="")
    closing_code = models.CharField(max_length=200, blank=True, default="")
    grade = models.CharField(max_length=60, blank=True, default="")
    qualifiers = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    officer = models.CharField(max_length=200, blank=True, default="")
    department = models.CharField(max_length=200, blank=True, default="")
    crime_refs = models.JSONField(default=list)
    # The log of which this one is a duplicate or a re-opening: the two share their crimes.
    duplicate_of = models.CharField(max_length=120, blank=True, default="")
    extra = models.JSONField(default=dict)

    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()
    # exchange.Import.id: a plain number, since contact knows nothing of exchange.
    imported_in = models.BigIntegerField(null=True)

    crime_count = models.PositiveIntegerField(default=0)
    first_recorded_at = models.DateTimeField(null=True)
    link_state = models.CharField(max_length=7, choices=LinkState, default=LinkState.NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "ref_key"], name="log_once_per_system")
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="log_by_time"),
            models.Index(fields=["closing_code", "-received_at"], name="log_by_closing"),
            models.Index(fields=["opening_code", "-received_at"], name="log_by_opening"),
            models.Index(fields=["link_state", "-received_at"], name="log_by_link"),
            models.Index(fields=["department", "-received_at"], name="log_by_department"),
            models.Index(fields=["ref_key"], name="log_by_ref"),
            models.Index(fields=["imported_in"], name="log_by_import"),
        ]

    def __str__(self) -> str:
        return self.ref


class LogEntry(models.Model):
    """One time-stamped line of a log. Append-only; the log may not have been imported (yet)."""

    system = models.CharField(max_length=60)
    log_ref = models.CharField(max_length=120)
    log_ref_key = models.CharField(max_length=120)
    # SHA-256 of when, who, role and text: the same line imported twice is one line.
    line_key = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    author = models.CharField(max_length=200, blank=True, default="")
    role = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField(blank=True, default="")
    extra = models.JSONField(default=dict)
    entry_seq = models.BigIntegerField()
    imported_in = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "log_ref_key", "line_key"], name="log_line_once"
            )
        ]
        indexes = [models.Index(fields=["log_ref_key", "entered_at"], name="line_by_log")]

    def __str__(self) -> str:
        return f"{self.log_ref} {self.entered_at:%d/%m/%Y %H:%M}"


class CodeMeaning(models.Model):
    """What a force's own code says about crime. `pattern` is compared with the whole code, without regard to case;
    `*` stands for any words (fnmatch)."""

    class Which(models.TextChoices):
        OPENING = "opening", "opening code"
        CLOSING = "closing", "closing code"

    class Meaning(models.TextChoices):
        CRIME = "crime", "promises a crime"
        REPORT = "report", "says that a report was taken"
        PASSED = "passed", "passed to another force or body"
        REASON = "reason", "gives a reason why there is no crime"
        NO_CRIME = "no-crime", "says that there is no crime"
        DOMESTIC = "domestic", "domestic incident"
        PERSONAL_ASB = "personal-asb", "anti-social behaviour against a person"
        DUPLICATE = "duplicate", "duplicate of another log"

    system = models.CharField(max_length=60)
    which = models.CharField(max_length=7, choices=Which)
    pattern = models.CharField(max_length=200)
    meaning = models.CharField(max_length=12, choices=Meaning)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "which", "pattern", "meaning"], name="code_meaning_once"
            )
        ]
