"""Incident logs: those that came from another system and those opened here, with entries, people and places."""

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


class EntryKind(models.TextChoices):
    """What an entry of a log is. Everything that happens to a log is an entry, so nothing about it is kept elsewhere."""

    LINE = "line", "entry"
    CORRECTION = "correction", "correction of an earlier entry"
    ACCOUNT = "account", "later account"
    OPENED = "opened", "log opened"
    THRIVE = "thrive", "THRIVE assessment"
    TRIAGE = "triage", "triage by rule, proposed"
    GRADE = "grade", "call grade"
    CODES = "codes", "opening code and qualifiers"
    PERSON = "person", "person named"
    PLACE = "place", "place named"
    RESOURCE = "resource", "resource"
    ESCALATION = "escalation", "escalation"
    ALLOCATION = "allocation", "given to a department or person"
    LINK = "link", "linked or duplicate log"
    RECORDING = "recording", "recording of the call"
    DECISION = "decision", "crime-recording decision"
    CRIME = "crime", "crime record"
    TOLD = "told", "victim told"
    CLOSED = "closed", "log closed"
    REOPENED = "reopened", "log opened again"


# Entries that say what was told or seen. The others say in the program's words what was done, and a THRIVE assessment
# weighs what may happen: under the head "Threat" nobody has threatened anybody yet.
SAID = (EntryKind.LINE, EntryKind.CORRECTION, EntryKind.ACCOUNT)


class Log(models.Model):
    """One incident log, in its latest version.

    A log opened here has `opened_at`; its `text` is the first account, word for word, and is never changed.

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
    # Of logs opened here. Three times are kept apart: `received_at`, when any part of the force first heard of it;
    # `opened_at`, when it was written down; `sent_at`, when a device that had no signal sent it (else empty).
    opened_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # By what the force first heard of it (a call, an officer told in the street, a referral): starts the 24 hours.
    first_report = models.CharField(max_length=200, blank=True, default="", db_default="")
    # Made by whoever opened it, so that a log sent twice is one log.
    origin = models.CharField(max_length=36, null=True, unique=True)

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
            # Few of two million logs are open at one time.
            models.Index(
                fields=["-received_at", "-id"],
                name="log_open",
                condition=models.Q(opened_at__isnull=False, closed_at__isnull=True),
            ),
            # The same of logs from elsewhere. Apart, so that those opened here are never looked for among them.
            models.Index(
                fields=["received_at"],
                name="log_open_elsewhere",
                condition=models.Q(opened_at__isnull=True, closed_at__isnull=True),
            ),
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
    kind = models.CharField(
        max_length=10, choices=EntryKind, default=EntryKind.LINE, db_default=EntryKind.LINE
    )
    # Of entries made here: the user name, what was changed in plain data, the entry that this one corrects, and the
    # times: `entered_at` is when it became known, `recorded_at` when it was written, `sent_at` when it was sent.
    by = models.CharField(max_length=150, blank=True, default="", db_default="")
    detail = models.JSONField(null=True)
    # The `entry_seq` of the corrected entry.
    corrects = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    entry_seq = models.BigIntegerField()
    imported_in = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "log_ref_key", "line_key"], name="log_line_once"
            )
        ]
        indexes = [
            models.Index(fields=["log_ref_key", "entered_at"], name="line_by_log"),
            models.Index(
                fields=["kind", "entered_at"], name="line_by_kind", condition=~models.Q(kind="line")
            ),
            # What supervisors wrote in a month, out of a force's millions of lines (onrecord.measures.counting.logs).
            models.Index(
                fields=["role", "entered_at"],
                name="line_by_role",
                condition=models.Q(role__gt=""),
            ),
            models.Index(
                fields=["by", "log_ref_key"],
                name="line_opened_by",
                condition=models.Q(kind="opened"),
            ),
            # Questions of the open logs, out of all that is written in those (onrecord.supervision.subjects.logs).
            models.Index(
                fields=["log_ref_key"],
                name="line_asked",
                condition=models.Q(kind="escalation"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_ref} {self.entered_at:%d/%m/%Y %H:%M}"


class LogPerson(models.Model):
    """Somebody named in a log opened here, in the present version; `label` names them in a case for the rules."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="people")
    log_ref = models.CharField(max_length=120)
    label = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True, default="")
    born = models.DateField(null=True)
    # Age in years where no birth date is known.
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=6, blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    # caller, victim, suspect, witness, other: see `onrecord.contact.people`.
    roles = models.JSONField(default=list)
    # What the rules ask of a person: kind, roles, states, traced, confirms ... (crimerules.case.Person).
    facts = models.JSONField(default=dict)
    note = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "label"], name="person_label_once")]

    def __str__(self) -> str:
        return self.name or self.label


class LogPlace(models.Model):
    """A place named in a log opened here: any one of free text, postcode, grid reference or UPRN is enough."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="places")
    log_ref = models.CharField(max_length=120)
    label = models.CharField(max_length=40)
    what = models.CharField(max_length=60, default="scene")
    text = models.CharField(max_length=300, blank=True, default="")
    postcode = models.CharField(max_length=8, blank=True, default="")
    uprn = models.CharField(max_length=12, blank=True, default="")
    grid = models.CharField(max_length=14, blank=True, default="")
    # Kind of place in the words of the rules (crimerules.case.Place.kind).
    kind = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "label"], name="place_label_once")]

    def __str__(self) -> str:
        return self.text or self.postcode or self.grid or self.uprn


class LogLink(models.Model):
    """Two logs that belong together without one being the duplicate of the other."""

    first = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="links_from")
    second = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="links_to")
    first_ref = models.CharField(max_length=120)
    second_ref = models.CharField(max_length=120)
    why = models.CharField(max_length=200, blank=True, default="")
    entry_seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="logs_linked_once")]


class Sequence(models.Model):
    """The last number given out under a name, such as the logs of a day."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)


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
