"""The content of a pack: one document that the page, DOCX, ODT and PDF all set. Made from the record as it is now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from onrecord.boards.agenda import agenda_of, open_matters
from onrecord.boards.bodies_kept import body_of
from onrecord.boards.codes import SECTIONS
from onrecord.boards.models import Line, Matter, Meeting, Pack
from onrecord.boards.sections import WRITE
from onrecord.boards.sections.ask import Ask
from onrecord.contact.force import force
from onrecord.documents.content import Block, Document, Grid, Heading, Items, Words, named
from onrecord.ledger.models import LedgerCheckpoint
from onrecord.measures.by_month.rollup import ledger_size

# Lines of the minutes that say how a matter stands; a correction stands for the line it corrects.
_TOLD = (Line.What.SAID, Line.What.DECISION, Line.What.CORRECTION, Line.What.REOPENED)


@dataclass(frozen=True)
class Made:
    """A pack that isn't kept yet: the document, the codes of its sections, and the figures in it."""

    document: Document
    sections: tuple[str, ...]
    figures: dict[str, Any]
    as_of: datetime
    ledger_size: int

    def content(self) -> dict[str, Any]:
        return {**self.document.to_json(), "sections": list(self.sections)}


def document_of(pack: Pack) -> Document:
    """The pack as it was shown."""
    return Document.from_json(pack.content)


def last_pack(meeting: Meeting) -> Pack | None:
    """The latest pack of an earlier meeting of the body."""
    packs = Pack.objects.filter(meeting__body=meeting.body, meeting__held_on__lt=meeting.held_on)
    return packs.select_related("meeting").order_by("-meeting__held_on", "-number").first()


def make(meeting: Meeting, now: datetime | None = None) -> Made:
    """The pack of a meeting as it would be issued now. Takes seconds: keep no lock meanwhile."""
    now = now or timezone.now()
    body, size = body_of(meeting), ledger_size()
    ask = Ask(body, meeting, now, last_pack(meeting))
    codes = body.sections_on(meeting.held_on)
    blocks = [*_head(ask, size), *_agenda(meeting), *_open(ask)]
    for code in codes:
        blocks.append(Heading(1, SECTIONS[code]))
        blocks.append(Words(_as_of(now, size), "note"))
        blocks += WRITE[code](ask)
    blocks += _papers(meeting)
    document = Document(
        f"{body.title}: pack for {_day(meeting)}",
        tuple(blocks),
        force().name,
        meeting.held_on.isoformat(),
    )
    figures = {key: each.to_json() for key, each in ask.figures.items()}
    return Made(document, codes, figures, now, size)


def _head(ask: Ask, size: int) -> Iterator[Block]:
    sign = LedgerCheckpoint.objects.order_by("-size").first()
    last = ask.last
    yield named(
        "About this pack",
        [
            ("Body", ask.body.title),
            ("Meeting", f"{ask.meeting.number}, {_day(ask.meeting)}"),
            ("Place", ask.meeting.place),
            ("Chaired by", ask.body.chair),
            ("Made", f"{timezone.localtime(ask.now):%d/%m/%Y at %H:%M}"),
            ("Entries of the ledger then", f"{size:,}"),
            (
                "Last signed checkpoint",
                f"{sign.size:,} entries, {timezone.localtime(sign.made_at):%d/%m/%Y}"
                if sign
                else "",
            ),
            (
                "Set beside",
                f"the pack for {_day(last.meeting)}"
                if last
                else "nothing: this is the first pack of this body",
            ),
        ],
    )
    yield Words(
        "No person is named and no record. Numbers below five are left out. A figure stands with its n, its 95 % interval, the days it "
        "speaks of and the day on which it was taken, or it doesn't stand here. This pack stays as it was issued; what changes later is "
        "shown beside it.",
        "note",
    )


def _agenda(meeting: Meeting) -> Iterator[Block]:
    yield Heading(1, "Agenda")
    yield Items(tuple(each["heading"] for each in agenda_of(meeting)))


def _open(ask: Ask) -> Iterator[Block]:
    """Every open matter, those that were put on this agenda among them."""
    yield Heading(1, "What is open")
    held = list(open_matters(ask.meeting))
    if not held:
        yield Words("Nothing is open.")
        return
    yield Grid(
        "Open matters",
        ("Matter", "Answered for by", "By", "Raised on", "What was last said"),
        tuple(_matter(each, ask) for each in held),
    )


def _matter(each: Matter, ask: Ask) -> tuple[str, ...]:
    last = each.lines.filter(what__in=_TOLD).order_by("-pk").first()
    by = (
        f"{each.due_on:%d/%m/%Y}{', late' if each.is_late(ask.today) else ''}"
        if each.due_on
        else "no day set"
    )
    said = [last.words if last else "nothing was reported"]
    if each.plan_action is not None:
        said.append(f"{each.plan_action}: {each.plan_action.get_state_display()}.")
    return (
        f"{each.get_kind_display()} {each.number}: {each.title}",
        each.owner or "nobody",
        by,
        "for this meeting"
        if each.raised_in_id == ask.meeting.pk
        else f"{each.raised_in.held_on:%d/%m/%Y}",
        " ".join(said),
    )


def _papers(meeting: Meeting) -> Iterator[Block]:
    held = meeting.papers.filter(withdrawn="")
    if held:
        yield Heading(1, "Papers brought to the meeting")
        yield Grid(
            "Papers, with the hash by which each can be told",
            ("Paper", "File", "SHA-256"),
            tuple((each.title, each.name, each.sha256) for each in held),
        )


def _as_of(now: datetime, size: int) -> str:
    return f"As of {timezone.localtime(now):%d/%m/%Y %H:%M}, with {size:,} entries in the ledger."


def _day(meeting: Meeting) -> str:
    return f"{meeting.held_on.day} {meeting.held_on:%B %Y}"
