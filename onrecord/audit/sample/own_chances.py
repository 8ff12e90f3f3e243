"""An audit in which each record has its own chance to be drawn, from its screening score: the chances and what is foretold. Pure.

Records of one stratum with the same score form a class, and share what is foretold of them and their chance. A class's risk is that of a
surprise: a crime where none is linked, a further one where one is. It follows from the place of its score (`bins.py`), the
stratum's planned rate and the score's AUC; the chance from the risk (`active.py`). Both are kept with nine decimals, the chance rounded up, so
that the draw comes out again to the last record on any machine.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.audit.planning.figures import Planning
from onrecord.audit.sample.design import DesignError, Item, Sample, sample_hash
from onrecord.audit.sample.frame_file import FrameError, FrameReader
from onrecord.audit.sample.strata import Layout, StratumDesign, stratum_finder
from onrecord.statistics.active import Predictions, chances, is_drawn, predictions
from onrecord.statistics.bins import risk_by_score
from onrecord.statistics.draw import reading_order

WHOLE = 10**9
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChanceClass:
    """The records of one stratum with one score. `chance` in billionths; `risk` as a share, with nine decimals."""

    stratum: int
    score: int
    size: int
    risk: float
    chance: int


@dataclass(frozen=True)
class OwnChances:
    """All classes of a frame, in order of stratum and score."""

    classes: tuple[ChanceClass, ...]

    @cached_property
    def at(self) -> dict[tuple[int, int], int]:
        """The place of each class by (stratum, score)."""
        return {(c.stratum, c.score): place for place, c in enumerate(self.classes)}

    @property
    def sizes(self) -> Values:
        return np.array([c.size for c in self.classes], dtype=np.float64)

    @property
    def chance(self) -> Values:
        return np.array([c.chance for c in self.classes], dtype=np.float64) / WHOLE

    def class_of(self, design: StratumDesign, stratum: int, score: int) -> ChanceClass:
        """The class of a record. Raises KeyError where there is none."""
        return self.classes[self.at[stratum, _score(design, score)]]

    def chance_of(self, design: StratumDesign, stratum: int, score: int) -> float:
        """The chance of a record to be drawn, as a share."""
        return self.class_of(design, stratum, score).chance / WHOLE

    @property
    def expected(self) -> float:
        """How many records are drawn on average."""
        return float((self.sizes * self.chance).sum())

    @property
    def spread_of_number(self) -> float:
        """The standard deviation of how many are drawn."""
        return math.sqrt(float((self.sizes * self.chance * (1 - self.chance)).sum()))

    def foretold(
        self, strata: Sequence[StratumDesign], planning: Planning, share: float = 1.0
    ) -> Predictions:
        """What is foretold of a record of each class; `share`: of one crime group that makes up so much of all crime."""
        return _foretold(
            [c.stratum for c in self.classes],
            np.array([c.risk for c in self.classes]),
            strata,
            planning,
            share,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "classes": [
                {
                    "stratum": c.stratum,
                    "score": c.score,
                    "logs": c.size,
                    "risk": f"{c.risk:.9f}",
                    "chance": f"{c.chance // WHOLE}.{c.chance % WHOLE:09d}",
                }
                for c in self.classes
            ]
        }


def own_chances_from(design: Mapping[str, Any]) -> OwnChances | None:
    """The chances out of an audit's design; None of an audit whose records don't have their own."""
    kept = design.get("active")
    if kept is None:
        return None
    return OwnChances(
        tuple(
            ChanceClass(
                row["stratum"],
                row["score"],
                row["logs"],
                float(row["risk"]),
                int(row["chance"].replace(".", "")),
            )
            for row in kept["classes"]
        )
    )


def classes_of(
    counts: Mapping[Any, int], strata: Sequence[StratumDesign], layout: Layout
) -> Counter[tuple[int, int]]:
    """How many records each class holds, from counts by (system, closing code, opening code, linked, score). Where a crime is linked the
    score tells nothing of a further one, and counts as 0; as it does where every record is read."""
    find = stratum_finder(strata, layout)
    found: Counter[tuple[int, int]] = Counter()
    for (_, closing, opening, linked, score), number in counts.items():
        stratum = find(closing, linked, 0, opening)
        found[stratum, _score(strata[stratum], score)] += number
    return found


def _score(stratum: StratumDesign, score: int) -> int:
    return 0 if stratum.linked or stratum.certain else score


def own_chances(
    held: Mapping[tuple[int, int], int],
    strata: Sequence[StratumDesign],
    planning: Planning,
    expected: int,
) -> OwnChances:
    """The chance of each class, so that `expected` records are drawn on average; all of a certainty stratum. Raises DesignError for
    a number that can't be."""
    keys = sorted(held)
    sizes = np.array([held[key] for key in keys], dtype=np.float64)
    risk = _risks(keys, held, strata, planning)
    certain = np.array([bool(strata[stratum].certain) for stratum, _ in keys])
    told = _foretold([stratum for stratum, _ in keys], risk, strata, planning, 1.0)
    left = expected - float(sizes[certain].sum())
    chance = np.ones(len(keys))
    if (~certain).any():
        others = float(sizes[~certain].sum())
        if left <= 0:
            raise DesignError(
                f"{sizes[certain].sum():,.0f} records are read for certain, and a sample of {expected:,} leaves none for the others."
            )
        chance[~certain] = chances(told.spread[~certain], min(left, others), sizes=sizes[~certain])
    return OwnChances(
        tuple(
            ChanceClass(
                stratum, score, held[stratum, score], risk, min(WHOLE, math.ceil(c * WHOLE))
            )
            for (stratum, score), risk, c in zip(keys, risk.tolist(), chance.tolist(), strict=True)
        )
    )


