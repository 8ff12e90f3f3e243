"""The reading sheet out: the sample as CSV or XLSX, in the order of reading, with empty columns to fill in.

What each column means is in docs/reference/sheet.md. `sheet/filled.py` reads a filled sheet.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit, Phase, Reading, RecordKind, SampleItem
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.reading.answers import COUNT_FIELDS
from onrecord.audit.reading.faces import face_of
from onrecord.audit.sample.design import layout_from_json
from onrecord.audit.sheet.book import write_book
from onrecord.audit.sheet.columns import (
    COLUMNS,
    IDENTITY,
    TO_FILL,
    SheetIdentity,
    columns,
    parse_identity,
    sample_id,
    to_fill,
)
from onrecord.audit.sheet.crimes import CRIMES_SHEET, crime_rows
from onrecord.contact.models import LogEntry, Precision
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import ReadError
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken
from onrecord.exchange.writing import write_csv
from onrecord.recording.models import CrimeLog

__all__ = ["COLUMNS", "TO_FILL", "sheet_identity", "write_sheet"]

# Excel takes no more in one cell.
_LONGEST_CELL = 32_000
_FILLED = {normalise(name) for name in TO_FILL}


def write_sheet(
    audit: Audit,
    path: Path,
    *,
    filled: bool = False,
    phase: str = Phase.FIRST,
    items: Sequence[SampleItem] | None = None,
    readings: Mapping[int, Reading] | None = None,
) -> int:
    """Write the sample to `path`, as XLSX if it ends so, else as CSV; returns the number of records.

    `items`: only these. `filled` puts in the answers there are, for somebody who reads on, or only `readings`, by item. A
    sheet for a second reading holds no answers, and says of which phase it is. Raises AuditError instead of overwriting a
    sheet that somebody has begun to fill in.
    """
    if path.exists() and _has_answers(path):
        raise AuditError(
            f"{path} holds answers already and was not overwritten. Move it away, or choose another name."
        )
    programme = programme_of(audit)
    if items is None:
        items = _sample(audit)
    held = _held(audit, phase, readings) if filled else {}
    rows = _rows(audit, programme, phase, items, held)
    if path.suffix.lower() == ".xlsx":
        return write_book(programme, phase, path, rows, crime_rows(items, held))
    return write_csv(path, columns(programme, phase), rows)


def _sample(audit: Audit) -> list[SampleItem]:
    records = audit.items.select_related("log", "crime", "incident", "stratum")
    return list(records.order_by("position"))


def _held(
    audit: Audit, phase: str, readings: Mapping[int, Reading] | None
) -> Mapping[int, Reading]:
    """The readings that may stand in a filled sheet, by item; none in a sheet for a second reading."""
    if phase != Phase.FIRST:
        return {}
    if readings is not None:
        return readings
    return {r.item_id: r for r in Reading.objects.counted().filter(item__audit=audit)}


def _rows(
    audit: Audit,
    programme: Programme,
    phase: str,
    items: Sequence[SampleItem],
    held: Mapping[int, Reading],
) -> Iterator[list[Any]]:
    """The rows of the sheet, in the order of `columns`."""
    crimes = _crimes_on_record(audit)
    entries = _entries(items)
    identity = [audit.frame_hash, audit.seed, sample_id(audit)]
    scored = layout_from_json(audit.design).scored or "active" in audit.design
    last = [str(phase)] if phase != Phase.FIRST else []
    for item in items:
        face = face_of(item)
        lines = entries.get((face.system, face.ref_key), []) if item.kind == RecordKind.LOG else []
        yield [
            item.position,
            item.log_ref,
            face.system,
            item.stratum.shown,
            face.closing,
            "yes" if item.stratum.linked else "no",
            # Where strata are cut by score, or chances follow from it, it would tell the score.
            "" if scored else f"{item.inclusion_probability:.6f}",
            _written(face.at, face.precision),
            face.opening,
            _cut("\n".join([face.text, *lines]).strip()),
            _cut("\n".join(crimes.get(item.log_id or 0, []))),
            *_answers(programme, held.get(item.pk)),
            *identity,
            *last,
        ]


def _written(at: datetime | None, precision: str) -> str:
    """A time no more exact than it is known: a log of which only the day is known wasn't received at midnight."""
    if at is None:
        return ""
    pattern = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m"}.get(
        Precision(precision), "%Y-%m-%d %H:%M"
    )
    return f"{timezone.localtime(at):{pattern}}"


