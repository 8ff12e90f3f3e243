"""The reading sheet out: the sample as CSV or XLSX, in the order of reading, with empty columns to fill in.

What each column means is in docs/reference/sheet.md. `sheet_in.py` reads a filled sheet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from onrecord.audit.answers import COUNT_FIELDS, MOST_CRIMES
from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit, Reading, SampleItem
from onrecord.contact.models import LogEntry
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import ReadError
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken
from onrecord.exchange.writing import write_csv
from onrecord.recording.models import CrimeLog

GIVEN = (
    "position",
    "log_ref",
    "system",
    "stratum",
    "closing_code",
    "linked",
    "inclusion_probability",
    "received_at",
    "opening_code",
    "text",
    "crimes_on_record",
)
TO_FILL = (*COUNT_FIELDS, "undecidable", "comment", "reader")
IDENTITY = ("frame_hash", "seed", "sample")
COLUMNS = (*GIVEN, *TO_FILL, *IDENTITY)
# Excel takes no more in one cell.
_LONGEST_CELL = 32_000
_WIDTHS = {"text": 80, "crimes_on_record": 40, "comment": 40, "stratum": 26, "closing_code": 22}
_HOW = (
    "One row is one incident log of the sample. Read them from the top: the order is random on purpose, so that a "
    "half-finished reading is still a fair sample. Leave no log out because it looks dull.",
    "Fill in the yellow columns only.",
    "should_...: how many crimes of this kind does the log disclose that should have been recorded, under the Crime "
    "Recording Rules, on what was reported? Count every crime, not only the first.",
    "recorded_...: how many of these are on record? Never more than should_...",
    "No crime at all: write 0 in should_other. A row without any answer counts as not read yet.",
    "undecidable: write yes when what is written down doesn't allow an answer, and leave the numbers blank.",
    "reader: who read the log. Blank means the person who takes the sheet in.",
    "Rows may be sorted in any way. Don't change the white columns.",
)


@dataclass(frozen=True, slots=True)
class SheetIdentity:
    """Which sample a sheet belongs to."""

    frame_hash: str
    seed: str
    sample_size: int
    sample_hash: str


def sample_id(audit: Audit) -> str:
    """Size, first 12 digits of the sample's hash, and seed, in one text that no spreadsheet takes for a number."""
    return f"{audit.design['sample_size']}-{audit.design['sample_hash'][:12]}-{audit.seed}"


def write_sheet(audit: Audit, path: Path, *, filled: bool = False) -> int:
    """Write the sample to `path`, as XLSX if it ends so, else as CSV; returns the number of logs.

    `filled` puts in the answers there are, for somebody who reads on. Raises AuditError instead of overwriting a sheet
    that somebody has begun to fill in.
    """
    if path.exists() and _has_answers(path):
        raise AuditError(
            f"{path} holds answers already and was not overwritten. Move it away, or choose another name."
        )
    if path.suffix.lower() == ".xlsx":
        return _write_xlsx(audit, path, filled)
    return write_csv(path, COLUMNS, sheet_rows(audit, filled=filled))


def sheet_rows(audit: Audit, *, filled: bool = False) -> Iterator[list[Any]]:
    """The rows of the sheet, in the order of COLUMNS."""
    items = list(audit.items.select_related("log", "stratum").order_by("position"))
    crimes = _crimes_on_record(audit)
    entries = _entries(items)
    readings = (
        {r.item_id: r for r in Reading.objects.filter(item__audit=audit, current=True)}
        if filled
        else {}
    )
    identity = [audit.frame_hash, audit.seed, sample_id(audit)]
    for item in items:
        log = item.log
        text = "\n".join([log.text, *entries.get((log.system, log.ref_key), [])]).strip()
        yield [
            item.position,
            item.log_ref,
            log.system,
            item.stratum.name,
            log.closing_code,
            "yes" if item.stratum.linked else "no",
            f"{item.inclusion_probability:.6f}",
            f"{timezone.localtime(log.received_at):%Y-%m-%d %H:%M}",
            log.opening_code,
            _cut(text),
            _cut("\n".join(crimes.get(log.pk, []))),
            *_answers(readings.get(item.pk)),
            *identity,
        ]


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


def parse_identity(frame_hash: str, seed: str, sample: str) -> SheetIdentity | None:
    """The identity in the last three cells of a row. The seed is taken from the last: a spreadsheet makes 42 of 0042."""
    size, dash, rest = sample.partition("-")
    digits, second, own_seed = rest.partition("-")
    if not (dash and second and size.isdecimal()):
        return None
    return SheetIdentity(frame_hash.strip().lower(), own_seed or seed, int(size), digits)


def _answers(reading: Reading | None) -> list[Any]:
    if reading is None:
        return [""] * len(TO_FILL)
    numbers: list[Any] = [
        "" if reading.undecidable else getattr(reading, name) for name in COUNT_FIELDS
    ]
    return [*numbers, "yes" if reading.undecidable else "", reading.comment, reading.reader]


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
            f"recorded {timezone.localtime(crime.recorded_at):%Y-%m-%d %H:%M}"
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


def _entries(items: list[SampleItem]) -> dict[tuple[str, str], list[str]]:
    """The time-stamped lines of the logs in the sample."""
    wanted = {(item.log.system, item.log.ref_key) for item in items}
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
        with open_table(examine(path), FileOptions()) as table:
            names = [normalise(name) for name in table.header]
            answered = [
                names.index(normalise(name)) for name in TO_FILL if normalise(name) in names
            ]
            if normalise("frame_hash") not in names:
                return False
            return any(
                isinstance(cells, Broken) or any(cells[place] != "" for place in answered)
                for _, cells in table.rows()
            )
    except (OSError, ReadError):
        return False


def _write_xlsx(audit: Audit, path: Path, filled: bool) -> int:
    book = Workbook()
    sheet = book.active
    sheet.title = "Sample"
    yellow = PatternFill("solid", fgColor="FFF3C4")
    for column, name in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, column, name)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 13)
        if name in TO_FILL:
            head.fill = yellow
    count = 0
    for count, row in enumerate(sheet_rows(audit, filled=filled), start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(count + 1, column)
            _fill(cell, value)
            if COLUMNS[column - 1] in TO_FILL:
                cell.fill = yellow
    sheet.freeze_panes = "C2"
    _validate(sheet, count + 1)
    notes = book.create_sheet("How to read")
    notes.column_dimensions["A"].width = 110
    for line, text in enumerate(_HOW, start=1):
        notes.cell(line, 1, text).alignment = Alignment(wrap_text=True, vertical="top")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return count


def _fill(cell: Cell, value: Any) -> None:
    """Text stays text: no formula, no lost leading nought, no control character that Excel refuses."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        if value:
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
            cell.data_type = "s"
            cell.number_format = "@"
    else:
        cell.value = value


def _validate(sheet: Worksheet, last: int) -> None:
    whole = DataValidation(
        type="whole",
        operator="between",
        formula1="0",
        formula2=str(MOST_CRIMES),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Not a number of crimes",
        error=f"Write a whole number from 0 to {MOST_CRIMES}, or leave the cell blank.",
    )
    yes = DataValidation(type="list", formula1='"yes"', allow_blank=True)
    for name, rule in [*((name, whole) for name in COUNT_FIELDS), ("undecidable", yes)]:
        letter = get_column_letter(COLUMNS.index(name) + 1)
        rule.add(f"{letter}2:{letter}{max(last, 2)}")
    sheet.add_data_validation(whole)
    sheet.add_data_validation(yes)
