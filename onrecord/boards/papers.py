"""Papers that people bring to a meeting; each change with its ledger entry, in one transaction.

attach_paper(meeting=, by=, title=, name=, chunks=)   a document, kept by the hash of its bytes
withdraw_paper(paper=, by=, why=)                     it was put in by a slip
"""

from collections.abc import Collection, Iterable
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from onrecord.boards.errors import BoardError
from onrecord.boards.keeping import held, keep, next_number, refuse_names
from onrecord.boards.models import Meeting, Paper
from onrecord.boards.paper_files import fill
from onrecord.boards.policies import check_can_keep_boards
from onrecord.boards.states import MeetingState
from onrecord.calls.files import Draft, alone, remove
from onrecord.improvement.texts import line
from onrecord.people.models import User


def attach_paper(
    *,
    meeting: Meeting,
    by: User,
    title: str,
    name: str,
    chunks: Iterable[bytes],
    may_stand: Collection[str] = (),
) -> Paper:
    """Keep a document. Raises BoardError for what is none, FileTrouble when the file can't be kept."""
    check_can_keep_boards(by)
    title = line(title, 150, "what the paper is about")
    name = line(PurePath(name.replace("\\", "/")).name, 120, "the file's name")
    refuse_names(title, may_stand)
    with Draft() as draft:
        fill(draft, chunks, name)
        with alone():
            placed = draft.place()
            try:
                return _attached(meeting, by, title, name, draft)
            except BaseException:
                if placed:
                    remove(draft.sha256)
                raise


def _attached(meeting: Meeting, by: User, title: str, name: str, draft: Draft) -> Paper:
    with transaction.atomic():
        where = held(meeting)
        if where.state in (MeetingState.AGREED, MeetingState.CANCELLED):
            raise BoardError(f"The meeting is {where.get_state_display()}. Choose the next one.")
        row = Paper(
            meeting=where,
            number=next_number(Paper, meeting=where),
            title=title,
            name=name,
            sha256=draft.sha256,
            size=draft.size,
            made_by=by.username,
            made_at=timezone.now(),
            version=0,
        )
        return keep(row, by, title)


def withdraw_paper(*, paper: Paper, by: User, why: str, may_stand: Collection[str] = ()) -> Paper:
    """It isn't of this meeting after all. It stays, marked, with the reason."""
    check_can_keep_boards(by)
    why = line(why, 300, "why it is withdrawn")
    refuse_names(why, may_stand)
    with transaction.atomic():
        held(paper.meeting)
        row = Paper.objects.select_for_update().get(pk=paper.pk)
        if row.withdrawn:
            return row
        row.withdrawn = why
        return keep(row, by, why)