def sheet_identity(path: Path) -> SheetIdentity | None:
    """Which sample the sheet was made for, by its first row; None when the file can't be read or doesn't say."""
    try:
        facts = examine(path)
        with open_table(facts, FileOptions()) as table:
            names = [normalise(name) for name in table.header]
            places = [names.index(normalise(name)) for name in IDENTITY]
            for _, cells in table.rows():
                if not isinstance(cells, Broken) and cells[places[0]]:
                    return parse_identity(*(str(cells[place]) for place in places))
    except (OSError, ReadError, ValueError):
        return None
    return None


def _answers(programme: Programme, reading: Reading | None) -> list[Any]:
    if reading is None:
        return [""] * len(to_fill(programme))
    counts = COUNT_FIELDS if programme.measure == CRIMES else ()
    numbers: list[Any] = ["" if reading.undecidable else getattr(reading, name) for name in counts]
    said = [reading.answers.get(question.id, "") for question in programme.questions]
    return [
        *numbers,
        *said,
        "yes" if reading.undecidable else "",
        reading.comment,
        reading.reader,
    ]


def _crimes_on_record(audit: Audit) -> dict[int, list[str]]:
    """Each crime linked to a log of the sample, in one line, by log."""
    links = (
        CrimeLog.objects.filter(log__sampleitem__audit=audit)
        .select_related("crime")
        .order_by("log_id", "crime__recorded_at", "crime__ref_key")
    )
    found: dict[int, list[str]] = {}
    for link in links:
        crime = link.crime
        recorded = (
            f"recorded {_written(crime.recorded_at, crime.recorded_precision)}"
            if crime.recorded_at
            else ""
        )
        parts = [
            crime.ref,
            crime.crime_class,
            crime.offence,
            crime.victim_role,
            recorded,
            f"({crime.group})",
        ]
        found.setdefault(link.log_id, []).append(" ".join(part for part in parts if part))
    return found


def _entries(items: Sequence[SampleItem]) -> dict[tuple[str, str], list[str]]:
    """The time-stamped lines of the logs in the sample."""
    wanted = {(item.log.system, item.log.ref_key) for item in items if item.log is not None}
    keys = sorted({key for _, key in wanted})
    found: dict[tuple[str, str], list[str]] = {}
    for at in range(0, len(keys), 500):
        lines = LogEntry.objects.filter(log_ref_key__in=keys[at : at + 500])
        for line in lines.order_by("log_ref_key", "entered_at", "pk"):
            log = (line.system, line.log_ref_key)
            if log in wanted:
                who = " ".join(part for part in (line.author, line.role) if part)
                when = f"{timezone.localtime(line.entered_at):%Y-%m-%d %H:%M}"
                found.setdefault(log, []).append(f"[{when}{' ' + who if who else ''}] {line.text}")
    return found


def _cut(text: str) -> str:
    if len(text) <= _LONGEST_CELL:
        return text
    return text[:_LONGEST_CELL] + " ... (cut here: read the rest in the log itself)"


def _has_answers(path: Path) -> bool:
    """Whether somebody has filled anything in; a file that is no sheet is nobody's work of this kind."""
    try:
        facts = examine(path)
        with open_table(facts, FileOptions()) as table:
            names = [normalise(name) for name in table.header]
            answered = [
                place
                for place, name in enumerate(table.header)
                if normalise(name) in _FILLED or name.startswith("q_")
            ]
            if normalise("frame_hash") not in names:
                return False
            if any(
                isinstance(cells, Broken) or any(cells[place] != "" for place in answered)
                for _, cells in table.rows()
            ):
                return True
        if facts.form != "xlsx":
            return False
        with open_table(facts, FileOptions(sheet=CRIMES_SHEET)) as table:
            return any(True for _ in table.rows())
    except (OSError, ReadError):
        return False
