"""Scales of overall judgements as data: `scales.toml`, or a force's own in ONRECORD_HOME/scales.toml."""

from dataclasses import dataclass
from pathlib import Path

from onrecord.coded import CodedListError, coded_rows
from onrecord.improvement.errors import ImprovementError

FILE = Path(__file__).with_name("scales.toml")


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale; `grades` from best to worst."""

    code: str
    words: str
    grades: tuple[str, ...]


def scales() -> tuple[Scale, ...]:
    """All scales, in the file's order. Raises ImprovementError with file, entry and remedy."""
    try:
        rows = coded_rows(FILE, "scale", ("code", "words"))
    except CodedListError as error:
        raise ImprovementError(str(error)) from None
    found = []
    for where, row in rows:
        grades = row.get("grades")
        if not (isinstance(grades, list) and grades and all(isinstance(g, str) for g in grades)):
            raise ImprovementError(
                f'{where}: write grades as a list such as ["Good", "Inadequate"].'
            )
        found.append(
            Scale(row["code"], row["words"].strip(), tuple(each.strip() for each in grades))
        )
    return tuple(found)


def check_judgement(scale: str, judgement: str) -> None:
    """Raise ImprovementError unless the grade is one of its scale."""
    held = next((each for each in scales() if each.code == scale), None)
    if held is None:
        raise ImprovementError(
            f"There is no scale {scale!r}. Choose from: {', '.join(each.code for each in scales())}."
        )
    if judgement not in held.grades:
        raise ImprovementError(
            f"{judgement!r} is no grade of “{held.words}”. Choose from: {', '.join(held.grades)}."
        )
