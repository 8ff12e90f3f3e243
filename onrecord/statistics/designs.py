"""From the cells of a frame to a design: which strata, and how many logs to read in each.

A cell is a closing code, once for its logs with a crime record and once for those without. Kinds of design:

    simple         one stratum of everything: every log has the same chance
    proportional   the given strata, read in proportion to their size
    neyman         the given strata, read in proportion to size x planned spread (Neyman, JRSS 97 (1934))
    scored         the default: cells cut by screening score (bins.py), then as neyman

Whatever the kind, a stratum may be read whole (certainty: all rapes, say) and each has a smallest number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.statistics.allocation import (
    FLOOR,
    AllocationError,
    Floors,
    each_floor,
    neyman,
    proportional,
)
from onrecord.statistics.bins import Bin, score_bins
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.strata import Plan, mixed

KINDS = ("simple", "proportional", "neyman", "scored")
MOST_BINS = 6
# A further bin must lower the sum of size x spread by this share of the whole, or it isn't worth its few certain logs.
WORTH = 0.004


@dataclass(frozen=True, slots=True)
class Cell:
    """The logs of one closing code (or any other group), linked or not.

    histogram  number of logs for each screening score; None if there is no score, or it is not to be used here
    auc        how well the score orders these logs (see bins.py), as an earlier audit showed it
    """

    name: str
    plan: Plan
    size: int
    histogram: Mapping[float, int] | None = None
    auc: float = 0.5


@dataclass(frozen=True, slots=True)
class ScoredStratum:
    """A stratum of the scored design: the cell it is cut from and its scores, both ends included (None: all)."""

    name: str
    cell: str
    low: float | None
    high: float | None
    size: int
    plan: Plan

    @property
    def planned(self) -> PlannedStratum:
        """What the planner needs of it."""
        return PlannedStratum(self.size, self.plan)


def scored_strata(
    cells: Sequence[Cell], *, rate: float, most: int, smallest: int = 20
) -> list[ScoredStratum]:
    """Cut cells by score where that saves most reading, until there are `most` strata or no cut is worth it.

    `rate` is the planned recording rate. Cells come out in the order given, low scores first. Cells are never joined: pool
    rare codes before. Raises ValueError for a histogram that doesn't add up to its cell.
    """
    for cell in cells:
        if cell.histogram is not None and sum(cell.histogram.values()) != cell.size:
            raise ValueError(f"{cell.name}: the scores don't add up to its {cell.size} logs.")
    cut = [[_whole(cell)] for cell in cells]
    possible = [_cuts(cell, rate, smallest) for cell in cells]
    whole = sum(weight for ways in possible for weight, _ in ways[:1])
    places = max(0, most - len(cells))
    while places:
        gain, at = 0.0, -1
        for place, ways in enumerate(possible):
            if len(ways) > 1 and ways[0][0] - ways[1][0] > gain:
                gain, at = ways[0][0] - ways[1][0], place
        if at < 0 or gain < WORTH * whole:
            break
        more = len(possible[at][1][1]) - len(cut[at])
        if more > places:
            break
        possible[at].pop(0)
        cut[at] = possible[at][0][1]
        places -= more
    return [stratum for parts in cut for stratum in parts]


def numbers(
    strata: Sequence[PlannedStratum],
    total: int,
    *,
    kind: str = "neyman",
    rate: float,
    floor: Floors = FLOOR,
    certain: Sequence[bool] | None = None,
) -> list[int]:
    """How many logs to read in each stratum, adding up to `total`. Raises AllocationError when that can't be.

    Strata marked in `certain` are read whole. `rate` is the planned recording rate (for the planned spread). For a simple
    random sample give the one stratum that `simple` makes.
    """
    if kind not in KINDS:
        raise AllocationError(f"The design is one of {', '.join(KINDS)}, not {kind}.")
    if kind == "simple" and len(strata) > 1:
        raise AllocationError("A simple random sample has one stratum only.")
    sizes = [s.size for s in strata]
    floors = certain_floors(sizes, floor, certain)
    if kind == "proportional":
        return proportional(sizes, total, floors)
    return neyman(sizes, [s.plan.spread(rate) for s in strata], total, floors)


def certain_floors(
    sizes: Sequence[int], floor: Floors, certain: Sequence[bool] | None
) -> list[int]:
    """The fewest logs of each stratum: all of it where it is to be read whole."""
    floors = each_floor(sizes, floor)
    if certain is None:
        return floors
    return [size if whole else low for size, low, whole in zip(sizes, floors, certain, strict=True)]


def simple(strata: Sequence[PlannedStratum]) -> PlannedStratum:
    """The one stratum of a simple random sample, with the plans of all put together."""
    return PlannedStratum(
        sum(s.size for s in strata), mixed([(s.size, s.plan) for s in strata if s.size])
    )


def _whole(cell: Cell) -> ScoredStratum:
    return ScoredStratum(cell.name, cell.name, None, None, cell.size, cell.plan)


def _cuts(cell: Cell, rate: float, smallest: int) -> list[tuple[float, list[ScoredStratum]]]:
    """The ways to cut a cell into 1, 2, 3 ... bins that help, each with its sum of size x spread."""
    ways = [(_weight([_whole(cell)], rate), [_whole(cell)])]
    if cell.histogram is None or cell.auc <= 0.5 or type(cell.plan) is not Plan:
        return ways
    for number in range(2, MOST_BINS + 1):
        bins = score_bins(
            cell.histogram,
            rate=cell.plan.surprise_rate(),
            auc=cell.auc,
            bins=number,
            smallest=smallest,
        )
        if len(bins) < number:
            break
        parts = [_bin_stratum(cell, found) for found in bins]
        ways.append((_weight(parts, rate), parts))
    return ways


def _bin_stratum(cell: Cell, found: Bin) -> ScoredStratum:
    """What the score tells is the chance of a surprise: a crime where none is linked, a further one where one is."""
    plan = (
        Plan(True, cell.plan.crime_rate, found.crime_rate)
        if cell.plan.linked
        else Plan(False, found.crime_rate)
    )
    scores = f"{found.low:g}" if found.low == found.high else f"{found.low:g} to {found.high:g}"
    name = f"{cell.name}, score {scores}"
    return ScoredStratum(name, cell.name, found.low, found.high, found.size, plan)


def _weight(strata: Sequence[ScoredStratum], rate: float) -> float:
    return sum(s.size * s.plan.spread(rate) for s in strata)
