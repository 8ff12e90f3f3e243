"""Everything that may happen to a recording: it is attached, marked, and a mark is withdrawn. Each with its ledger entry,
in one transaction. Who may do it is asked of `onrecord.calls.policies` first."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from onrecord.calls import files, sounds
from onrecord.calls.content import mark_content, recording_content
from onrecord.calls.files import Draft, FileTrouble
from onrecord.calls.models import AnswerKind, ErasedRecording, Mark, Recording
from onrecord.calls.timecodes import write_timecode
from onrecord.contact.actions import LogError, check_origin, check_text, write_entry
from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.people.names import name_of

# Where the file doesn't say how long it is.
_LONGEST_MARK = 24 * 3600 * 1000


class CallError(LogError):
    """The change can't be made; the message says why and what to do. Nothing was written, and no file is left."""


def recording_subject(row: Recording | ErasedRecording) -> str:
    """The name under which the ledger and the reads know a recording."""
    return f"recording:{row.log_system}:{row.log_ref_key}"


def mark_subject(row: Mark) -> str:
    return f"call-mark:{row.origin}"


def attach_recording(
    *,
    log: Log,
    by: User,
    draft: Draft,
    file_name: str,
    about: str = "",
    origin: str | None = None,
) -> Recording:
    """Attach a recording, kept exactly as it came, to a log opened here or imported.

    The same bytes again on the same log, or the same `origin`, give the recording that is there. A damaged recording is
    kept and says so; what is no sound, or was erased from this log, is refused. The row of an imported log stays as it
    is: only the ledger speaks of the recording. Raises CallError.
    """
    if origin is not None:
        origin = check_origin(origin)
        there = Recording.objects.filter(origin=origin).first()
        if there is not None:
            return there
    there = Recording.objects.filter(log=log, sha256=draft.sha256).first()
    if there is not None:
        return there
    _check_not_erased(log, draft.sha256)
    try:
        draft.finish()
        found = sounds.examine(draft.file, draft.size)
        return _write(log, by, draft, found, file_name=file_name, about=about, origin=origin)
    except (FileTrouble, sounds.NotSound) as error:
        raise CallError(str(error)) from error


def _check_not_erased(log: Log, sha256: str) -> None:
    # What the law took away does not come back.
    there = ErasedRecording.objects.filter(log=log, sha256=sha256).order_by("-id").first()
    if there is not None:
        raise CallError(
            f"This recording was erased from log {log.ref} on {timezone.localtime(there.erased_at):%d/%m/%Y} by "
            f"{name_of(there.erased_by)} ({there.why[:200]}) and is not taken in again. Ask the registrar if that is wrong."
        )


def _write(
    log: Log,
    by: User,
    draft: Draft,
    found: sounds.Sound,
    *,
    file_name: str,
    about: str,
    origin: str | None,
) -> Recording:
    row = Recording(
        log=log,
        log_system=log.system,
        log_ref=log.ref,
        log_ref_key=log.ref_key,
        file_name=_clean_name(file_name),
        sha256=draft.sha256,
        size=draft.size,
        media_type=found.media_type,
        codec=found.codec,
        duration_ms=found.duration_ms,
        state=found.state,
        trouble=found.trouble[:300],
        about=" ".join(about.split())[:200],
        attached_by=by.username,
        attached_at=timezone.now(),
        origin=origin,
    )
    with files.alone():
        # Two people, or two clicks: the second finds what the first has written.
        same = Recording.objects.filter(log=log, sha256=row.sha256).first()
        if same is not None:
            return same
        placed = False
        try:
            with transaction.atomic():
                _record(row, log, by)
                placed = draft.place()
        except BaseException:
            if placed and not Recording.objects.filter(sha256=row.sha256).exists():
                files.remove(row.sha256)
            raise
    return row


