"""Marks in the recording of a call: what is heard, and where."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path
from pydantic import Field, StrictInt

from onrecord.api.gate import endpoint
from onrecord.api.problems import Problem
from onrecord.api.scopes import Scope
from onrecord.api.shapes import In, Number, Out, Short, Text, Told
from onrecord.api.v1.calls import PART
from onrecord.api.v1.doing import doer
from onrecord.calls.actions import add_mark, recording_subject, withdraw_mark
from onrecord.calls.kept_back import kept_back, shown_of
from onrecord.calls.models import AnswerKind, Mark, Recording
from onrecord.calls.policies import check_can_listen
from onrecord.calls.queries import marks_of
from onrecord.contact.models import LogEntry
from onrecord.people.access import shown, whoever

RecordingId = Annotated[int, Path(ge=1, le=2**63 - 1)]
MarkId = Annotated[int, Path(ge=1, le=2**63 - 1)]
_AT = "/recordings/{recording_id}/marks"


class MarkIn(In):
    """What is heard at a place of a recording."""

    at_ms: Annotated[StrictInt, Field(ge=0, le=86_400_000)] = Field(
        description="Milliseconds from the start."
    )
    text: Text
    act: Short = Field(default="", description="What the caller discloses, in a few words.")
    entry: Number | None = Field(
        default=None, description="`number` of the log's entry that it belongs to."
    )
    answer_kind: Literal[("", *AnswerKind.values)] = ""  # type: ignore[valid-type]  # from the table
    answer_ref: Short = Field(default="", description="Which audit and log, with `answer_kind`.")


class MarkWithdrawal(In):
    """Why a mark is wrong. It stays, struck through."""

    why: Text


class MarkOut(Out):
    """A mark in a recording."""

    id: int
    at_ms: int
    text: str
    act: str
    entry: int | None
    answer_kind: str
    answer_ref: str
    made_by: str
    made_at: Told
    withdrawn_by: str
    withdrawn_at: Told | None
    withdrawn_why: str


class MarkList(Out):
    """Marks in the order of the recording."""

    marks: list[MarkOut]


def _recording(request: HttpRequest, recording_id: int) -> Recording:
    """The recording, if the token's user may listen to it."""
    row = get_object_or_404(Recording.objects.select_related("log"), pk=recording_id)
    check_can_listen(whoever(request), row.log)
    shown(request, recording_subject(row))
    return row


@endpoint(PART, "GET", _AT, Scope.CALLS_MARK, 200, MarkList, reads="recording of a call")
def list_marks(request: HttpRequest, recording_id: RecordingId) -> MarkList:
    """The marks in a recording, without those that a second reader may not know yet."""
    row = _recording(request, recording_id)
    marks = marks_of(row, kept_back(whoever(request), [row.log_id]))
    return MarkList(marks=[MarkOut.model_validate(each) for each in marks])


@endpoint(PART, "POST", _AT, Scope.CALLS_MARK, 201, MarkOut, reads="recording of a call")
def make_mark(request: HttpRequest, recording_id: RecordingId, sent: MarkIn) -> Mark:
    """Mark what is heard at a place of the recording."""
    row = _recording(request, recording_id)
    given = sent.model_dump()
    if sent.entry is not None:
        entry = LogEntry.objects.filter(entry_seq=sent.entry).first()
        if entry is None:
            raise Problem("refused", "There is no such entry in the log.", field="body.entry")
        given["entry"] = entry
    return add_mark(recording=row, **doer(request), **given)


@endpoint(
    PART,
    "POST",
    f"{_AT}/{{mark_id}}/withdrawal",
    Scope.CALLS_MARK,
    200,
    MarkOut,
    reads="recording of a call",
)
def withdraw_call_mark(
    request: HttpRequest, recording_id: RecordingId, mark_id: MarkId, sent: MarkWithdrawal
) -> Mark:
    """Withdraw a mark, with the reason."""
    row = _recording(request, recording_id)
    kept = kept_back(whoever(request), [row.log_id])
    mark = get_object_or_404(shown_of(Mark.objects.all(), kept), pk=mark_id, recording=row)
    return withdraw_mark(mark=mark, by=whoever(request), why=sent.why)
