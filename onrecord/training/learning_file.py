"""A file of the learning system: which column is which, and what each row says. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from onrecord.exchange.cells import cell_text
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import ReadError
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import DEFAULT_ZONE, FileOptions
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken
from onrecord.exchange.times import TimeFault, TimeReader
from onrecord.people.models import User
from onrecord.training.courses import Course, courses
from onrecord.training.errors import TrainingError
from onrecord.training.register import check_day

MOST_ROWS = 20_000
# Our column: what it holds, and other names under which exports carry it, normalised.
LAYOUT: dict[str, tuple[str, tuple[str, ...]]] = {
    "username": (
        "who did it: the user name here",
        ("user", "userid", "learner", "learnerid", "employee", "collar", "collarnumber", "login"),
    ),
    "course": (
        "which course: its short name or its title",
        ("coursename", "coursetitle", "module", "moduletitle", "title", "activity"),
    ),
    "done_on": (
        "the day on which it was done",
        ("completed", "completedon", "completiondate", "datecompleted", "completionstatusdate", "date", "done"),
    ),
}  # fmt: skip


def guess(header: Sequence[str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which of the file's columns is which of ours: by the neutral names, by those of the last file, by names that
    exports use. A field without its column is left out."""
    found: dict[str, str] = {}
    for name, (_, also) in LAYOUT.items():
        wanted = [name, (before or {}).get(name, ""), *also]
        for each in filter(None, wanted):
            column = next((c for c in header if normalise(c) == normalise(each)), None)
            if column is not None and column not in found.values():
                found[name] = column
                break
    return found


def read_cells(path: Path) -> tuple[list[str], list[list[Any]]]:
    """The header, and each row as [number, cells or the words of what is wrong with it]. Raises TrainingError."""
    try:
        facts = examine(path, None)
        with open_table(facts, FileOptions()) as table:
            rows: list[list[Any]] = []
            for number, cells in table.rows():
                if len(rows) == MOST_ROWS:
                    raise TrainingError(
                        f"The file has more than {MOST_ROWS:,} rows. Export a shorter time, file by file."
                    )
                if isinstance(cells, Broken):
                    rows.append([number, f"{cells.fault.words}. {cells.fault.remedy}"])
                elif any(cell_text(cell) for cell in cells):
                    rows.append([number, [cell_text(cell)[:300] for cell in cells]])
            return table.header, rows
    except ReadError as error:
        raise TrainingError(str(error)) from None


@dataclass(slots=True)
class Weighed:
    """What a file says: `rows` that can be used as [course, username, day], and what is wrong with the others."""

    rows: list[list[str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    twice: int = 0

    def refuse(self, number: int, name: str, value: str, problem: str, what: str) -> None:
        self.problems.append(
            {"row": str(number), "field": name, "value": value[:100], "problem": problem, "what_to_do": what}
        )  # fmt: skip


class _Refused(Exception):
    """One cell that can't be used: problem, what to do."""


def weigh(
    header: Sequence[str], cells: Sequence[Sequence[Any]], columns: Mapping[str, str]
) -> Weighed:
    """Look at every row. A bad row never takes a good one with it; a row that comes twice counts once."""
    found = Weighed()
    places = {name: header.index(column) for name, column in columns.items()}
    people = {
        each.username.casefold(): each.username
        for each in User.objects.filter(is_active=True).only("username")
    }
    named = _by_name(courses())
    times = TimeReader((), ZoneInfo(DEFAULT_ZONE), timezone.now())
    seen: set[tuple[str, str, str]] = set()
    for number, row in cells:
        if isinstance(row, str):
            found.refuse(number, "row", "", row, "Mend the row in the file, or export it again.")
            continue
        value = {name: row[place] for name, place in places.items()}
        name = "username"
        try:
            person = _person(value[name], people)
            name = "course"
            course = _course(value[name], named)
            name = "done_on"
            day = _day(value[name], times)
        except _Refused as error:
            found.refuse(number, name, value[name], *error.args)
            continue
        key = (course, person, day.isoformat())
        if key in seen:
            found.twice += 1
            continue
        seen.add(key)
        found.rows.append(list(key))
    return found


def _by_name(held: Sequence[Course]) -> dict[str, str]:
    """Short name, title and other names of every course, normalised."""
    found: dict[str, str] = {}
    for course in held:
        for name in (course.slug, course.title, *course.also):
            found.setdefault(normalise(name), course.slug)
    return found


def _person(text: str, people: Mapping[str, str]) -> str:
    found = people.get(text.strip().casefold())
    if found is None:
        problem = "Nobody here has this user name" if text.strip() else "The user name is missing"
        raise _Refused(
            problem,
            "Correct it, or leave the row out; an administrator adds people. Those who have left aren't counted.",
        )
    return found


def _course(text: str, named: Mapping[str, str]) -> str:
    found = named.get(normalise(text)) if text.strip() else None
    if found is None:
        problem = "No course has this name" if text.strip() else "The course is missing"
        raise _Refused(
            problem,
            "Make the course, or write this name among its other names; then bring the file again.",
        )
    return found


def _day(text: str, times: TimeReader) -> date:
    try:
        moment = times.read(text)
        day = timezone.localdate(datetime.fromisoformat(moment.iso))
        if moment.precision == "month":
            raise _Refused("The day is missing", "Write the whole day, such as 31/12/2026.")
        check_day(day)
    except TimeFault as error:
        raise _Refused(str(error), error.remedy) from None
    except TrainingError as error:
        raise _Refused("This can't be the day", str(error)) from None
    return day