def _record(row: Recording, log: Log, by: User) -> None:
    row.entry_seq = append(
        kind="recording.attached",
        subject=recording_subject(row),
        body=recording_content(row),
        by=by.username,
    )
    row.save(force_insert=True)
    if log.opened_at is None:
        return
    length = "" if row.duration_ms is None else f", {write_timecode(row.duration_ms)}"
    write_entry(
        log,
        kind=EntryKind.RECORDING,
        by=by,
        text=f"Recording attached: {row.about or row.file_name}{length}.",
        detail={"sha256": row.sha256, "file_name": row.file_name, "duration_ms": row.duration_ms},
        recorded_at=row.attached_at,
    )


def _clean_name(name: str) -> str:
    """The name as given, without folders and without characters that no page can show."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # The joiners of many scripts and of emoji count as unprintable; marks that turn the writing round really are.
    shown = "".join(c for c in last if c.isprintable() or c in "\u200c\u200d").strip()
    # The ending says more than the middle.
    return (shown if len(shown) <= 255 else f"{shown[:200]}…{shown[-54:]}") or "recording"


def hold(recording: Recording) -> None:
    """Keep a recording from being erased until the transaction ends. Raises CallError when it was erased meanwhile."""
    if Recording.objects.select_for_update().filter(pk=recording.pk).first() is None:
        raise CallError("This recording was erased meanwhile. Its page says when and why.")


def add_mark(
    *,
    recording: Recording,
    by: User,
    at_ms: int,
    text: str,
    entry: LogEntry | None = None,
    act: str = "",
    answer_kind: str = "",
    answer_ref: str = "",
    origin: str | None = None,
) -> Mark:
    """Mark what is heard `at_ms` milliseconds from the start. The same `origin` again is the same mark.

    `entry`: the entry of the log that the mark supports; `act`: what the caller discloses; `answer_kind` and
    `answer_ref`: the answer of an audit that rests on it. Raises CallError.
    """
    name = str(uuid4()) if origin is None else check_origin(origin)
    there = Mark.objects.filter(origin=name).first()
    if there is not None:
        return there
    text = check_text("The mark", text)
    end = recording.duration_ms
    if not 0 <= at_ms <= (_LONGEST_MARK if end is None else end):
        length = "at most 24 hours" if end is None else write_timecode(end)
        raise CallError(
            f"{write_timecode(max(0, at_ms))} lies beyond the end: the recording is {length} long."
        )
    if entry is not None and (entry.system, entry.log_ref_key) != (
        recording.log_system,
        recording.log_ref_key,
    ):
        raise CallError("That entry belongs to another log. Choose one of this log's entries.")
    if answer_kind and answer_kind not in AnswerKind.values:
        raise CallError(f"{answer_kind!r} is no kind of audit answer. Choose one of the list.")
    if bool(answer_kind) != bool(answer_ref.strip()):
        raise CallError(
            "To tie a mark to an answer of an audit, say both what it answers and which audit and log."
        )
    with transaction.atomic():
        hold(recording)
        row = Mark(
            recording=recording,
            recording_sha256=recording.sha256,
            log_system=recording.log_system,
            log_ref=recording.log_ref,
            at_ms=at_ms,
            text=text,
            entry=None if entry is None else entry.entry_seq,
            act=" ".join(act.split())[:200],
            answer_kind=answer_kind,
            answer_ref=" ".join(answer_ref.split())[:200],
            made_by=by.username,
            made_at=timezone.now(),
            origin=name,
        )
        row.entry_seq = append(
            kind="call-mark.made", subject=mark_subject(row), body=mark_content(row), by=by.username
        )
        row.save(force_insert=True)
    return row


def withdraw_mark(*, mark: Mark, by: User, why: str) -> Mark:
    """Withdraw a mark, with the reason; it stays, struck through. Raises CallError."""
    why = check_text("The reason", why)[:500]
    with transaction.atomic():
        row = Mark.objects.select_for_update().get(pk=mark.pk)
        if row.withdrawn_at is not None:
            raise CallError("This mark is withdrawn already.")
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by.username, timezone.now(), why
        row.version += 1
        row.entry_seq = append(
            kind="call-mark.withdrawn",
            subject=mark_subject(row),
            body=mark_content(row),
            by=by.username,
        )
        row.save()
    return row
