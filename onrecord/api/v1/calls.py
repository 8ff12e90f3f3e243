"""Attaching the recording of a call: the bytes as they are, straight to their place on the disk."""

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from onrecord.api.gate import Part, endpoint, render
from onrecord.api.keys import fingerprint, keep_answer, kept_answer, origin_of
from onrecord.api.problems import Problem
from onrecord.api.scopes import Scope
from onrecord.api.shapes import In, Out, Told
from onrecord.api.v1.logs import LogId, log_seen
from onrecord.calls.actions import attach_recording, recording_subject
from onrecord.calls.files import AT_ONCE, Draft, FileTrouble, check_room
from onrecord.calls.models import Recording
from onrecord.calls.policies import check_can_attach, check_can_listen_calls
from onrecord.contact.models import Log
from onrecord.people.access import shown, whoever

PART = Part("Calls")
_BODY = {
    "requestBody": {
        "required": True,
        "description": "The recording, as the telephone system exported it: wav, mp3, m4a, opus, ogg or flac.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class RecordingAsked(In):
    """What is said of the recording."""

    file_name: Annotated[str, Field(min_length=1, max_length=255)] = Field(
        description="As the telephone system calls it."
    )
    about: Annotated[str, Field(max_length=200)] = ""


class RecordingOut(Out):
    """A recording. `sha256` is of its bytes, and in the ledger."""

    id: int
    file_name: str
    sha256: str
    size: int
    media_type: str
    codec: str
    duration_ms: int | None
    state: str
    trouble: str
    about: str
    attached_by: str
    attached_at: Told


class RecordingList(Out):
    """Recordings of one log."""

    recordings: list[RecordingOut]


@endpoint(
    PART,
    "POST",
    "/logs/{log_id}/recordings",
    Scope.CALLS_WRITE,
    201,
    RecordingOut,
    reads="recording of a call",
    at_once=False,
    extra=_BODY,
)
def attach(request: HttpRequest, log_id: LogId, asked: Query[RecordingAsked]) -> HttpResponse:
    """Attach the recording of a call. The body is the file itself.

    Send its length (Content-Length). A damaged recording is kept and says so in `state`; what is no sound is refused.
    """
    user = whoever(request)
    log = get_object_or_404(Log, pk=log_id)
    check_can_attach(user, log)
    _check_sent(request)
    try:
        with Draft() as draft:
            while chunk := request.read(AT_ONCE):
                draft.write(chunk)
            same = fingerprint(request, draft.sha256.encode())
            before = kept_answer(request, same)
            if before is not None:
                return before
            if not draft.size:
                raise Problem("refused", "The body is empty. Send the recording.", field="body")
            row = attach_recording(
                log=log,
                by=user,
                draft=draft,
                file_name=asked.file_name,
                about=asked.about,
                origin=origin_of(request, same),
            )
    except FileTrouble as error:
        raise Problem("busy", str(error), headers={"Retry-After": "60"}) from error
    shown(request, recording_subject(row))
    return keep_answer(request, same, render(row, RecordingOut, 201))


def _check_sent(request: HttpRequest) -> None:
    """What can be known before the first byte is read."""
    if request.content_type != "application/octet-stream":
        raise Problem(
            "wrong-type",
            "Send the recording as it is, with the header Content-Type: application/octet-stream.",
            field="header.content-type",
        )
    size = request.headers.get("Content-Length", "")
    if not (size.isascii() and size.isdecimal() and len(size) < 19):
        raise Problem(
            "not-readable",
            "Send the header Content-Length: recordings in pieces of unknown number are not taken.",
            field="header.content-length",
        )
    limit: int = settings.CALL_UPLOAD_LIMIT
    if int(size) > limit:
        raise Problem("too-large", f"A recording may have {limit:,} bytes at most.", field="body")
    check_room(int(size))


@endpoint(
    PART,
    "GET",
    "/logs/{log_id}/recordings",
    Scope.LOGS_READ,
    200,
    RecordingList,
    reads="recordings of a log",
)
def list_recordings(request: HttpRequest, log_id: LogId) -> RecordingList:
    """The recordings of a log. They are heard in the page, not through the API."""
    log = log_seen(request, log_id)
    check_can_listen_calls(whoever(request))
    rows = Recording.objects.filter(log=log).order_by("id")
    return RecordingList(recordings=[RecordingOut.model_validate(each) for each in rows])
