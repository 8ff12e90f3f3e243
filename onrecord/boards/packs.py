"""Issuing a pack: it is kept as it was shown, with its ledger entry, in one transaction. And what changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.db import transaction

from onrecord.boards.content import digest_of, pack_content, pack_subject
from onrecord.boards.errors import BoardError
from onrecord.boards.keeping import held, keep, next_number
from onrecord.boards.models import Meeting, Pack
from onrecord.boards.pack import document_of, make
from onrecord.boards.policies import check_can_keep_boards
from onrecord.boards.sections.grids import AS_OF
from onrecord.boards.states import COMING, MeetingState
from onrecord.documents.content import Block, Document, Grid, Heading, texts
from onrecord.ledger.actions import append
from onrecord.people.models import User


def issue_pack(*, meeting: Meeting, by: User) -> Pack:
    """Make the pack and keep it. One that is issued again has the next number; the earlier one stays."""
    check_can_keep_boards(by)
    _check(meeting)
    made = make(meeting)
    content = made.content()
    with transaction.atomic():
        where = held(meeting)
        _check(where)
        row = Pack(
            meeting=where,
            number=next_number(Pack, meeting=where),
            content=content,
            figures=made.figures,
            as_of=made.as_of,
            ledger_size=made.ledger_size,
            digest=digest_of(content, made.figures),
            made_by=by.username,
        )
        row.entry_seq = append(
            kind="pack.issued", subject=pack_subject(row), body=pack_content(row), by=by.username
        )
        row.save(force_insert=True)
        if where.state == MeetingState.CALLED:
            where.state = MeetingState.ISSUED
            keep(where, by)
        return row


def issued_for(pack: Pack) -> date:
    """The day of the meeting when the pack was issued: a meeting may be moved afterwards, and the pack stays as it is."""
    return date.fromisoformat(document_of(pack).day)


def moved_since(pack: Pack) -> date | None:
    """The day that the pack was issued for, where its meeting is on another one now; None where it is on that day."""
    day = issued_for(pack)
    return None if day == pack.meeting.held_on else day


def _check(meeting: Meeting) -> None:
    if meeting.state not in COMING:
        raise BoardError(
            f"The meeting is {meeting.get_state_display()}. A pack is issued before it."
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """One section of a pack that would read otherwise now. `gone`: lines that stood in it; `fresh`: what stands there now."""

    title: str
    gone: tuple[str, ...]
    fresh: tuple[str, ...]


def changed(pack: Pack) -> list[Changed]:
    """What the pack would say otherwise if it were made now, section by section. The days on which figures were taken are no
    change; neither is what the section on changes lists, since that grows by itself."""
    now = make(pack.meeting).document
    before, after = dict(_lines(document_of(pack))), dict(_lines(now))
    found = []
    for title in dict.fromkeys([*before, *after]):
        old, new = before.get(title, []), after.get(title, [])
        gone, fresh = [], []
        for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what != "equal":
                gone += old[a:b]
                fresh += new[c:d]
        if gone or fresh:
            found.append(Changed(title, tuple(gone), tuple(fresh)))
    return found


def _lines(document: Document) -> Iterator[tuple[str, list[str]]]:
    """The lines of each section by its title; a row of a table is one line."""
    title = ""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            if title:
                yield title, lines
            title, lines = block.words, []
        elif title:
            lines += _of_block(block)
    if title:
        yield title, lines


def _of_block(block: Block) -> list[str]:
    if isinstance(block, Grid):
        kept = [place for place, name in enumerate(block.head) if name != AS_OF]
        places = kept or range(len(block.rows[0]) if block.rows else 0)
        return [" | ".join(row[place] for place in places if row[place]) for row in block.rows]
    if getattr(block, "manner", "") == "note":
        return []
    return [each for each in texts(Document("", (block,))) if each]
