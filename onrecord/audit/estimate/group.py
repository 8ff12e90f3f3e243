"""The figures of one crime group, of all crime, of a question or of whole records, with the missed crimes that follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.audit.estimate.rates import rate_of
from onrecord.audit.estimate.rates_own import own_bounds, own_missed
from onrecord.audit.estimate.readings import Readings
from onrecord.audit.planning.base import a_year
from onrecord.audit.planning.figures import GROUPS, Planning
from onrecord.recording.models import Group
from onrecord.statistics.estimator import RateEstimate, TotalEstimate, estimate_missed
from onrecord.statistics.missed import missed_a_year
from onrecord.statistics.partial import Readable, undecidable_bounds

ALL = "all"
LABELS = {ALL: "All crime", **{g.value: g.label[:1].upper() + g.label[1:] for g in Group}}


@dataclass(frozen=True, slots=True)
class Missed:
    """Crimes missed in a year: R(1 - p)/p. `high` is None when there is no upper limit; `basis` says what R is."""

    estimate: float | None
    low: float | None
    high: float | None
    recorded_a_year: float
    basis: str


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """One crime group, or all crime. Shares between 0 and 1; without a rate, `reason` says why."""

    key: str
    n_should: int
    n_recorded: int
    result: RateEstimate
    missed_in_frame: TotalEstimate | None
    missed_a_year: Missed | None

    name: str = ""

    @property
    def label(self) -> str:
        return self.name or LABELS[self.key]

    @property
    def rate(self) -> float | None:
        return self.result.rate

    @property
    def low(self) -> float | None:
        return self.result.interval.low if self.result.interval else None

    @property
    def high(self) -> float | None:
        return self.result.interval.high if self.result.interval else None

    @property
    def half_width(self) -> float | None:
        """Half the length of the interval."""
        return self.result.interval.half_width if self.result.interval else None

    @property
    def reason(self) -> str | None:
        return self.result.reason


def group_of(
    read: Readings,
    planning: Planning,
    key: str,
    what: str | None,
    *,
    level: float,
    name: str = "",
) -> GroupEstimate:
    """The figures of one crime group, of all crime, or, with a `name`, of a question or of whole records."""
    crimes = read.crimes
    readable, result = rate_of(read, planning, what, level)
    strata = readable.strata
    if readable.reason is not None:
        return GroupEstimate(key, 0, 0, result, None, None, name)
    # There is no interval for a number of missed crimes that holds at any stopping time.
    if name or read.order is not None:
        in_frame = None
    elif read.own is not None:
        in_frame = own_missed(read, planning, what, level)
    else:
        in_frame = estimate_missed(strata, level)
    return GroupEstimate(
        key,
        sum(int(s.should.sum()) for s in strata),
        sum(int(s.recorded.sum()) for s in strata),
        result,
        in_frame,
        None if name else _missed(key, result, crimes, float(crimes["days"])),
        name,
    )


def _missed(
    key: str, result: RateEstimate, crimes: Mapping[str, Any], days: float
) -> Missed | None:
    """R(1 - p)/p, where there is a register, a rate and a window."""
    if not crimes["register"] or result.rate is None or result.interval is None:
        return None
    wanted = GROUPS if key == ALL else (key,)
    number = sum(crimes["by_group"][g]["linked"] + crimes["by_group"][g]["direct"] for g in wanted)
    recorded = a_year(number, days)
    if recorded is None:
        return None
    found = missed_a_year(recorded, result.rate, result.interval.low, result.interval.high)
    return Missed(found.estimate, found.low, found.high, recorded, crimes["basis"])


def bounds_of(read: Readings, planning: Planning, readable: Readable) -> tuple[float, float] | None:
    """The rate at both extremes of what the undecidable logs may hide; None when all could be decided."""
    if read.own is not None:
        return own_bounds(read, planning)
    undecidable = read.undecidable
    if not undecidable or readable.reason is not None:
        return None
    hosts = dict(readable.pooled)
    numbers: dict[str, int] = {}
    for name, number in undecidable.items():
        host = hosts.get(name, name)
        numbers[host] = numbers.get(host, 0) + number
    return undecidable_bounds(readable.strata, numbers)
