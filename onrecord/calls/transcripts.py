"""Machine transcripts are made in a process of their own, since a long call takes a long time; one at a time for each
recording.

    calls/transcribing/<recording>   locked while its process lives; holds what the process said
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from onrecord.calls import files
from onrecord.calls.actions import CallError, hold
from onrecord.calls.content import transcript_content
from onrecord.calls.models import Recording, Transcript
from onrecord.calls.transcribing import (
    ENGINE,
    Line,
    Progress,
    TranscriptError,
    can_transcribe,
    is_available,
    transcribe,
)
from onrecord.home import home
from onrecord.ledger.actions import append
from onrecord.people.models import User


def transcript_subject(row: Transcript) -> str:
    return f"transcript:{row.recording_sha256}"


def offered(recording: Recording) -> bool:
    """Whether a transcript of this recording can be made here."""
    return (
        is_available()
        and recording.can_play
        and can_transcribe(recording.media_type, recording.codec)
    )


def make_transcript(
    *, recording: Recording, by: User, progress: Progress | None = None
) -> Transcript:
    """Have the machine listen, and keep what it made of it; the one there is, if there is one. Raises CallError."""
    there = Transcript.objects.filter(recording=recording, engine=ENGINE).first()
    if there is not None:
        return there
    if not can_transcribe(recording.media_type, recording.codec):
        raise CallError(
            f"No machine transcript can be made of {recording.codec}. It reads wav, mp3, flac and ogg vorbis."
        )
    try:
        lines = list(transcribe(recording.path, progress))
    except (TranscriptError, OSError) as error:
        raise CallError(str(error)) from error
    return keep_transcript(recording=recording, by=by, engine=ENGINE, lines=lines)


def keep_transcript(
    *, recording: Recording, by: User, engine: str, lines: Iterable[Line]
) -> Transcript:
    """Write a transcript and its ledger entry, which says of itself that it is no evidence."""
    held = list(lines)
    with transaction.atomic():
        hold(recording)
        row = Transcript(
            recording=recording,
            recording_sha256=recording.sha256,
            engine=engine,
            lines=[{"ms": line.ms, "text": line.text} for line in held],
            text="\n".join(line.text for line in held),
            asked_by=by.username,
            made_at=timezone.now(),
        )
        row.entry_seq = append(
            kind="transcript.made",
            subject=transcript_subject(row),
            body=transcript_content(row),
            by=by.username,
        )
        row.save(force_insert=True)
    return row


def start(recording: Recording, by: User) -> None:
    """Start the process that makes the transcript. If it already runs, nothing happens."""
    import fcntl

    place = files.folder() / "transcribing"
    place.mkdir(mode=0o700, exist_ok=True)
    with (place / str(recording.pk)).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        lock.truncate(0)
        process = subprocess.Popen(  # noqa: S603  (our own program)
            [sys.executable, "-m", "onrecord.cli", "calls", "transcribe", recording.log_ref,
             "--by", by.username, "--recording", str(recording.pk)],
            stdin=subprocess.DEVNULL,
            stdout=lock,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[lock.fileno()],
            env={**os.environ, "ONRECORD_HOME": str(home())},
        )  # fmt: skip
    threading.Thread(target=process.wait, daemon=True).start()


def is_running(recording: Recording) -> bool:
    import fcntl

    try:
        with (files.folder() / "transcribing" / str(recording.pk)).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def what_went_wrong(recording: Recording) -> str:
    """The last thing that a process said which ended without a transcript; empty if none did."""
    try:
        said = (files.folder() / "transcribing" / str(recording.pk)).read_text(errors="replace")
    except FileNotFoundError:
        return ""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "The program was stopped before it ended."
