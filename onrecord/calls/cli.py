"""What `onrecord calls` does: attach a recording that is too long for the page, have a machine transcribe
one, and erase one."""

from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from onrecord.calls import files
from onrecord.calls.actions import CallError, attach_recording
from onrecord.calls.erasing import erase_recording, remove_file
from onrecord.calls.files import Draft, FileTrouble, check_room
from onrecord.calls.models import ErasedRecording, Recording
from onrecord.calls.policies import (
    check_can_attach,
    check_can_erase,
    check_can_erase_calls,
    check_can_listen,
)
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


@dataclass(frozen=True)
class ToErase:
    """One recording that somebody may erase, found and asked about before it goes."""

    by: User
    row: Recording | ErasedRecording

    @property
    def is_erased(self) -> bool:
        return isinstance(self.row, ErasedRecording)

    @property
    def words(self) -> str:
        row = self.row
        length = "" if row.duration_ms is None else f", {write_timecode(row.duration_ms)} long"
        name = f" {row.file_name}" if isinstance(row, Recording) else ""
        return f"recording{name}{length} of log {row.log_ref}, attached {timezone.localtime(row.attached_at):%d/%m/%Y %H:%M} by {row.attached_by}"


def to_erase(*, recording: int, by: str) -> ToErase:
    """The recording of that number, which this person may erase, or what is left of it. Raises CallError."""
    user = _person(by)
    row = Recording.objects.select_related("log").filter(pk=recording).first()
    erased = ErasedRecording.objects.select_related("log").filter(number=recording).first()
    held = row or erased
    try:
        check_can_erase_calls(user)
        if held is None:
            raise CallError(
                f"There is no recording {recording}. The number is the one in the address of its page."
            )
        check_can_erase(user, held.log)
    except NotAllowed as error:
        raise CallError(str(error)) from error
    return ToErase(user, held)


def erase(found: ToErase, *, why: str) -> str:
    """Erase it, or take away the file that an interrupted erasure left; returns a sentence. Raises CallError."""
    if isinstance(found.row, ErasedRecording):
        remove_file(found.row)
        at = timezone.localtime(found.row.erased_at)
        return f"It was erased {at:%d/%m/%Y %H:%M} by {found.row.erased_by}: {found.row.why}"
    row = erase_recording(recording=found.row, by=found.by, why=why)
    return f"Erased. Entry {row.entry_seq} of the ledger says by whom and why; `onrecord verify` still proves the rest."


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
