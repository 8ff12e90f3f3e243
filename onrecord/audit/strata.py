"""Strata: closing code x linked (x bin of the screening score), with rare codes pooled. Pure.

Closing codes are compared without regard to capitals and runs of spaces; the spelling that occurs most often is shown.
A code is a stratum of its own, once for its logs with a crime record and once for those without, when there are at
least `smallest_stratum` logs and it is among the weightiest (logs x planned spread), one for each
`logs_for_each_stratum` logs of the sample. All other codes are pooled as "other closing codes", again with and
without a crime record. Nothing is left out: every log is in exactly one stratum.

Where the design has bins of the screening score, logs without a crime record are divided again: no score, a score in the
lower half of all scores, one in the upper half. A score decides only where more is read; it never enters the rate.
Certainty strata come first: every record whose opening or closing code holds one of the words is read.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.audit.planning import Planning
from onrecord.statistics.strata import Plan

NO_CODE = "(no closing code)"
OTHER_CODES = "(other closing codes)"
ALL_RECORDS = "(all records)"
BIN_WORDS = ("no score", "lower scores", "higher scores")
LINKED_WORDS = {True: "linked", False: "not linked"}


def code_key(code: str) -> str:
    """The form in which closing codes are compared.

    >>> code_key(" No  Crime")
    'no crime'
    """
    return " ".join(code.split()).casefold()


@dataclass(slots=True)
class Cell:
    """The logs of one closing code, linked or not, in a bin of the score. `certain`: the word by which all are read."""

    key: str
    linked: bool
    size: int = 0
    bin: int = 0
    certain: str = ""
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
    bin: int = 0
    certain: str = ""

    def plan(self, planning: Planning) -> Plan:
        """What the stratum is expected to hold."""
        return planning.plan(self.linked, self.crime_rate)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a frame is divided: `single` makes one stratum of all, `cuts` are the lowest scores of the bins above the first
    (empty: no bins), `certainty` the words whose records are all read."""

    single: bool = False
    cuts: tuple[int, ...] = ()
    certainty: tuple[str, ...] = ()

    def bin_of(self, score: int, linked: bool) -> int:
        """The bin of a record; those with a crime record aren't divided."""
        return 0 if linked else sum(score >= cut for cut in self.cuts)

    def certain(self, opening: str, closing: str) -> str:
        """The word by which a record is read for certain; empty for others."""
        text = f"{opening}\n{closing}".casefold()
        return next((word for word in self.certainty if word.casefold() in text), "")

    def to_json(self) -> dict[str, object]:
        return {
            "single": self.single,
            "cuts": list(self.cuts),
            "certainty": list(self.certainty),
        }


PLAIN = Layout()
# Records by (system, closing code, opening code, linked), and the score behind it where there are bins.
CellCounts = Mapping[Any, int]


def score_cuts(counts: CellCounts) -> tuple[int, ...]:
    """The lowest score of the lower and of the upper half of all scores above 0 among records without a crime record;
    one of the two, or none, where there are too few different ones.

    >>> score_cuts({("s", "a", "", False, 0): 9, ("s", "a", "", False, 3): 4, ("s", "a", "", False, 8): 2})
    (1, 8)
    """
    scores: Counter[int] = Counter()
    for (_, _, _, linked, *rest), number in counts.items():
        if not linked and rest and rest[0] > 0:
            scores[rest[0]] += number
    if not scores:
        return ()
    total, below = sum(scores.values()), 0
    ordered = sorted(scores)
    for score in ordered:
        if 2 * below >= total and score > ordered[0]:
            return (1, score)
        below += scores[score]
    return (1, ordered[-1]) if len(ordered) > 1 else (1,)


def cells_from_counts(
    counts: CellCounts,
    planning: Planning,
    unlinked_rate: Callable[[str, str, str], float],
    layout: Layout = PLAIN,
) -> list[Cell]:
    """Cells from the numbers of logs by (system, closing code, opening code, linked[, score]).

    `unlinked_rate` gives the planned rate for a system, closing code and opening code.
    """
    cells: dict[tuple[str, str, bool, int], Cell] = {}
    for (system, closing, opening, linked, *rest), number in sorted(counts.items()):
        certain = layout.certain(opening, closing)
        bin = 0 if certain else layout.bin_of(rest[0] if rest else 0, linked)
        key = "" if certain or layout.single else code_key(closing)
        cell = cells.setdefault(
            (certain, key, linked, bin), Cell(key, linked, bin=bin, certain=certain)
        )
        cell.size += number
        cell.spellings[closing] += number
        rate = planning.linked_crime if linked else unlinked_rate(system, closing, opening)
        if layout.cuts and not linked and not certain:
            rate = planning.by_score(rate, bin)
        cell.rates[rate] += number
    return [cells[k] for k in sorted(cells)]


