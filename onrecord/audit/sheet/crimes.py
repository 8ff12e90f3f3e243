"""Crimes by class in a reading workbook: a sheet of its own, one row for the crimes of one class in one record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from crimerules.offences import classes, police_classes
from onrecord.audit.models import Reading, SampleItem
from onrecord.audit.reading.answers import MOST_CRIMES

CRIMES_SHEET, CLASSES_SHEET = "Crimes", "Classes"
CRIME_COLUMNS = (
    "position",
    "log_ref",
    "class_or_code",
    "how_many",
    "on_record",
    "right_class",
    "in_time",
)
TO_FILL_IN = PatternFill("solid", fgColor="FFF3C4")
# As many rows have lists to choose from; more may be filled in.
_LISTED = 5000
_WIDTHS = {"log_ref": 22, "class_or_code": 18}
_HEADS = {
    "position": "The record's position, from the sheet “Sample”",
    "log_ref": "Or its reference; where both are given they must agree",
    "class_or_code": "The class (8N), the code (008/06), or both",
    "how_many": "Crimes of this class that should be on record; blank is 1",
    "on_record": "How many of these are on record",
    "right_class": "yes or no: recorded in the right class",
    "in_time": "yes or no: recorded in time",
}


def crime_rows(items: Iterable[SampleItem], held: Mapping[int, Reading]) -> Iterator[list[Any]]:
    """The crimes that readings name, in order of position."""
    for item in items:
        reading = held.get(item.pk)
        for crime in reading.crimes if reading is not None else ():
            yield [
                item.position,
                item.log_ref,
                f"{crime['class']} {crime['code']}".strip(),
                crime["count"],
                crime["recorded"],
                crime.get("right_class", ""),
                crime.get("in_time", ""),
            ]


def add_crimes(book: Workbook, rows: Iterable[Sequence[Any]]) -> None:
    """Add the sheet for crimes by class, with lists to choose from, and the sheet of the classes."""
    sheet = book.create_sheet(CRIMES_SHEET)
    for column, name in enumerate(CRIME_COLUMNS, start=1):
        head = sheet.cell(1, column, name)
        head.font, head.fill = Font(bold=True), TO_FILL_IN
        head.alignment = Alignment(wrap_text=True, vertical="top")
        shape = sheet.column_dimensions[get_column_letter(column)]
        shape.width = _WIDTHS.get(name, 13)
        if name in ("log_ref", "class_or_code"):
            # Spreadsheets make a date of the class 4/1.
            shape.number_format = "@"
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            fill_cell(sheet.cell(number, column), value)
    sheet.freeze_panes = "A2"
    known = police_classes()
    told = DataValidation(
        type="list",
        formula1=f"{CLASSES_SHEET}!$A$2:$A${len(known) + 1}",
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        # A code, or class and code, is right and not in the list.
        errorStyle="information",
        errorTitle="Not in the list of classes",
        error="Go on if this is a code of the offence list, such as 008/06, or a class and its code.",
        promptTitle="Class or code",
        prompt=_HEADS["class_or_code"],
    )
    whole = whole_number()
    answer = DataValidation(
        type="list", formula1='"yes,no"', allow_blank=True, showErrorMessage=True
    )
    for name, rule in (
        ("class_or_code", told),
        ("how_many", whole),
        ("on_record", whole),
        ("right_class", answer),
        ("in_time", answer),
    ):
        letter = get_column_letter(CRIME_COLUMNS.index(name) + 1)
        rule.add(f"{letter}2:{letter}{_LISTED}")
    for rule in (told, whole, answer):
        sheet.add_data_validation(rule)
    listed = book.create_sheet(CLASSES_SHEET)
    listed.append(["class", "what it is", "group"])
    for name in known:
        listed.append([name, classes()[name].title, classes()[name].group])
        listed.cell(listed.max_row, 1).number_format = "@"
    for letter, width in (("A", 10), ("B", 70), ("C", 36)):
        listed.column_dimensions[letter].width = width
    for cell in listed[1]:
        cell.font = Font(bold=True)


def crime_notes() -> Iterator[str]:
    """What each column of the sheet of crimes means."""
    yield f"The sheet “{CRIMES_SHEET}”, one row for the crimes of one class in one record:"
    for name, words in _HEADS.items():
        yield f"    {name}: {words}"


def whole_number() -> DataValidation:
    """A cell takes a number of crimes and nothing else."""
    return DataValidation(
        type="whole",
        operator="between",
        formula1="0",
        formula2=str(MOST_CRIMES),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Not a number of crimes",
        error=f"Write a whole number from 0 to {MOST_CRIMES}, or leave the cell blank.",
    )


def fill_cell(cell: Cell, value: Any) -> None:
    """Text stays text: no formula, no lost leading nought, no control character that Excel refuses."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        if value:
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
            cell.data_type = "s"
            cell.number_format = "@"
    else:
        cell.value = value
