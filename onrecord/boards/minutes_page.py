"""The minutes of a meeting: what the page shows, and the document that files are made of. Corrections stand beside what they
correct, and nothing is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.boards.agenda import agenda_of
from onrecord.boards.bodies_kept import body_of
from onrecord.boards.meetings import APOLOGIES, CAME, HOW, REPRESENTED
from onrecord.boards.models import Line, Meeting
from onrecord.boards.states import MeetingState
from onrecord.contact.force import force
from onrecord.documents.content import Block, Document, Grid, Heading, Items, Words, named


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda with its lines; each line with its corrections, oldest first."""

    heading: str
    lines: Sequence[tuple[Line, Sequence[Line]]]


def minutes_of(meeting: Meeting) -> list[Item]:
    """The minutes in the order of the agenda; what belongs to no item of it comes last."""
    rows = list(meeting.lines.select_related("matter", "corrects").order_by("number"))
    corrections: dict[int, list[Line]] = {}
    for row in rows:
        if row.corrects_id is not None:
            corrections.setdefault(row.corrects_id, []).append(row)
    by_heading: dict[str, list[Line]] = {each["heading"]: [] for each in agenda_of(meeting)}
    for row in rows:
        if row.corrects_id is None:
            by_heading.setdefault(row.heading, []).append(row)
    return [
        Item(heading, [(each, corrections.get(each.pk, [])) for each in lines])
        for heading, lines in by_heading.items()
    ]


def commissioner_words(meeting: Meeting) -> str:
    """Whether the commissioner's office was there, in so many words."""
    rows = [each for each in meeting.attendance if each["office"] == "commissioner"]
    if not rows:
        if meeting.attendance or not body_of(meeting).of_commissioner:
            return "No office of the commissioner belongs to this body."
        return "Who was there is not written down yet."
    came = [_came(each) for each in rows if each["how"] in CAME]
    if came:
        return f"The commissioner's office was there: {'; '.join(came)}."
    sent = any(each["how"] == APOLOGIES for each in rows)
    return f"The commissioner's office was not there{' and sent apologies' if sent else ''}."


def _came(row: dict[str, str]) -> str:
    return (
        f"{row['title']}, represented by {row['by']}" if row["how"] == REPRESENTED else row["title"]
    )


def how_words(row: dict[str, str]) -> str:
    return f"sent {row['by']}" if row["how"] == REPRESENTED else HOW[row["how"]]


def document_of(meeting: Meeting) -> Document:
    """The minutes as a document."""
    return Document(
        f"{meeting.title}: minutes of {meeting.held_on.day} {meeting.held_on:%B %Y}",
        tuple(_blocks(meeting)),
        force().name,
        meeting.held_on.isoformat(),
    )


def _blocks(meeting: Meeting) -> Iterator[Block]:
    agreed = meeting.agreed_in
    state = (
        f"agreed on {agreed.held_on:%d/%m/%Y} by meeting {agreed.number}"
        if meeting.state == MeetingState.AGREED and agreed
        else "draft, not agreed yet"
    )
    yield named(
        "About these minutes",
        [
            ("Meeting", f"{meeting.number}, {meeting.held_on.day} {meeting.held_on:%B %Y}"),
            ("Place", meeting.place),
            ("Chaired by", meeting.chaired_by),
            ("Minutes", state),
        ],
    )
    yield Heading(1, "Who was there")
    yield Words(commissioner_words(meeting))
    yield Grid(
        "Attendance",
        ("Office", "Was there"),
        tuple((each["title"], how_words(each)) for each in meeting.attendance),
    )
    for number, item in enumerate(minutes_of(meeting), 1):
        yield Heading(1, f"{number}. {item.heading}")
        if not item.lines:
            yield Words("Nothing was written under this item.", "note")
        yield from _item(item)


def _item(item: Item) -> Iterator[Block]:
    if item.lines:
        yield Items(tuple(text for line, later in item.lines for text in _texts(line, later)))


def _texts(line: Line, corrections: Sequence[Line]) -> Iterator[str]:
    yield f"{line.get_what_display()}: {line.words}{' (corrected below)' if corrections else ''}"
    for each in corrections:
        yield f"Correction of {each.made_at:%d/%m/%Y}: {each.words}"
