"""What is typed behind `onrecord audit ...`, read: numbers, shares, points, and a file of strata. Pure.

Everything comes in as text, so that what can't be read becomes one sentence that names the option.
"""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.statistics.strata import Plan

YES, NO = {"1", "yes", "true", "y"}, {"0", "no", "false", "n", ""}


class CalculatorError(ValueError):
    """What was typed can't be calculated with; the message says which option and why."""


@dataclass(frozen=True, slots=True)
class StratumRow:
    """One line of a file of strata; `groups` is the share of each named kind in its crimes."""

    name: str
    logs: int
    plan: Plan
    read_whole: bool
    minimum: int | None
    groups: Mapping[str, float]


def whole(text: str, option: str, least: int) -> int:
    """A whole number, thousands with or without commas."""
    try:
        found = int(text.strip().replace(",", ""))
    except ValueError:
        raise CalculatorError(f"{option} must be a whole number, not {text.strip()!r}.") from None
    if not least <= found <= 10**12:
        raise CalculatorError(f"{option} must be a whole number of at least {least}, not {found}.")
    return found


def amount(text: str, option: str, *, above: float, most: float) -> float:
    """A number above one bound and up to another."""
    try:
        found = float(text.strip())
    except ValueError:
        raise CalculatorError(f"{option} must be a number, not {text.strip()!r}.") from None
    if not (math.isfinite(found) and above < found <= most):
        raise CalculatorError(f"{option} must lie above {above:g}, up to {most:g}, not {found:g}.")
    return found


def share(text: str, option: str) -> float:
    """A share: 0.779, or in per cent what is above 1 or ends with a per cent sign."""
    plain = text.strip()
    percent = plain.endswith("%")
    try:
        found = float(plain.rstrip("%").strip())
    except ValueError:
        raise CalculatorError(
            f"{option} must be a share such as 0.8, or per cent such as 80, not {plain!r}."
        ) from None
    if not (math.isfinite(found) and 0 <= found <= 100):
        raise CalculatorError(
            f"{option} must lie between 0 and 1, or in per cent between 0 and 100, not {plain}."
        )
    return found / 100 if percent or found > 1 else found


def points(text: str, option: str) -> float:
    """A width in percentage points, as a share: 3 means +/- 3 points."""
    found = amount(text.strip().rstrip("%"), option, above=0.0, most=50.0)
    if found < 0.1:
        raise CalculatorError(
            f"{option} is in percentage points: 3 means +/- 3 points; {text.strip()} would be less than a tenth of a point."
        )
    return found / 100


def level_of(text: str) -> float:
    """The confidence level, from 50 % to below 100 %."""
    found = share(text, "--level")
    if not 0.5 <= found < 1:
        raise CalculatorError(
            f"--level must lie from 50 to below 100 per cent, such as 95, not {text}."
        )
    return found


def named(texts: Sequence[str], option: str, read: Callable[[str, str], float]) -> dict[str, float]:
    """VALUE, or NAME=VALUE for several; the name of a plain value is empty."""
    found: dict[str, float] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name, value = (name.strip().casefold(), value) if equals else ("", text)
        if equals and not name:
            raise CalculatorError(f"{option} {text} has no name before the equals sign.")
        if name in found:
            raise CalculatorError(f"{option} was given twice{f' for {name}' if name else ''}.")
        found[name] = read(value, option)
    if option == "--target" and "" in found and len(found) > 1:
        raise CalculatorError("With several targets each needs a name: --target violence=3.")
    return found


def read_strata(path: Path, groups: Sequence[str]) -> list[StratumRow]:
    """A CSV file of strata: stratum, logs, linked, crime_rate; if wanted further_missed, read_whole, minimum, and a column
    for each named target with the share of that kind in the stratum's crimes."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = [name.strip().casefold() for name in reader.fieldnames or []]
            missing = [c for c in ("stratum", "logs", "linked", "crime_rate") if c not in columns]
            if missing:
                raise CalculatorError(f"{path} has no column {missing[0]}.")
            reader.fieldnames = columns
            rows = [
                _row(path, line, row, groups)
                for line, row in enumerate(reader, start=2)
                if any(isinstance(cell, str) and cell.strip() for cell in row.values())
            ]
    except FileNotFoundError:
        raise CalculatorError(f"There is no file {path}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise CalculatorError(f"{path} is no CSV file in UTF-8.") from None
    if not rows:
        raise CalculatorError(f"{path} has no stratum.")
    if all(row.plan.crime_rate == 0 for row in rows):
        raise CalculatorError(f"{path} expects no crime at all: every crime_rate is 0.")
    return rows


def _row(path: Path, line: int, row: Mapping[str, str | None], groups: Sequence[str]) -> StratumRow:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    def place(name: str) -> str:
        return f"{path}, line {line}, {name}:"

    linked, whole_text = cell("linked").casefold(), cell("read_whole").casefold()
    for name, text in (("linked", linked), ("read_whole", whole_text)):
        if text not in YES | NO:
            raise CalculatorError(f"{place(name)} must be yes or no, not {text}.")
    rate = share(cell("crime_rate"), place("crime_rate"))
    further = share(cell("further_missed") or "0", place("further_missed"))
    return StratumRow(
        cell("stratum") or f"line {line}",
        whole(cell("logs"), place("logs"), 1),
        Plan(linked in YES, rate, further if linked in YES else 0.0),
        whole_text in YES,
        whole(cell("minimum"), place("minimum"), 0) if cell("minimum") else None,
        {name: share(cell(name), place(name)) for name in groups if name and cell(name)},
    )
