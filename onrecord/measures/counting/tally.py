"""What counting a month yields, before it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from onrecord.measures.months import LONDON

T = TypeVar("T")
# The column of an export that names the team, where one has it.
TEAM = "team"
NOT_GIVEN = ""


@dataclass(frozen=True, slots=True)
class Where:
    """What a record is broken down by."""

    department: str = NOT_GIVEN
    team: str = NOT_GIVEN
    route: str = NOT_GIVEN
    kind: str = NOT_GIVEN
    moment: str = NOT_GIVEN


@dataclass(slots=True)
class Numbers:
    n: int = 0
    met: int = 0
    any: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours to record of one column's value; see models.Spread."""

    by: str
    value: str
    n: int
    waiting: int
    median: float | None
    low: float | None
    high: float | None
    tail: float | None


@dataclass
class Tally:
    """One month of one measure. `kept`: for models.Kept, the ids with where they are counted."""

    cells: dict[Where, Numbers] = field(default_factory=dict)
    kept: dict[int, Where] = field(default_factory=dict)
    unsaid: int = 0
    spreads: list[Hours] = field(default_factory=list)

    def add(self, where: Where, n: int = 1, met: int = 0, any: int = 0) -> None:
        cell = self.cells.setdefault(where, Numbers())
        cell.n += n
        cell.met += met
        cell.any += any


def one_line(value: object, most: int = 200) -> str:
    """A value of an export as a heading can bear it."""
    return " ".join(str(value or "").split())[:most]


@lru_cache(maxsize=50_000)
def where(
    department: str | None, team: str | None, route: str | None, kind: str | None, moment: str = ""
) -> Where:
    """A `Where` from texts of the record. A force has few of them, and each of its records has one."""
    return Where(one_line(department), one_line(team), one_line(route), one_line(kind, 60), moment)


def moment_of(at: datetime) -> str:
    """When somebody reported, as shifts go: early, late or night, at the weekend or not."""
    local = at.astimezone(LONDON)
    shift = "early" if 7 <= local.hour < 15 else "late" if 15 <= local.hour < 23 else "night"
    hours = {"early": "07 to 15", "late": "15 to 23", "night": "23 to 07"}[shift]
    return f"{hours}, {'weekend' if local.weekday() >= 5 else 'weekday'}"


def batched(items: Iterable[T], size: int = 2_000) -> Iterable[list[T]]:
    """Few enough for one question to any database, as in onrecord.finding.touched."""
    rows = iter(items)
    while some := list(islice(rows, size)):
        yield some
