"""The reading sheet as a workbook: yellow columns to fill in, lists to choose from, crimes by class, and how to read."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.reading.answers import COUNT_FIELDS
from onrecord.audit.sheet.columns import columns, question_column, to_fill
from onrecord.audit.sheet.crimes import (
    CRIMES_SHEET,
    TO_FILL_IN,
    add_crimes,
    crime_notes,
    fill_cell,
    whole_number,
)

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
    f"The sheet “{CRIMES_SHEET}” is there for whoever names the crimes by class. The numbers above follow from it and may stay blank; where "
    "both are given they must agree.",
)


def write_book(
    programme: Programme,
    phase: str,
    path: Path,
    rows: Iterable[Sequence[Any]],
    crimes: Iterable[Sequence[Any]] = (),
) -> int:
    """Write the sheet as XLSX; returns the number of records. `crimes`: crimes by class there are already
    (`sheet_crimes.CRIME_COLUMNS`)."""
    names, fill = columns(programme, phase), to_fill(programme)
    book = Workbook()
    sheet = book.active
    sheet.title = "Sample"
    for column, name in enumerate(names, start=1):
        head = sheet.cell(1, column, name)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 13)
        if name in fill:
            head.fill = TO_FILL_IN
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(count + 1, column)
            fill_cell(cell, value)
            if names[column - 1] in fill:
                cell.fill = TO_FILL_IN
    sheet.freeze_panes = "C2"
    _validate(sheet, count + 1, names, programme)
    if programme.measure == CRIMES:
        add_crimes(book, crimes)
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
        yield from crime_notes()
    if programme.questions:
        yield from _ASKED
    yield from _LAST_WORDS
    for question in programme.questions:
        yield f"{question_column(question)}: {question.asks} ({question.rule.words})"
        yield f"    {question.help}"
        for answer in question.offered:
            yield f"    {answer.say} = {answer.text}"


def _validate(sheet: Worksheet, last: int, names: Sequence[str], programme: Programme) -> None:
    whole = whole_number()
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
