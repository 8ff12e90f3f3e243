"""Strata: closing code x linked, with rare codes pooled. Pure.

Closing codes are compared without regard to capitals and runs of spaces; the spelling that occurs most often is shown.
A code is a stratum of its own, once for its logs with a crime record and once for those without, when there are at
least `smallest_stratum` logs and it is among the weightiest (logs x planned spread), one for each
`logs_for_each_stratum` logs of the sample. All other codes are pooled as "other closing codes", again with and
without a crime record. Nothing is left out: every log is in exactly one stratum.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.audit.planning import Planning
from onrecord.statistics.strata import Plan

NO_CODE = "(no closing code)"
OTHER_CODES = "(other closing codes)"


def code_key(code: str) -> str:
    """The form in which closing codes are compared.

    >>> code_key(" No  Crime")
    'no crime'
    """
    return " ".join(code.split()).casefold()


@dataclass(slots=True)
class Cell:
    """The logs of one closing code, linked or not."""

    key: str
    linked: bool
    size: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    rates: Counter[float] = field(default_factory=Counter)

    @property
    def label(self) -> str:
        """The spelling that occurs most often."""
        if not self.key:
            return NO_CODE
        best = min(self.spellings.items(), key=lambda item: (-item[1], item[0]))[0]
        shown = " ".join(best.split())
        return f'"{shown}"' if shown in (NO_CODE, OTHER_CODES) else shown


@dataclass(frozen=True, slots=True)
class StratumDesign:
    """A stratum before the draw. `rest` means: every code of this link state that no other stratum has."""

    name: str
    closing_code: str
    keys: tuple[str, ...]
    rest: bool
    linked: bool
    size: int
    crime_rate: float

    def plan(self, planning: Planning) -> Plan:
        """What the stratum is expected to hold."""
        return planning.plan(self.linked, self.crime_rate)


CellCounts = Mapping[tuple[str, str, str, bool], int]


def cells_from_counts(
    counts: CellCounts, planning: Planning, unlinked_rate: Callable[[str, str, str], float]
) -> list[Cell]:
    """Cells from the numbers of logs by (system, closing code, opening code, linked).

    `unlinked_rate` gives the planned rate for a system, closing code and opening code.
    """
    cells: dict[tuple[str, bool], Cell] = {}
    for (system, closing, opening, linked), number in sorted(counts.items()):
        key = code_key(closing)
        cell = cells.setdefault((key, linked), Cell(key, linked))
        cell.size += number
        cell.spellings[closing] += number
        rate = planning.linked_crime if linked else unlinked_rate(system, closing, opening)
        cell.rates[rate] += number
    return [cells[k] for k in sorted(cells)]


def form_strata(cells: Sequence[Cell], planning: Planning, sample_size: int) -> list[StratumDesign]:
    """The strata of a frame, in order of closing code, those without a crime record first, pools last."""

    def weight(cell: Cell) -> float:
        plan = planning.plan(cell.linked, _mean_rate([cell]))
        return cell.size * plan.spread(planning.recording_rate)

    # Two places are kept for the two pools; even the smallest sample has room for two codes besides.
    places = max(2, sample_size // planning.logs_for_each_stratum - 2)
    large = [cell for cell in cells if cell.size >= planning.smallest_stratum]
    large.sort(key=lambda cell: (-weight(cell), cell.key, cell.linked))
    standing = {(cell.key, cell.linked) for cell in large[:places]}
    designs = []
    for cell in sorted(cells, key=lambda cell: (cell.key, cell.linked)):
        if (cell.key, cell.linked) in standing:
            designs.append(_design(cell.label, [cell], False))
    for linked in (False, True):
        pool = [c for c in cells if c.linked == linked and (c.key, c.linked) not in standing]
        if len(pool) == 1:
            designs.append(_design(pool[0].label, pool, False))
        elif pool:
            designs.append(_design(OTHER_CODES, pool, True))
    return designs


def stratum_finder(designs: Sequence[StratumDesign]) -> Callable[[str, bool], int]:
    """A function that gives the index of the stratum for a closing code as written and linked or not.

    It raises KeyError for a code that belongs to none: the frame is not the one the strata were made from.
    """
    by_key = {
        (key, design.linked): index
        for index, design in enumerate(designs)
        if not design.rest
        for key in design.keys
    }
    rest = {design.linked: index for index, design in enumerate(designs) if design.rest}
    known: dict[tuple[str, bool], int] = {}

    def find(closing_code: str, linked: bool) -> int:
        index = known.get((closing_code, linked))
        if index is None:
            index = by_key.get((code_key(closing_code), linked), rest.get(linked))
            if index is None:
                raise KeyError(closing_code)
            if len(known) < 100_000:  # a free-text code column must not fill the memory
                known[closing_code, linked] = index
        return index

    return find


def _design(label: str, cells: Sequence[Cell], rest: bool) -> StratumDesign:
    linked = cells[0].linked
    return StratumDesign(
        name=f"{label}, {'linked' if linked else 'not linked'}",
        closing_code=label,
        keys=() if rest else tuple(cell.key for cell in cells),
        rest=rest,
        linked=linked,
        size=sum(cell.size for cell in cells),
        crime_rate=_mean_rate(cells),
    )


def _mean_rate(cells: Iterable[Cell]) -> float:
    """Mean planned rate over logs, to six decimals, so that it is the same on every machine."""
    rates: Counter[float] = Counter()
    for cell in cells:
        rates.update(cell.rates)
    total = sum(rates.values())
    return round(math.fsum(rate * number for rate, number in sorted(rates.items())) / total, 6)