def _risks(
    keys: Sequence[tuple[int, int]],
    held: Mapping[tuple[int, int], int],
    strata: Sequence[StratumDesign],
    planning: Planning,
) -> Values:
    found: dict[tuple[int, int], float] = {}
    for place, stratum in enumerate(strata):
        scores = {score: held[h, score] for h, score in keys if h == place}
        plan = stratum.plan(planning)
        if stratum.linked:
            risks = dict.fromkeys(scores, min(plan.further_missed, plan.crime_rate))
        else:
            risks = risk_by_score(scores, plan.crime_rate, planning.score_auc)
        # Never nought: nothing is certain before it is read.
        found.update({(place, score): max(1e-6, round(r, 9)) for score, r in risks.items()})
    return np.array([found[key] for key in keys])


def _foretold(
    places: Sequence[int],
    risk: Values,
    strata: Sequence[StratumDesign],
    planning: Planning,
    share: float,
) -> Predictions:
    linked = np.array([strata[place].linked for place in places], dtype=np.bool_)
    crime = np.array([strata[place].crime_rate * share for place in places])
    return predictions(linked, risk * share, rate=planning.recording_rate, crime=crime)


def draw_by_own_chances(
    reader: FrameReader,
    strata: Sequence[StratumDesign],
    own: OwnChances,
    *,
    seed: str,
    frame_hash: str,
    layout: Layout,
) -> Sample:
    """Draw from a frame file: a record is drawn when its number, as a share of 2^256, is below its chance. Raises FrameError when the
    file is not the frame with this hash, or doesn't hold the classes."""
    find = stratum_finder(strata, layout)
    start = hashlib.sha256(f"{seed}|{frame_hash}|".encode())
    sizes: Counter[int] = Counter()
    stratum_of: dict[tuple[str, str], int] = {}
    scores: dict[tuple[str, str], int] = {}
    for system, ref_key, _received, opening, closing, linked, *score in reader.rows():
        value = int(score[0]) if score else 0
        try:
            stratum = find(closing, linked == "1", 0, opening)
            place = own.at[stratum, _score(strata[stratum], value)]
        except KeyError:
            raise FrameError(
                f"{reader.path.name} has a record, closed as {closing!r}, that belongs to no class of the design."
            ) from None
        sizes[place] += 1
        step = start.copy()
        step.update(f"{system}|{ref_key}".encode())
        if is_drawn(step.digest(), own.classes[place].chance):
            stratum_of[system, ref_key] = stratum
            scores[system, ref_key] = value
    if reader.hash != frame_hash:
        raise FrameError(
            f"{reader.path.name} is not the frame it is named after: its content has the hash {reader.hash}. "
            "Somebody changed the file; put it back from a backup."
        )
    if any(sizes[place] != c.size for place, c in enumerate(own.classes)):
        raise FrameError("The classes do not have as many records in the frame as they claim.")
    ordered = reading_order(stratum_of, seed=seed, frame_hash=frame_hash)
    items = [Item(position, stratum_of[log], *log) for position, log in enumerate(ordered, start=1)]
    if not items:
        raise DesignError("By chance no record was drawn. Ask for a larger sample.")
    return Sample(items, sample_hash(items), scores)
