"""Crimes by class out of a filled reading workbook: which record each row is about, and what is wrong with it, by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from onrecord.audit.errors import AuditError
from onrecord.audit.models import SampleItem
from onrecord.audit.reading.answers import Problem, count_of, not_a_count
from onrecord.audit.reading.judgement import YES_NO, NamedCrime, offence_of
from onrecord.audit.sheet.crimes import CRIME_COLUMNS, CRIMES_SHEET
from onrecord.audit.sheet.match import ItemFinder
from onrecord.exchange.cells import cell_text
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import NoSuchSheet, ReadError
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken

_PART = {"class": "class_or_code", "count": "how_many", "recorded": "on_record"}


@dataclass(slots=True)
class NamedInSheet:
    """The crimes named for one record: `rows` are their rows in the sheet, in the order of `crimes`."""

    crimes: list[NamedCrime] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class CrimesSheet:
    """The sheet of crimes by class. `there`: the workbook has it, so a record without a row in it names no crime.

    `letters`: the column of each name, as the workbook has them. `loose`: rows about no record of the sample.
    """

    there: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)
    named: dict[int, NamedInSheet] = field(default_factory=dict)
    loose: list[tuple[int, Problem]] = field(default_factory=list)

    def of(self, item: SampleItem) -> NamedInSheet:
        return self.named.get(item.pk, NamedInSheet())

    def cell(self, name: str, row: int) -> str:
        """Where somebody finds it in the workbook: Crimes!C5."""
        return f"{CRIMES_SHEET}!{self.letters[name]}{row}"

    def placed(self, problem: Problem, named: NamedInSheet) -> Problem:
        """A problem of the judgement ("crimes[2].count") with the cell that it is about."""
        if problem.field == "crimes":
            return replace(problem, field=CRIMES_SHEET)
        number, _, part = problem.field.removeprefix("crimes[").partition("].")
        if not problem.field.startswith("crimes[") or not number.isdecimal():
            return problem
        row = named.rows[int(number) - 1]
        return replace(problem, field=self.cell(_PART.get(part, part), row))


def read_crimes(path: Path, finder: ItemFinder) -> CrimesSheet:
    """The crimes by class of a filled workbook; nothing of a CSV, or of a workbook without that sheet. Raises AuditError for a
    sheet that lacks a column."""
    found = CrimesSheet()
    try:
        facts = examine(path)
        if facts.form != "xlsx":
            return found
        with open_table(facts, FileOptions(sheet=CRIMES_SHEET)) as table:
            places = {normalise(name): place for place, name in enumerate(table.header)}
            lacking = [name for name in CRIME_COLUMNS[2:5] if normalise(name) not in places]
            if lacking or not {normalise(n) for n in CRIME_COLUMNS[:2]} & set(places):
                raise AuditError(
                    f"The sheet “{CRIMES_SHEET}” of {path.name} lacks the columns {', '.join(lacking or CRIME_COLUMNS[:2])}. Fill it in as it "
                    "was written, and don't rename or delete its columns."
                )
            found.there = True
            held = {n: places[normalise(n)] for n in CRIME_COLUMNS if normalise(n) in places}
            found.letters = {n: get_column_letter(place + 1) for n, place in held.items()}
            for number, cells in table.rows():
                values = cells.cells if isinstance(cells, Broken) else cells
                texts = [cell_text(cell).strip() for cell in values]
                row = {n: texts[place] if place < len(texts) else "" for n, place in held.items()}
                if any(row.values()):
                    _take(found, number, row, finder)
    except NoSuchSheet:
        return found
    except (OSError, ReadError) as error:
        raise AuditError(str(error)) from None
    return found


def _take(found: CrimesSheet, number: int, row: Mapping[str, str], finder: ItemFinder) -> None:
    item, problem = _record(found, number, row, finder)
    if item is None:
        if problem is not None:
            found.loose.append((number, problem))
        return
    named = found.named.setdefault(item.pk, NamedInSheet())
    problems = [] if problem is None else [problem]
    crime = _crime(found, number, row, problems)
    if crime is not None:
        named.crimes.append(crime)
        named.rows.append(number)
    named.problems += problems


def _record(
    found: CrimesSheet, number: int, row: Mapping[str, str], finder: ItemFinder
) -> tuple[SampleItem | None, Problem | None]:
    """The record that a row is about, by position, by reference, or by both."""
    position, ref = row.get("position", ""), row.get("log_ref", "")
    at, by_ref = finder.at(position), finder.by_reference(ref)
    name = "log_ref" if ref and not position else "position"
    where = found.cell(name, number) if name in found.letters else CRIMES_SHEET
    if not position and not ref:
        return None, Problem(
            where, "", "says of no record that it is about it", "Write the record's position, as the sheet “Sample” has it."
        )  # fmt: skip
    item = at or by_ref
    if item is None:
        return None, Problem(
            where, position or ref, "is no record of the sample", "Write the record's position, as the sheet “Sample” has it."
        )  # fmt: skip
    if position and ref and (at is None or not finder.same(ref, at)):
        there = at.log_ref if at is not None else "no record"
        return by_ref or at, Problem(
            found.cell("log_ref", number),
            ref,
            f"does not agree with the position {position}, at which the sample has {there}",
            "Correct the one or the other.",
        )
    return item, None


def _crime(
    found: CrimesSheet, number: int, row: Mapping[str, str], problems: list[Problem]
) -> NamedCrime | None:
    before = len(problems)
    said = row["class_or_code"]
    crime_class, code = offence_of(said)
    if not crime_class:
        problems.append(
            Problem(
                found.cell("class_or_code", number),
                said,
                "names no class of the offence list" if said else "is blank",
                "Write the class (8N), the code (008/06), or both, as text: spreadsheets make a date of 4/1.",
            )
        )
    counts = {}
    for name in ("how_many", "on_record"):
        counts[name] = count_of(row[name]) if row[name] else (1 if name == "how_many" else None)
        if row[name] and counts[name] is None:
            problems.append(not_a_count(found.cell(name, number), row[name]))
        elif counts[name] is None:
            problems.append(
                Problem(found.cell(name, number), "", "is blank", "Write 0 if none is on record.")
            )
    answers = {}
    for name in ("right_class", "in_time"):
        answers[name] = row.get(name, "").casefold()
        if answers[name] not in YES_NO:
            problems.append(
                Problem(
                    found.cell(name, number), row[name], "is neither yes nor no", "Write yes, no, or leave it blank."
                )
            )  # fmt: skip
    if len(problems) > before:
        return None
    how_many, on_record = counts["how_many"], counts["on_record"]
    return NamedCrime(crime_class, code, how_many or 0, on_record or 0, **answers)