def form_strata(
    cells: Sequence[Cell], planning: Planning, sample_size: int, layout: Layout = PLAIN
) -> list[StratumDesign]:
    """The strata of a frame: certainty strata, then in order of closing code, those without a crime record first, pools
    last."""

    def weight(cell: Cell) -> float:
        plan = planning.plan(cell.linked, _mean_rate([cell]))
        return cell.size * plan.spread(planning.recording_rate)

    certain = [cell for cell in cells if cell.certain]
    designs = [
        _design(f"read all: {word}", [c for c in certain if c.certain == word and c.linked == linked], False)
        for word in layout.certainty
        for linked in (False, True)
        if any(c.certain == word and c.linked == linked for c in certain)
    ]  # fmt: skip
    cells = [cell for cell in cells if not cell.certain]
    if layout.single:
        return [*designs, *([_design(ALL_RECORDS, cells, True)] if cells else [])]
    pools = sorted({(cell.linked, cell.bin) for cell in cells})
    # A place is kept for each pool; even the smallest sample has room for two codes besides.
    places = max(2, sample_size // planning.logs_for_each_stratum - max(2, len(pools)))
    large = [cell for cell in cells if cell.size >= planning.smallest_stratum]
    large.sort(key=lambda cell: (-weight(cell), cell.key, cell.linked, cell.bin))
    standing = {(cell.key, cell.linked, cell.bin) for cell in large[:places]}
    for cell in sorted(cells, key=lambda cell: (cell.key, cell.linked, cell.bin)):
        if (cell.key, cell.linked, cell.bin) in standing:
            designs.append(_design(cell.label, [cell], False, layout))
    for linked, bin in pools:
        pool = [
            c
            for c in cells
            if (c.linked, c.bin) == (linked, bin) and (c.key, c.linked, c.bin) not in standing
        ]
        if len(pool) == 1:
            designs.append(_design(pool[0].label, pool, False, layout))
        elif pool:
            designs.append(_design(OTHER_CODES, pool, True, layout))
    return designs


def stratum_finder(designs: Sequence[StratumDesign], layout: Layout = PLAIN) -> Callable[..., int]:
    """A function that gives the index of the stratum for a closing code as written, linked or not, and, where the layout
    asks for them, score and opening code.

    It raises KeyError for a code that belongs to none: the frame is not the one the strata were made from.
    """
    by_key = {
        (key, design.linked, design.bin): index
        for index, design in enumerate(designs)
        if not design.rest and not design.certain
        for key in design.keys
    }
    rest = {
        (design.linked, design.bin): index for index, design in enumerate(designs) if design.rest
    }
    single = next((i for i, design in enumerate(designs) if design.rest), None)
    certain = {(d.certain, d.linked): index for index, d in enumerate(designs) if d.certain}
    known: dict[tuple[str, bool, int, str], int] = {}

    def find(closing_code: str, linked: bool, score: int = 0, opening_code: str = "") -> int:
        opening = opening_code if layout.certainty else ""
        index = known.get((closing_code, linked, score, opening))
        if index is None:
            index = place(closing_code, linked, score, opening)
            if index is None:
                raise KeyError(closing_code)
            if len(known) < 100_000:  # a free-text code column must not fill the memory
                known[closing_code, linked, score, opening] = index
        return index

    def place(closing_code: str, linked: bool, score: int, opening: str) -> int | None:
        word = layout.certain(opening, closing_code)
        if word:
            return certain.get((word, linked))
        if layout.single:
            return single
        bin = layout.bin_of(score, linked)
        return by_key.get((code_key(closing_code), linked, bin), rest.get((linked, bin)))

    return find


def _design(
    label: str, cells: Sequence[Cell], rest: bool, layout: Layout | None = None
) -> StratumDesign:
    first = cells[0]
    words = [label]
    if layout is not None or first.certain:
        words.append(LINKED_WORDS[first.linked])
    if layout is not None and layout.cuts and not first.linked:
        words.append(BIN_WORDS[min(first.bin, 2)])
    return StratumDesign(
        name=", ".join(words),
        closing_code=label,
        keys=() if rest or first.certain else tuple(cell.key for cell in cells),
        rest=rest,
        linked=first.linked,
        size=sum(cell.size for cell in cells),
        crime_rate=_mean_rate(cells),
        bin=first.bin,
        certain=first.certain,
    )


def _mean_rate(cells: Iterable[Cell]) -> float:
    """Mean planned rate over logs, to six decimals, so that it is the same on every machine."""
    rates: Counter[float] = Counter()
    for cell in cells:
        rates.update(cell.rates)
    total = sum(rates.values())
    return round(math.fsum(rate * number for rate, number in sorted(rates.items())) / total, 6)
