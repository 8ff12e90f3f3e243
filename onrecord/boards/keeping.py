"""How rows of boards are kept: a version up, its ledger entry, the row; in the caller's transaction. And what minutes may say."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Max, Model
from django.utils import timezone

from onrecord.boards import content
from onrecord.boards.errors import BoardError
from onrecord.boards.models import Line, Matter, Meeting, Paper, PartnerView
from onrecord.boards.naming import check_names, keep_answers
from onrecord.improvement.texts import long_text
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.training.personal import personal

Row = TypeVar("Row", Meeting, Paper, Matter, PartnerView)
_KINDS = {
    Meeting: ("meeting.kept", content.meeting_subject, content.meeting_content),
    Paper: ("paper.kept", content.paper_subject, content.paper_content),
    Matter: ("matter.kept", content.matter_subject, content.matter_content),
    PartnerView: ("partner.view", content.view_subject, content.view_content),
}
# Days and numbers are what meetings speak of; they name nobody by themselves.
_FINE = ("looks like a date with its day", "looks like a reference or a number")


def keep(row: Row, by: User, said: str = "") -> Row:
    """Write the row's present version and its entry. `said`: its text that was checked just now, of which answers are kept."""
    kind, subject, body = _KINDS[type(row)]
    row.version += 1
    if row.pk is None:
        # Its number is part of what the ledger says.
        row.entry_seq = 0
        row.save()
    row.entry_seq = append(kind=kind, subject=subject(row), body=body(row), by=by.username)  # type: ignore[operator]
    row.save()
    keep_answers(subject(row), said, by)  # type: ignore[operator]
    return row


def held(row: Meeting) -> Meeting:
    """The meeting as it stands now, for this transaction alone."""
    return Meeting.objects.select_for_update().get(pk=row.pk)


def next_number(model: type[Model], **of: object) -> int:
    """The number after the last one of these rows."""
    last: int | None = model._default_manager.filter(**of).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def add_line(
    *,
    meeting: Meeting,
    by: User,
    what: str,
    words: str,
    heading: str = "",
    matter: Matter | None = None,
    corrects: Line | None = None,
    may_stand: Collection[str] = (),
) -> Line:
    """Write one line of the minutes, under the lock of its meeting."""
    row = Line(
        meeting=meeting,
        number=next_number(Line, meeting=meeting),
        what=what,
        heading=heading,
        matter=matter,
        corrects=corrects,
        words=told(words, "what was said", may_stand=may_stand),
        made_by=by.username,
        made_at=timezone.now(),
    )
    row.entry_seq = append(
        kind="minutes.line",
        subject=content.line_subject(row),
        body=content.line_content(row),
        by=by.username,
    )
    row.save(force_insert=True)
    keep_answers(content.line_subject(row), row.words, by)
    return row


def told(words: str, what: str, *, needed: bool = True, may_stand: Collection[str] = ()) -> str:
    """A text of a meeting. Raises BoardError where it is missing, too long, or names somebody: offices have titles."""
    plain = long_text(words, what, needed=needed)
    refuse_names(plain, may_stand)
    return plain


def refuse_names(text: str, may_stand: Collection[str] = ()) -> None:
    """Raise BoardError where a text names somebody, or holds an address or telephone number. What only may be about a person may
    stand where whoever writes has answered for the words; names of users and collar numbers never."""
    found = [each for each in personal(text) if not any(fine in each for fine in _FINE)]
    if found:
        raise BoardError(
            f"{'; '.join(found)}. Papers of a board name offices and no person: write the title instead."
        )
    check_names(text, may_stand)
