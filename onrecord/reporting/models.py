"""Reports that come on line: what is being written, what was sent, what came with it, and what passed afterwards."""

from django.db import models

from onrecord.reporting.states import MessageKind, ReportState


class TypeVersion(models.Model):
    """One version of a type of report that the registrar keeps; the newest of a key counts. Without one the shipped
    definition counts (`onrecord/reporting/types/shipped/*.toml`). A report keeps the version under which it was begun."""

    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    # The same layout as the file (see `onrecord.reporting.types`).
    definition = models.JSONField()
    open = models.BooleanField(default=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="report_type_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}, version {self.version}"


class Switch(models.Model):
    """Whether the public may report here: one row, changed by the registrar only. Without it, not."""

    on = models.BooleanField(default=False)
    # To which department reports go, unless their type names another: its people see the logs.
    department = models.CharField(max_length=200, blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    def __str__(self) -> str:
        return "on" if self.on else "off"


class Checked(models.Model):
    """A person of the force says that they checked what came with the system: the numbers and addresses of other services, or
    the Welsh. It counts for what they saw and no longer: `digest` is of that. Rows are only added."""

    # services, or welsh
    what = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    # What they saw, to tell later what is new since; of the Welsh, how many texts.
    held = models.JSONField(default=dict)
    # How it was checked, and by whom besides the person who is signed in.
    how = models.CharField(max_length=300)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "number"], name="report_check_once")]

    def __str__(self) -> str:
        return f"{self.what}, check {self.number}"


class Draft(models.Model):
    """A report that is being written. It isn't a report yet: nothing of it is in the ledger, and it is erased when it
    lapses. Whoever knows its address writes in it; of address and code only hashes are kept."""

    # SHA-256 of the part of the address that can't be guessed.
    token_hash = models.CharField(max_length=64, unique=True)
    # SHA-256 of the code for coming back; null until somebody asks for one.
    code_hash = models.CharField(max_length=64, unique=True, null=True)
    # The report that it becomes, so that sending it twice is one report.
    origin = models.CharField(max_length=36, unique=True)
    type_key = models.CharField(max_length=60, blank=True, default="")
    type_version = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=2, default="en")
    # Pairs [question, what was answered], in the order of the questions.
    answers = models.JSONField(default=list)
    # What was sent and could not be taken, by the question: shown there again until it is right.
    slips = models.JSONField(default=dict)
    # Of partners: the organisation's key and who writes, else empty.
    organisation = models.CharField(max_length=60, blank=True, default="")
    by = models.CharField(max_length=150, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.origin


class Report(models.Model):
    """What somebody reported on line, word for word as it was sent. Its log holds the first account; what is done about it
    is done there. `entry_seq` is the entry of the present version."""

    origin = models.CharField(max_length=36, unique=True)
    ref = models.CharField(max_length=60, unique=True)
    # SHA-256 of what the reporter needs beside the reference to see what became of it.
    secret_hash = models.CharField(max_length=64)
    # public, or partner
    route = models.CharField(max_length=10)
    type_key = models.CharField(max_length=60)
    type_version = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="en")
    answers = models.JSONField(default=list)
    # The reporter's own words, as they stand in the log.
    account = models.TextField()
    # What its log is opened with besides: source, opening_code, qualifiers, department, people, places (see
    # `onrecord.reporting.receiving.intake.Sent`). Kept, since of a report that is held back the log is opened later.
    told = models.JSONField(default=dict)
    # {"name", "phone", "email", "address", "safe": how and when it is safe to be in touch}
    contact = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.RECEIVED)
    submitted_at = models.DateTimeField()
    # 0 to 3; 3 is "a person looks now". `risks`: which rules say so, with the words they go by.
    risk = models.PositiveSmallIntegerField(default=0)
    risks = models.JSONField(default=list)
    # Why it was held back, and the report that it seems to repeat.
    doubts = models.JSONField(default=list)
    same_as = models.CharField(max_length=60, blank=True, default="")
    log_system = models.CharField(max_length=60, blank=True, default="")
    log_ref = models.CharField(max_length=120, blank=True, default="")
    # deciding.RecordingDecision.origin, where the questions of the rules were answered on line.
    decision = models.CharField(max_length=36, blank=True, default="")
    # Of a report for another force: which, and the reference it gave.
    other_force = models.CharField(max_length=120, blank=True, default="")
    other_ref = models.CharField(max_length=120, blank=True, default="")
    # Of partners: the organisation's key, who sent it, and their own reference.
    organisation = models.CharField(max_length=60, blank=True, default="")
    sent_by = models.CharField(max_length=150, blank=True, default="")
    their_ref = models.CharField(max_length=120, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="report_by_state"),
            models.Index(fields=["log_ref"], name="report_by_log"),
            models.Index(fields=["organisation", "-submitted_at"], name="report_by_organisation"),
        ]

    def __str__(self) -> str:
        return self.ref


class Look(models.Model):
    """A reporter looks at their report: its page lies under an address that leads nowhere after half an hour, or as soon as
    they leave. Of the address only the hash is kept, and nothing of it is in the ledger."""

    token_hash = models.CharField(max_length=64, unique=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="looks")
    expires_at = models.DateTimeField(db_index=True)
    # What was done last, and what was sent and could not be taken.
    said = models.CharField(max_length=20, blank=True, default="")
    slip = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.report.ref


class FileFields(models.Model):
    """What is known of a file; its bytes lie by their hash."""

    origin = models.CharField(max_length=36, unique=True)
    name = models.CharField(max_length=200)
    # What the bytes are, not what the name says.
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    # What the file says of itself (time, place, camera ...): evidence, shown to investigators only.
    metadata = models.JSONField(default=dict)
    # Whether it may be opened: "waiting" for the scan, "clean", "found" something, or "none" is set up.
    scan = models.CharField(max_length=10, default="waiting")
    scan_words = models.CharField(max_length=300, blank=True, default="")
    received_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class DraftFile(FileFields):
    """A file that was added to a report which is still being written."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")

    @property
    def cannot_be_opened(self) -> bool:
        """A picture that is damaged, cut off, or claims to be too large; kept as it came all the same."""
        return self.media_type.startswith("image/") and bool(self.metadata.get("trouble"))


class ReportFile(FileFields):
    """A photograph, film, sound or document that came with a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    report_ref = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()


class ReportMessage(models.Model):
    """What the reporter wrote afterwards, and what the force answered. A challenge has a clock and goes to somebody who did
    not decide."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="messages")
    report_ref = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=MessageKind)
    # Sent twice is one message.
    origin = models.CharField(max_length=36, unique=True)
    text = models.TextField()
    at = models.DateTimeField()
    # Empty: the reporter.
    by = models.CharField(max_length=150, blank=True, default="")
    # Of a challenge: by when, and what was answered.
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True, default="")
    # "changed" or "stands"
    outcome = models.CharField(max_length=10, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_message_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_ref}, {self.get_kind_display()}"


# Kept with what they belong to.
from onrecord.reporting.guard.models import KnownWording as KnownWording  # noqa: E402
from onrecord.reporting.guard.models import WordingBand as WordingBand  # noqa: E402
