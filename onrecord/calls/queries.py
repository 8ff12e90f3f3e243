"""What the page of a recording shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.calls.kept_back import KeptBack, shown_of, withhold_reasons
from onrecord.calls.models import Mark, Recording, Transcript
from onrecord.contact.models import LogEntry


def marks_of(recording: Recording, kept: Sequence[KeptBack]) -> list[Mark]:
    """The marks in the order of the recording without those kept back (`kept_back` says which), each with `tied`: the entry
    of the log that it belongs to, if any."""
    rows = shown_of(Mark.objects.filter(recording=recording), kept)
    marks = list(rows.order_by("at_ms", "id"))
    withhold_reasons(marks, kept)
    wanted = [mark.entry for mark in marks if mark.entry is not None]
    # A hundred thousand marks on one recording are nobody's work: one query is enough.
    entries = {row.entry_seq: row for row in LogEntry.objects.filter(
        system=recording.log_system, log_ref_key=recording.log_ref_key, entry_seq__in=wanted
    )}  # fmt: skip
    for mark in marks:
        mark.tied = entries.get(mark.entry) if mark.entry is not None else None  # type: ignore[attr-defined]
    return marks


@dataclass(frozen=True)
class ShownTranscript:
    """A machine transcript, or those of its lines that hold the words looked for."""

    row: Transcript
    lines: list[dict[str, object]]


def transcript_of(recording: Recording, words: str = "") -> ShownTranscript | None:
    """The newest machine transcript, its lines cut down to those with all the words, in any case and order."""
    row = Transcript.objects.filter(recording=recording).order_by("-id").first()
    if row is None:
        return None
    wanted = words.casefold().split()
    lines = [
        line for line in row.lines if all(word in str(line["text"]).casefold() for word in wanted)
    ]
    return ShownTranscript(row, lines)
