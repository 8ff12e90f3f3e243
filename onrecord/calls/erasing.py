"""A recording is erased for good: the sound, what a machine made of it, what people marked in it. What stays says that it
was there, who erased it, when and why.

The record goes first, with its bodies in the ledger, in one transaction; then the file. A server that is killed between the
two leaves a file that no record names: erasing again takes it away, and `onrecord doctor` says so.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from onrecord.calls import files, integrity
from onrecord.calls.actions import CallError, mark_subject, recording_subject
from onrecord.calls.content import erasure_content
from onrecord.calls.models import ErasedRecording, Mark, Recording, Transcript
from onrecord.calls.timecodes import write_timecode
from onrecord.contact.actions import check_text, write_entry
from onrecord.contact.models import EntryKind
from onrecord.ledger.actions import append, erase
from onrecord.ledger.models import LedgerEntry
from onrecord.people.models import User

MARK_KINDS = ("call-mark.made", "call-mark.withdrawn")


def erase_recording(*, recording: Recording, by: User, why: str) -> ErasedRecording:
    """Erase a recording with its marks and machine transcripts; done before, it returns what says so.

    The log's own lines stay as they are. The file stays as long as another record has the same bytes. Who may do it is
    asked of `onrecord.calls.policies` first. Raises CallError without a reason, or when the file can't be removed.
    """
    why = check_text("The reason", why, 2_000)
    with transaction.atomic():
        row = Recording.objects.select_for_update().filter(pk=recording.pk).first()
        there = ErasedRecording.objects.filter(number=recording.pk).first()
        if row is None:
            if there is None:
                raise CallError("There is no such recording.")
            erased = there
        else:
            erased = _write(row, by, why)
    remove_file(erased)
    return erased


def remove_file(erased: ErasedRecording) -> None:
    """Take the erased file away, unless another record has the same bytes. Harmless when it is gone. Raises CallError."""
    with files.alone():
        if not file_left(erased):
            return
        try:
            files.remove(erased.sha256)
        except OSError as error:
            raise CallError(
                "The record of the recording is erased, but its file could not be removed "
                f"({error.strerror or error}). Tell whoever looks after the server, and erase it again."
            ) from error


def file_left(erased: ErasedRecording) -> bool:
    """Whether the file is still there although no record has it any more: the erasure was interrupted."""
    there = files.path_of(erased.sha256).exists()
    return there and not integrity.is_held(erased.sha256)


def others_with_the_file(recording: Recording) -> list[Recording]:
    """The recordings of other logs that are the same file."""
    rows = Recording.objects.filter(sha256=recording.sha256).exclude(pk=recording.pk)
    return list(rows.order_by("log_ref"))


def _write(row: Recording, by: User, why: str) -> ErasedRecording:
    marks = list(Mark.objects.select_for_update().filter(recording=row))
    transcripts = list(Transcript.objects.select_for_update().filter(recording=row))
    seqs = [row.entry_seq, *_entries_of(marks), *(each.entry_seq for each in transcripts)]
    erased = ErasedRecording(
        number=row.pk,
        log=row.log,
        log_system=row.log_system,
        log_ref=row.log_ref,
        log_ref_key=row.log_ref_key,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        codec=row.codec,
        duration_ms=row.duration_ms,
        attached_by=row.attached_by,
        attached_at=row.attached_at,
        attached_seq=row.entry_seq,
        marks=len(marks),
        transcripts=len(transcripts),
        why=why,
        erased_by=by.username,
        erased_at=timezone.now(),
    )
    erased.entry_seq = append(
        kind="recording.erased",
        subject=recording_subject(row),
        body=erasure_content(erased),
        by=by.username,
    )
    erased.save(force_insert=True)
    for each in (*transcripts, *marks, row):
        each.delete()
    for seq in seqs:
        erase(seq=seq, reason=why, by=by.username)
    if row.log.opened_at is not None:
        write_entry(
            row.log,
            kind=EntryKind.RECORDING,
            by=by,
            text=f"Recording erased{_length(erased)}: {why}",
            detail={"sha256": erased.sha256, "erased": True},
            recorded_at=erased.erased_at,
        )
    return erased


def _length(erased: ErasedRecording) -> str:
    return "" if erased.duration_ms is None else f" ({write_timecode(erased.duration_ms)} long)"


def _entries_of(marks: Iterable[Mark]) -> list[int]:
    """Every version of the marks: an earlier one says as much as the present one."""
    subjects = [mark_subject(mark) for mark in marks]
    found: list[int] = []
    for start in range(0, len(subjects), 500):
        rows = LedgerEntry.objects.filter(
            kind__in=MARK_KINDS, subject__in=subjects[start : start + 500]
        )
        found += rows.order_by("seq").values_list("seq", flat=True)
    return found
