"""Lists brought as files: which column is which, and what each row says. Nothing is kept here.

Good rows stay good whatever stands in the others; each bad one is named by its line, with what to do.
"""

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from onrecord.exchange.cells import cell_text
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import ReadError
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken
from onrecord.exchange.writing import unsafe_cell
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.policies import OWNING_ROLES
from onrecord.improvement.recommendations.models import Deadline
from onrecord.people.models import User

MOST_ROWS, MOST_CELL, MOST_BYTES = 1000, 5000, 2_000_000
# Our column: what it holds, and other names under which lists carry it, normalised.
Layout = Mapping[str, tuple[str, tuple[str, ...]]]

RECOMMENDATIONS: Layout = {
    "text": ("its text", ("recommendation", "wording", "description", "recommendationtext")),
    "kind": ("recommendation or area for improvement", ("type", "category")),
    "label": ("its name in the report", ("name", "title", "recommendationnumber")),
    "register_id": ("its number in the register", ("id", "reference", "ref", "recid", "recommendationid")),
    "deadline": ("when it is to be done", ("timescale", "timeframe", "due", "duedate", "dueon", "by")),
    "status": ("its status in the register", ("state", "recommendationstatus")),
    "owner": ("its owner: user name or name", ("lead", "responsible", "leadofficer")),
    "addressed": ("to whom it is addressed; blank or “all forces”: this force", ("addressedto", "addressee", "force", "forces")),
    "department": ("the department it falls to", ("area", "unit", "portfolio")),
    "theme": ("its theme", ("subject", "topic")),
    "comment": ("how it stands, in words", ("update", "comments", "progress", "latestupdate")),
}  # fmt: skip
ACTIONS: Layout = {
    "text": ("what is to be done", ("action", "description", "task", "point")),
    "number": ("its number in the list", ("no", "nr", "id", "ref", "actionnumber")),
    "group": ("the heading under which it stands", ("theme", "heading", "workstream", "section")),
    "owner": ("its owner: user name or name", ("lead", "responsible", "actionowner")),
    "starts_on": ("the day on which it begins", ("start", "startdate", "begins", "from")),
    "due_on": ("the day by which it is to be done", ("due", "duedate", "deadline", "by", "completiondate")),
    "needs": ("numbers of the list that it waits for", ("dependson", "dependencies", "dependency", "after")),
    "recommendation": ("the recommendation it is for: number in the register", ("rec", "registerid", "recommendationid")),
    "measure": ("the figure that it promises to move: short name", ("kpi", "figure")),
    "target": ("the target, in per cent for a share", ("goal",)),
}  # fmt: skip


def guess(header: Sequence[str], layout: Layout) -> dict[str, str]:
    """Which of the file's columns is which of ours: by our names, then by those that lists use."""
    found: dict[str, str] = {}
    for name, (_, also) in layout.items():
        for wanted in (name, *also):
            column = next((c for c in header if normalise(c) == normalise(wanted)), None)
            if column is not None and column not in found.values():
                found[name] = column
                break
    return found


def read_upload(file: UploadedFile) -> tuple[list[str], list[list[Any]]]:
    """The header, and each row as [line, cells], or [line, what is wrong with it]. Raises ImprovementError."""
    if (file.size or 0) > MOST_BYTES:
        raise ImprovementError("The file is larger than 2 MB. Bring the list alone.")
    suffix = PurePath(file.name or "").suffix.lower()
    with tempfile.TemporaryDirectory(prefix="onrecord-list-") as folder:
        path = Path(folder) / f"list{suffix if suffix in ('.xlsx', '.csv') else '.csv'}"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        try:
            return _read(path)
        except ReadError as error:
            raise ImprovementError(str(error).replace(path.name, file.name or "")) from None


def _read(path: Path) -> tuple[list[str], list[list[Any]]]:
    rows: list[list[Any]] = []
    with open_table(examine(path, None), FileOptions()) as table:
        for number, cells in table.rows():
            if len(rows) == MOST_ROWS:
                raise ImprovementError(
                    f"The list has more than {MOST_ROWS:,} rows. Bring it in parts."
                )
            if isinstance(cells, Broken):
                rows.append([number, f"{cells.fault.words}. {cells.fault.remedy}"])
                continue
            texts = [unsafe_cell(cell_text(cell)) for cell in cells]
            if any(texts):
                long = next((each for each in texts if len(each) > MOST_CELL), None)
                rows.append(
                    [number, texts]
                    if long is None
                    else [number, f"A cell holds more than {MOST_CELL:,} letters. Shorten it."]
                )
        return table.header, rows


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that isn't taken: its line in the file, the column, and what is wrong with it."""

    line: int
    column: str
    value: str
    words: str


@dataclass(slots=True)
class Weighed:
    """What a list says: `good` as (line, what it says by our columns), and what is wrong with the others."""

    good: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    bad: list[Problem] = field(default_factory=list)


Read = Callable[[dict[str, str]], dict[str, Any]]


class CellError(ImprovementError):
    """One cell that can't be used."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(words)
        self.column = column


def weigh(
    header: Sequence[str], rows: Sequence[Sequence[Any]], columns: Mapping[str, str], read: Read
) -> Weighed:
    """Look at every row. `columns`: our column and the file's; `read` makes of a row's cells what it says, or raises
    CellError."""
    found = Weighed()
    places = {name: header.index(column) for name, column in columns.items() if column in header}
    for number, cells in rows:
        if isinstance(cells, str):
            found.bad.append(Problem(number, "", "", cells))
            continue
        held = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        try:
            found.good.append((number, read(held)))
        except CellError as error:
            value = held.get(error.column, "")[:100]
            found.bad.append(Problem(number, columns.get(error.column, ""), value, str(error)))
    return found


_DAY_FORMS = (
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%y",
)


def read_day(text: str, column: str) -> date | None:
    """A day as people write it; nothing for nothing. Raises CellError."""
    if not text:
        return None
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise CellError(column, "This is no day. Write it as 31/12/2026.")


_MONTHS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "twelve": 12}
_WITHIN = re.compile(r"\b(\d{1,2}|" + "|".join(_MONTHS) + r")[ -]?(?:calendar )?months?\b", re.I)
_AT_ONCE = re.compile(r"\b(?:immediate(?:ly)?|at once|straight ?away)\b", re.I)


def months_in(text: str) -> int | None:
    """How many months a text gives; 0 for at once; None where it says nothing of the kind."""
    if match := _WITHIN.search(text):
        word = match[1].lower()
        return int(word) if word.isdecimal() else _MONTHS[word]
    return 0 if _AT_ONCE.search(text) else None


DEADLINES = {0: Deadline.IMMEDIATELY, 3: Deadline.THREE_MONTHS, 6: Deadline.SIX_MONTHS}


def owner_in(text: str, column: str = "owner") -> str:
    """The user name behind a user name or a whole name; nothing for nothing. Raises CellError."""
    if not text:
        return ""
    wanted = text.casefold()
    people = User.objects.filter(is_active=True, role__in=OWNING_ROLES)
    found = [each for each in people if wanted in (each.username.casefold(), str(each).casefold())]
    if len(found) != 1:
        words = "Several have this name" if found else "Nobody who may own this has this name"
        raise CellError(column, f"{words}. Write the user name, or leave the cell empty.")
    return found[0].username
