"""Strata: closing code x linked (x bin of the screening score), with rare codes pooled. Pure.

Closing codes are compared without regard to capitals and runs of spaces; the spelling that occurs most often is shown.
A code is a stratum of its own, once for its logs with a crime record and once for those without, when there are at
least `smallest_stratum` logs and it is among the weightiest (logs x planned spread), one for each
`logs_for_each_stratum` logs of the sample. All other codes are pooled as "other closing codes", again with and
without a crime record. Nothing is left out: every log is in exactly one stratum.

Where the design has bins of the screening score, strata without a crime record are cut again by score, where that saves
reading (`onrecord.statistics.designs`). A score decides only where more is read; it never enters the rate.
Certainty strata come first: every record whose opening or closing code holds one of the words is read.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onrecord.audit.planning.figures import Planning
from onrecord.statistics.designs import Cell as ScoredCell
from onrecord.statistics.designs import scored_strata
from onrecord.statistics.strata import Plan

NO_CODE = "(no closing code)"
OTHER_CODES = "(other closing codes)"
ALL_RECORDS = "(all records)"
LINKED_WORDS = {True: "linked", False: "not linked"}


def code_key(code: str) -> str:
    """The form in which closing codes are compared.

    >>> code_key(" No  Crime")
    'no crime'
    """
    return " ".join(code.split()).casefold()


@dataclass(slots=True)
class Cell:
    """The logs of one closing code, linked or not. `certain`: the word by which all are read; `scores`: how many logs have
    which screening score, where the design uses it."""

    key: str
    linked: bool
    size: int = 0
    certain: str = ""
    spellings: Counter[str] = field(default_factory=Counter)
    rates: Counter[float] = field(default_factory=Counter)
    scores: Counter[int] = field(default_factory=Counter)

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
    """A stratum before the draw. `rest` means: every code of this link state that no other stratum has. `low` and `high`:
    only logs with a score from the one to the other; None: of any score."""

    name: str
    closing_code: str
    keys: tuple[str, ...]
    rest: bool
    linked: bool
    size: int
    crime_rate: float
    low: int | None = None
    high: int | None = None
    certain: str = ""

    def plan(self, planning: Planning) -> Plan:
        """What the stratum is expected to hold."""
        return planning.plan(self.linked, self.crime_rate)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a frame is divided: `single` makes one stratum of all, `scored` cuts by screening score, `certainty` are the
    words whose records are all read."""

    single: bool = False
    scored: bool = False
    certainty: tuple[str, ...] = ()

    def certain(self, opening: str, closing: str) -> str:
        """The word by which a record is read for certain; empty for others."""
        text = f"{opening}\n{closing}".casefold()
        return next((word for word in self.certainty if word.casefold() in text), "")

    def to_json(self) -> dict[str, object]:
        return {
            "single": self.single,
            "scored": self.scored,
            "certainty": list(self.certainty),
        }


PLAIN = Layout()
# Records by (system, closing code, opening code, linked), and the score behind it where there is one.
CellCounts = Mapping[Any, int]


