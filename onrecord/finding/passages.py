"""Everything in a log or a call in which the words of a question may stand, for the snippet: what was said first."""

from collections.abc import Sequence

from django.utils import timezone

from onrecord.calls.kept_back import KeptBack, shown_of
from onrecord.calls.models import Mark, Recording, Transcript
from onrecord.calls.timecodes import write_timecode
from onrecord.contact.models import EntryKind, Log, LogEntry, LogPerson, LogPlace
from onrecord.finding.snippets import Piece

# Of the entries of all logs on a page.
MOST_ENTRIES = 5_000


def of_logs(logs: Sequence[Log]) -> dict[int, list[Piece]]:
    """The pieces of each log, by its id."""
    found = {log.pk: [Piece("", log.text)] for log in logs}
    by_key = {(log.system, log.ref_key): log.pk for log in logs}
    lines = LogEntry.objects.filter(log_ref_key__in=[log.ref_key for log in logs])
    for line in lines.exclude(kind=EntryKind.OPENED).order_by("entered_at", "id")[:MOST_ENTRIES]:
        log_id = by_key.get((line.system, line.log_ref_key))
        if log_id is not None:
            at = timezone.localtime(line.entered_at)
            found[log_id].append(Piece(f"Entry of {at:%d/%m/%Y %H:%M}", line.text))
    here = [log.pk for log in logs if log.opened_at]
    for person in LogPerson.objects.filter(log_id__in=here).order_by("id"):
        parts = (person.name, person.phone, person.address, person.note)
        found[person.log_id].append(Piece("Person", " · ".join(filter(None, parts))))
    for place in LogPlace.objects.filter(log_id__in=here).order_by("id"):
        where = (place.text, place.postcode, place.grid, place.uprn)
        found[place.log_id].append(Piece("Place", " · ".join(filter(None, where))))
    for log in logs:
        refs = [*map(str, log.crime_refs), log.duplicate_of]
        found[log.pk] += [
            Piece("Opening code", log.opening_code),
            Piece("Closing code", log.closing_code),
            Piece("Source", log.source),
            Piece("Officer", log.officer),
            Piece("Qualifiers", ", ".join(map(str, log.qualifiers))),
            Piece("Names these references", ", ".join(filter(None, refs))),
        ]
    return found


def of_calls(
    ids: Sequence[int], kept: Sequence[KeptBack] = ()
) -> dict[int, tuple[Recording, list[Piece]]]:
    """Recordings with what people marked in them, but for what is kept back, and what a machine made of them, which says
    so."""
    recordings = Recording.objects.select_related("log").in_bulk(ids)
    found: dict[int, tuple[Recording, list[Piece]]] = {
        pk: (recording, []) for pk, recording in recordings.items()
    }
    marks = shown_of(Mark.objects.filter(recording_id__in=recordings, withdrawn_at=None), kept)
    for mark in marks.order_by("recording_id", "at_ms", "id"):
        text = " · ".join(filter(None, (mark.text, mark.act)))
        found[mark.recording_id][1].append(Piece(f"At {write_timecode(mark.at_ms)}", text))
    for transcript in Transcript.objects.filter(recording_id__in=recordings).order_by("id"):
        piece = Piece("Machine transcript, not evidence", transcript.text)
        found[transcript.recording_id][1].append(piece)
    for recording, pieces in found.values():
        pieces.append(Piece("About", recording.about))
    return found
