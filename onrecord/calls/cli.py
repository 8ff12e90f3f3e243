"""What `onrecord calls` does: attach a recording that is too long for the page, and have a machine transcribe one."""

from pathlib import Path

from onrecord.calls import files
from onrecord.calls.actions import CallError, attach_recording
from onrecord.calls.files import Draft, FileTrouble, check_room
from onrecord.calls.models import Recording
from onrecord.calls.policies import check_can_attach, check_can_listen
from onrecord.calls.timecodes import write_timecode
from onrecord.calls.transcribing import LABEL, Progress, can_transcribe
from onrecord.calls.transcripts import make_transcript
from onrecord.contact.models import Log
from onrecord.contact.references import reference_key
from onrecord.people.access import NotAllowed
from onrecord.people.models import User


def attach(*, reference: str, file: Path, by: str, about: str = "", system: str = "") -> str:
    """Attach a file to a log; returns a sentence. Raises CallError."""
    user, log = _person(by), _log(reference, system)
    try:
        check_can_attach(user, log)
        check_room(file.stat().st_size)
        with Draft() as draft, file.open("rb") as source:
            while chunk := source.read(files.AT_ONCE):
                draft.write(chunk)
            row = attach_recording(log=log, by=user, draft=draft, file_name=file.name, about=about)
    except (NotAllowed, FileTrouble) as error:
        raise CallError(str(error)) from error
    length = "" if row.duration_ms is None else f", {write_timecode(row.duration_ms)} long"
    trouble = f" {row.trouble}" if row.trouble else ""
    return f"Attached to log {log.ref}: {row.file_name} ({row.codec}{length}, SHA-256 {row.sha256}).{trouble}"


def transcribe(
    *,
    reference: str,
    by: str,
    system: str = "",
    recording: int | None = None,
    progress: Progress | None = None,
) -> list[str]:
    """Make the transcripts of a log's recordings that have none, or of one of them. Raises CallError."""
    user, log = _person(by), _log(reference, system, recording)
    try:
        check_can_listen(user, log)
    except NotAllowed as error:
        raise CallError(str(error)) from error
    rows = Recording.objects.filter(log=log).order_by("id")
    rows = rows if recording is None else rows.filter(pk=recording)
    if not rows:
        raise CallError(f"Log {log.ref} has no such recording. Attach one first.")
    said = []
    for row in rows:
        if recording is None and not can_transcribe(row.media_type, row.codec):
            said.append(f"{row.file_name}: no machine transcript can be made of {row.codec}.")
            continue
        made = make_transcript(recording=row, by=user, progress=progress)
        said.append(f"{row.file_name}: {len(made.lines):,} lines. {LABEL}.")
    return said


def _person(username: str) -> User:
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CallError(f"Nobody with access is called {username!r}. Give a user name with --by.")
    return found


def _log(reference: str, system: str, recording: int | None = None) -> Log:
    logs = Log.objects.filter(ref_key=reference_key(reference))
    logs = logs.filter(system=system) if system else logs
    if recording is not None:
        logs = logs.filter(recordings=recording)
    found = list(logs[:2])
    if not found:
        raise CallError(f"There is no log {reference}. Check the reference.")
    if len(found) > 1:
        raise CallError(f"Several systems have a log {reference}. Say which with --system.")
    return found[0]