def cells_from_counts(
    counts: CellCounts,
    planning: Planning,
    unlinked_rate: Callable[[str, str, str], float],
    layout: Layout = PLAIN,
) -> list[Cell]:
    """Cells from the numbers of logs by (system, closing code, opening code, linked[, score]).

    `unlinked_rate` gives the planned rate for a system, closing code and opening code.
    """
    cells: dict[tuple[str, str, bool], Cell] = {}
    for (system, closing, opening, linked, *rest), number in sorted(counts.items()):
        certain = layout.certain(opening, closing)
        key = "" if certain or layout.single else code_key(closing)
        cell = cells.setdefault((certain, key, linked), Cell(key, linked, certain=certain))
        cell.size += number
        cell.spellings[closing] += number
        rate = planning.linked_crime if linked else unlinked_rate(system, closing, opening)
        cell.rates[rate] += number
        if layout.scored and not linked and not certain:
            cell.scores[rest[0] if rest else 0] += number
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
    # Two places are kept for the two pools; even the smallest sample has room for two codes besides.
    places = max(2, sample_size // planning.logs_for_each_stratum - 2)
    if layout.scored:
        # Half of the places are kept for cuts by score.
        places = max(2, places // 2)
    large = [cell for cell in cells if cell.size >= planning.smallest_stratum]
    large.sort(key=lambda cell: (-weight(cell), cell.key, cell.linked))
    standing = {(cell.key, cell.linked) for cell in large[:places]}
    groups: list[tuple[StratumDesign, Sequence[Cell]]] = []
    for cell in sorted(cells, key=lambda cell: (cell.key, cell.linked)):
        if (cell.key, cell.linked) in standing:
            groups.append((_design(cell.label, [cell], False), [cell]))
    for linked in (False, True):
        pool = [c for c in cells if c.linked == linked and (c.key, c.linked) not in standing]
        if len(pool) == 1:
            groups.append((_design(pool[0].label, pool, False), pool))
        elif pool:
            groups.append((_design(OTHER_CODES, pool, True), pool))
    if not layout.scored:
        return [*designs, *(design for design, _ in groups)]
    return [*designs, *_cut_by_score(groups, planning, sample_size)]


def _cut_by_score(
    groups: Sequence[tuple[StratumDesign, Sequence[Cell]]], planning: Planning, sample_size: int
) -> list[StratumDesign]:
    """Each stratum without a crime record, cut by score where that is worth it."""
    cells = []
    for design, members in groups:
        scores: Counter[float] = Counter()
        for member in members:
            scores.update(member.scores)
        cells.append(
            ScoredCell(
                design.name,
                design.plan(planning),
                design.size,
                None if design.linked else dict(scores),
                planning.score_auc,
            )
        )
    most = max(len(cells), sample_size // planning.logs_for_each_stratum)
    by_name = {design.name: design for design, _ in groups}
    found = []
    for cut in scored_strata(
        cells, rate=planning.recording_rate, most=most, smallest=planning.smallest_stratum
    ):
        design = by_name[cut.cell]
        if cut.low is None or cut.high is None:
            found.append(design)
            continue
        found.append(
            replace(
                design,
                name=cut.name,
                size=cut.size,
                # Six decimals, as everywhere; never nought, for nothing is certain before it is read.
                crime_rate=max(0.001, round(cut.plan.crime_rate, 6)),
                low=int(cut.low),
                high=int(cut.high),
            )
        )
    return found


def stratum_finder(designs: Sequence[StratumDesign], layout: Layout = PLAIN) -> Callable[..., int]:
    """A function that gives the index of the stratum for a closing code as written, linked or not, and, where the layout
    asks for them, score and opening code.

    It raises KeyError for a code that belongs to none: the frame is not the one the strata were made from.
    """
    by_key: dict[tuple[str, bool], list[int]] = {}
    rest: dict[bool, list[int]] = {}
    certain: dict[tuple[str, bool], int] = {}
    for index, design in enumerate(designs):
        if design.certain:
            certain[design.certain, design.linked] = index
        elif design.rest:
            rest.setdefault(design.linked, []).append(index)
        else:
            for key in design.keys:
                by_key.setdefault((key, design.linked), []).append(index)
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
            return next((index for several in rest.values() for index in several), None)
        several = by_key.get((code_key(closing_code), linked)) or rest.get(linked, [])
        return next((index for index in several if _holds(designs[index], score)), None)

    return find


def _holds(design: StratumDesign, score: int) -> bool:
    return design.low is None or design.high is None or design.low <= score <= design.high


def _design(label: str, cells: Sequence[Cell], rest: bool) -> StratumDesign:
    first = cells[0]
    named = label if label == ALL_RECORDS else f"{label}, {LINKED_WORDS[first.linked]}"
    return StratumDesign(
        name=named,
        closing_code=label,
        keys=() if rest or first.certain else tuple(cell.key for cell in cells),
        rest=rest,
        linked=first.linked,
        size=sum(cell.size for cell in cells),
        crime_rate=_mean_rate(cells),
        certain=first.certain,
    )


def _mean_rate(cells: Iterable[Cell]) -> float:
    """Mean planned rate over logs, to six decimals, so that it is the same on every machine."""
    rates: Counter[float] = Counter()
    for cell in cells:
        rates.update(cell.rates)
    total = sum(rates.values())
    return round(math.fsum(rate * number for rate, number in sorted(rates.items())) / total, 6)
