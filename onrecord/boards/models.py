"""What is kept of boards: the bodies as they were, meetings, packs as they were shown, papers, matters, and lines of minutes."""

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone

from onrecord.boards.states import MatterState, MeetingState
from onrecord.improvement.models import PlanAction


class BodyVersion(models.Model):
    """A version of a body that somebody made or changed here; never changed. `definition` as in `body`."""

    slug = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    why = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["slug", "number"]
        constraints = [models.UniqueConstraint(fields=["slug", "number"], name="one_body_version")]

    def __str__(self) -> str:
        return f"{self.slug}, version {self.number}"


class Meeting(models.Model):
    """A meeting of a body. `number` counts the body's meetings.

    `body`: the body's name; `definition`: the body as it was for this meeting, fixed when it was held. `agenda` is fixed
    then, too; before it is worked out (`agenda`). `attendance`: a row for each office with `title`, `office`, `part`, `how`
    ("present", "represented", "apologies", "absent") and `by`, the title of whoever came in its place. `words`: why it was
    cancelled. `moves`: a row for each other day with `before`, `after`, `why` and `by`, a user name. `agreed_in`: the meeting that agreed the minutes.
    """

    body = models.SlugField(max_length=60, db_index=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    held_on = models.DateField()
    place = models.CharField(max_length=150, blank=True, default="")
    state = models.CharField(max_length=9, choices=MeetingState, default=MeetingState.CALLED)
    definition = models.JSONField()
    agenda = models.JSONField(default=list)
    attendance = models.JSONField(default=list)
    chaired_by = models.CharField(max_length=150, blank=True, default="")
    words = models.TextField(blank=True, default="")
    moves = models.JSONField(default=list)
    agreed_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="agreed"
    )
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["-held_on", "body", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="one_meeting_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.held_on.day} {self.held_on:%B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])


class Pack(models.Model):
    """The papers of a meeting as they were shown; never changed. One issued again has the next number.

    `content`: an `onrecord.documents` document. `figures`: the figures in it by their keys, as they were, from which the next
    pack says what changed. `as_of`: when it was made; `ledger_size`: how many entries the ledger held then. `digest`: SHA-256
    of both contents, which the ledger keeps.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    figures = models.JSONField(default=dict)
    as_of = models.DateTimeField()
    ledger_size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=150)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_pack_a_number")
        ]

    def __str__(self) -> str:
        return f"Pack {self.number} of {self.meeting}"


class Paper(models.Model):
    """A document that somebody brought to a meeting. Its bytes lie in a file named by their SHA-256 (`paper_files`).

    One that was put in by a slip is withdrawn with the reason; its file stays.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=150)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    withdrawn = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_paper_a_number")
        ]

    def __str__(self) -> str:
        return self.title


class Matter(models.Model):
    """Something that a body has to do with until it is closed: it stands on each agenda by itself.

    `number` counts the body's matters. `owner`: the title of the office that has to act; `due_on`: by when; both are there
    for an action. `plan_action`: the action of an improvement plan that it became. `closed_*`: the meeting that closed it, the words that say why, and whoever wrote them.
    """

    class Kind(models.TextChoices):
        ITEM = "item", "Item"
        ACTION = "action", "Action"
        RISK = "risk", "Risk"

    body = models.SlugField(max_length=60, db_index=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=150, blank=True, default="")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=6, choices=MatterState, default=MatterState.OPEN)
    raised_in = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="raised")
    plan_action = models.ForeignKey(
        PlanAction, on_delete=models.PROTECT, null=True, related_name="matters"
    )
    closed_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="closed"
    )
    closed_words = models.TextField(blank=True, default="")
    closed_by = models.CharField(max_length=150, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["body", "number"]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="one_matter_a_number")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == MatterState.OPEN

    def is_late(self, on: date | None = None) -> bool:
        """Whether its day is over and it is open."""
        return (
            self.is_open and self.due_on is not None and self.due_on < (on or timezone.localdate())
        )


class Line(models.Model):
    """One line of the minutes of a meeting; never changed. A correction is a line of its own, beside the one it corrects.

    `heading`: the item of the agenda that it stands under. `matter`: what it is about, where it is about one.
    """

    class What(models.TextChoices):
        SAID = "said", "Discussed"
        DECISION = "decision", "Decision"
        RAISED = "raised", "Raised"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"
        MOVED = "moved", "Owner or day changed"
        AGREED = "agreed", "Minutes agreed"
        CORRECTION = "correction", "Correction"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=10, choices=What)
    heading = models.CharField(max_length=300, blank=True, default="")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="lines")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    words = models.TextField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_line_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.meeting}"


class PartnerView(models.Model):
    """What a partner says about how reports of hidden crime are received: a service, never a person or a case.

    `kind`: of hidden crime (`data/hidden.toml`). `bears`: what the view says of recording, as its taker understood it. One that
    was kept by a slip is withdrawn with the reason.
    """

    class Bears(models.TextChoices):
        WELL = "well", "received well"
        MIXED = "mixed", "mixed"
        POORLY = "poorly", "received poorly"

    kind = models.CharField(max_length=40, db_index=True)
    partner = models.CharField(max_length=150)
    said_on = models.DateField()
    bears = models.CharField(max_length=6, choices=Bears)
    words = models.TextField()
    withdrawn = models.CharField(max_length=300, blank=True, default="")
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["-said_on", "-id"]

    def __str__(self) -> str:
        return f"{self.partner}, {self.said_on:%d/%m/%Y}"


class Stands(models.Model):
    """Words in a text of a board that may be about a person, and whoever said that they name an office holder or no private person.

    `about`: the subject of the ledger under which the text is kept.
    """

    about = models.CharField(max_length=120, db_index=True)
    words = models.JSONField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        app_label = "boards"
        ordering = ["id"]

    def __str__(self) -> str:
        return "; ".join(self.words)


class HiddenCount(models.Model):
    """What was counted of hidden crimes in some months, when so much of the ledger was there. Derived, and made anew at any time.

    `sort`: a hash of the kinds as they were then; `numbers`: by kind.
    """

    since = models.DateField()
    until = models.DateField()
    sort = models.CharField(max_length=64)
    numbers = models.JSONField()
    ledger_size = models.BigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        app_label = "boards"
        constraints = [
            models.UniqueConstraint(fields=["since", "until", "sort"], name="hidden_months_once")
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m} to {self.until:%Y-%m}"
