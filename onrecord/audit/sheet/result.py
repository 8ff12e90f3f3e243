"""What becomes of a sheet that is brought back: readings, problems by row, warnings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.audit.content import NewReading
from onrecord.audit.models import Phase
from onrecord.audit.reading.answers import Problem
from onrecord.audit.sheet.crimes import CRIMES_SHEET
from onrecord.exchange.writing import BAD_ROW_COLUMNS, write_csv


@dataclass(slots=True)
class SheetResult:
    """What became of a sheet.

    taken, replaced, unchanged  readings kept now; of these, those that took an earlier one's place; rows known already
    blank, missing              logs whose row has no answer; logs that have no row: both count as not read
    problems, warnings          one dictionary per thing wrong: row, field, value, problem, what_to_do
    loose                       rows of the crimes by class that are about no row of this sheet
    classes                     whether the sheet could name crimes by class at all
    """

    phase: str = Phase.FIRST
    header: list[str] = field(default_factory=list)
    readings: list[NewReading] = field(default_factory=list)
    taken: int = 0
    replaced: int = 0
    unchanged: int = 0
    blank: int = 0
    missing: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)
    loose: int = 0
    classes: bool = False

    def sentence(self) -> str:
        """The outcome in words."""
        parts = [f"{self.taken} readings were taken in"]
        if self.replaced:
            parts[0] += f" ({self.replaced} in the place of an earlier one)"
        if self.unchanged:
            parts.append(f"{self.unchanged} were known already")
        if self.refused:
            parts.append(f"{len(self.refused)} rows could not be used")
        if self.loose:
            rows = "1 row" if self.loose == 1 else f"{self.loose} rows"
            parts.append(f"{rows} of the sheet “{CRIMES_SHEET}” could not be used")
        unread = self.blank + self.missing
        if unread:
            parts.append(f"{unread} logs have no answer and count as not read")
        return "; ".join(parts) + "."

    def in_order(self) -> None:
        """Put the problems in order of their rows, those of the crimes by class last."""
        self.problems.sort(
            key=lambda p: (p["row"].startswith(CRIMES_SHEET), int(p["row"].rpartition(" ")[2]))
        )

    def write_bad_rows(self, path: Path) -> int:
        """Write the refused rows, each with what is wrong before it, to be mended and read in again; returns their number."""
        rows = (
            [*(problem[name] for name in BAD_ROW_COLUMNS), *self.refused[int(problem["row"])]]
            for problem in self.problems
            # Rows of the crimes by class are mended in the workbook.
            if not problem["row"].startswith(CRIMES_SHEET)
        )
        return write_csv(path, [*BAD_ROW_COLUMNS, *self.header], rows)


@dataclass(slots=True)
class Row:
    """A row of the sheet as text."""

    number: int
    cells: dict[str, str]
    original: list[str]


def refuse(result: SheetResult, row: Row, problems: Sequence[Problem]) -> None:
    result.refused[row.number] = row.original
    for p in problems:
        result.problems.append(_words(row, p.field, p.value, p.problem, p.what_to_do))


def warn(
    result: SheetResult, row: Row, name: str, value: str, problem: str, what_to_do: str
) -> None:
    result.warnings.append(_words(row, name, value, problem, what_to_do))


def _words(row: Row, name: str, value: str, problem: str, what_to_do: str) -> dict[str, str]:
    return {
        "row": str(row.number),
        "field": name,
        "value": value[:200],
        "problem": problem,
        "what_to_do": what_to_do,
    }


def refuse_crime(result: SheetResult, number: int, problem: Problem) -> None:
    """A row of the crimes by class that is about no row of the sheet."""
    result.loose += 1
    result.problems.append(
        {
            "row": f"{CRIMES_SHEET} {number}",
            "field": problem.field,
            "value": problem.value[:200],
            "problem": problem.problem,
            "what_to_do": problem.what_to_do,
        }
    )
