"""The reading sheet out: the sample as CSV or XLSX, in the order of reading, with empty columns to fill in.

What each column means is in docs/reference/sheet.md. `sheet_in.py` reads a filled sheet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from onrecord.audit.design import layout_from_json
from onrecord.audit.errors import AuditError
from onrecord.audit.faces import face_of
from onrecord.audit.models import Audit, Phase, Reading, RecordKind, SampleItem
from onrecord.audit.programme import CRIMES, Programme, ProgrammeQuestion
from onrecord.audit.programmes_kept import programme_of
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
_LAST = ("undecidable", "comment", "reader")
# Of an audit that counts crimes and asks nothing else: the form in which sheets were always written.
TO_FILL = (*COUNT_FIELDS, *_LAST)
IDENTITY = ("frame_hash", "seed", "sample")
COLUMNS = (*GIVEN, *TO_FILL, *IDENTITY)
# Only in a sheet of the second reading, with the word "second".
READING = "reading"
# Excel takes no more in one cell.
_LONGEST_CELL = 32_000
# Excel takes no longer list of words in a validation.
_LONGEST_LIST = 250
_WIDTHS = {"text": 80, "crimes_on_record": 40, "comment": 40, "stratum": 26, "closing_code": 22}
_ASKED = (
    "Each column that begins with q_ is a question; write one of the words in its list. A question that another answer "
    "makes needless stays blank. “unclear” means that it cannot be decided from the record.",
    "undecidable: write yes when nothing about the record can be decided, and leave the other cells blank.",
)
_LAST_WORDS = (
    "reader: who read the record. Blank means the person who takes the sheet in.",
    "Rows may be sorted in any way. Don't change the white columns.",
)
_HOW = (
    "One row is one record of the sample. Read them from the top: the order is random on purpose, so that a "
    "half-finished reading is still a fair sample. Leave no log out because it looks dull.",
    "Fill in the yellow columns only.",
)
_COUNTED = (
    "should_...: how many crimes of this kind does the log disclose that should have been recorded, under the Crime "
    "Recording Rules, on what was reported? Count every crime, not only the first.",
    "recorded_...: how many of these are on record? Never more than should_...",
    "No crime at all: write 0 in should_other. A row without any answer counts as not read yet.",
    "undecidable: write yes when what is written down doesn't allow an answer, and leave the numbers blank.",
)


_FILLED = {normalise(name) for name in TO_FILL}


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


def to_fill(programme: Programme) -> tuple[str, ...]:
    """The columns a reader fills in, for this programme."""
    counts = COUNT_FIELDS if programme.measure == CRIMES else ()
    return (*counts, *(question_column(q) for q in programme.questions), *_LAST)


def question_column(question: ProgrammeQuestion) -> str:
    return f"q_{question.id}"


def columns(programme: Programme, phase: str = Phase.FIRST) -> tuple[str, ...]:
    """All columns of the sheet, in order."""
    reading = (READING,) if phase != Phase.FIRST else ()
    return (*GIVEN, *to_fill(programme), *IDENTITY, *reading)


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
    rows = sheet_rows(audit, filled=filled, phase=phase, items=items, readings=readings)
    if path.suffix.lower() == ".xlsx":
        return _write_xlsx(programme, phase, path, rows)
    return write_csv(path, columns(programme, phase), rows)


def sheet_rows(
    audit: Audit,
    *,
    filled: bool = False,
    phase: str = Phase.FIRST,
    items: Sequence[SampleItem] | None = None,
    readings: Mapping[int, Reading] | None = None,
) -> Iterator[list[Any]]:
    """The rows of the sheet, in the order of `columns`."""
    programme = programme_of(audit)
    if items is None:
        items = list(
            audit.items.select_related("log", "crime", "incident", "stratum").order_by("position")
        )
    crimes = _crimes_on_record(audit)
    entries = _entries(items)
    held: Mapping[int, Reading] = {}
    if filled and phase == Phase.FIRST:
        held = (
            {r.item_id: r for r in Reading.objects.counted().filter(item__audit=audit)}
            if readings is None
            else readings
        )
    identity = [audit.frame_hash, audit.seed, sample_id(audit)]
    scored = layout_from_json(audit.design).scored
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
            # Where strata are cut by score it would tell the score.
            "" if scored else f"{item.inclusion_probability:.6f}",
            f"{timezone.localtime(face.at):%Y-%m-%d %H:%M}" if face.at else "",
            face.opening,
            _cut("\n".join([face.text, *lines]).strip()),
            _cut("\n".join(crimes.get(item.log_id or 0, []))),
            *_answers(programme, held.get(item.pk)),
            *identity,
            *last,
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
        with open_table(examine(path), FileOptions()) as table:
            names = [normalise(name) for name in table.header]
            answered = [
                place
                for place, name in enumerate(table.header)
                if normalise(name) in _FILLED or name.startswith("q_")
            ]
            if normalise("frame_hash") not in names:
                return False
            return any(
                isinstance(cells, Broken) or any(cells[place] != "" for place in answered)
                for _, cells in table.rows()
            )
    except (OSError, ReadError):
        return False


def _write_xlsx(programme: Programme, phase: str, path: Path, rows: Iterable[Sequence[Any]]) -> int:
    names, fill = columns(programme, phase), to_fill(programme)
    book = Workbook()
    sheet = book.active
    sheet.title = "Sample"
    yellow = PatternFill("solid", fgColor="FFF3C4")
    for column, name in enumerate(names, start=1):
        head = sheet.cell(1, column, name)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 13)
        if name in fill:
            head.fill = yellow
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(count + 1, column)
            _fill(cell, value)
            if names[column - 1] in fill:
                cell.fill = yellow
    sheet.freeze_panes = "C2"
    _validate(sheet, count + 1, names, programme)
    notes = book.create_sheet("How to read")
    notes.column_dimensions["A"].width = 110
    for line, text in enumerate(_notes(programme), start=1):
        notes.cell(line, 1, text).alignment = Alignment(wrap_text=True, vertical="top")
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return count


def _notes(programme: Programme) -> Iterator[str]:
    yield programme.title
    yield from _HOW
    if programme.measure == CRIMES:
        yield from _COUNTED
    if programme.questions:
        yield from _ASKED
    yield from _LAST_WORDS
    for question in programme.questions:
        yield f"{question_column(question)}: {question.asks} ({question.rule.words})"
        yield f"    {question.help}"
        for answer in question.offered:
            yield f"    {answer.say} = {answer.text}"


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


def _validate(sheet: Worksheet, last: int, names: Sequence[str], programme: Programme) -> None:
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
    rules = [*((name, whole) for name in COUNT_FIELDS if name in names), ("undecidable", yes)]
    for question in programme.questions:
        said = ",".join(answer.say for answer in question.offered)
        if said and len(said) < _LONGEST_LIST:
            rules.append(
                (
                    question_column(question),
                    DataValidation(type="list", formula1=f'"{said}"', allow_blank=True),
                )
            )
    for name, rule in rules:
        letter = get_column_letter(names.index(name) + 1)
        rule.add(f"{letter}2:{letter}{max(last, 2)}")
    for rule in {id(rule): rule for _, rule in rules}.values():
        sheet.add_data_validation(rule)
