"""Invented forces whose truth is known, and audits of them, for the benchmarks of audits.

100,000 logs: ten closing codes, a fifth of the logs disclose a crime, and a screening score of a given AUC within each closing
code. What the audits plan with comes from an earlier audit of 150 logs in each cell, with its errors. Every estimate is the
product's own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtri

from onrecord.statistics.bins import auc_from_readings
from onrecord.statistics.designs import Cell, numbers, scored_strata
from onrecord.statistics.estimator import RateEstimate
from onrecord.statistics.planner import PlannedStratum, expected_rate
from onrecord.statistics.strata import Plan, StratumReadings, readings

LOGS = 100_000
EARLIER = 150

# Closing code: share of logs, share that discloses a crime, recorded of those (shifted to the accuracy), linked without a crime.
# Assumptions, chosen to agree with what inspections found.
CODES = np.array(
    [
        (0.050, 0.920, 0.88, 0.02),  # violence
        (0.007, 0.900, 0.93, 0.02),  # sexual offence
        (0.090, 0.900, 0.97, 0.02),  # theft and damage
        (0.060, 0.500, 0.66, 0.002),  # domestic incident
        (0.030, 0.220, 0.50, 0.001),  # ASB personal
        (0.120, 0.060, 0.35, 0.001),  # ASB nuisance
        (0.180, 0.060, 0.50, 0.001),  # concern for safety
        (0.080, 0.100, 0.55, 0.001),  # suspicious
        (0.140, 0.010, 0.60, 0.001),  # traffic
        (0.243, 0.008, 0.40, 0.001),  # administration
    ]
)


@dataclass(frozen=True)
class Force:
    """Logs with their truth: closing code, discloses a crime, is linked to one, score."""

    code: NDArray[np.int64]
    crime: NDArray[np.bool_]
    linked: NDArray[np.bool_]
    score: NDArray[np.float64]

    @property
    def truth(self) -> float:
        return float((self.crime & self.linked).sum() / self.crime.sum())


@dataclass(frozen=True)
class Known:
    """What an audit may know beforehand: its cells with planned rates, and for each log its cell."""

    cells: list[Cell]
    cell_of: NDArray[np.int64]
    rate: float


def make_force(rng: np.random.Generator, accuracy: float, auc: float) -> Force:
    """A force with exactly this accuracy, but for chance."""
    share, crime_rate, recorded, stray = CODES.T
    code = rng.choice(len(CODES), LOGS, p=share / share.sum())
    crime = rng.random(LOGS) < crime_rate[code]
    weight = share * crime_rate
    shift = brentq(
        lambda s: float((weight * expit(logit(recorded) + s)).sum() / weight.sum()) - accuracy,
        -5,
        5,
    )
    hit = rng.random(LOGS) < expit(logit(recorded) + shift)[code]
    linked = np.where(crime, hit, rng.random(LOGS) < stray[code])
    score = np.round(rng.normal(size=LOGS) + math.sqrt(2) * float(ndtri(auc)) * crime, 2)
    return Force(code, crime, linked, score)


def know(rng: np.random.Generator, force: Force, believed: float | None = None) -> Known:
    """Plan from an earlier audit of EARLIER logs in each cell; `believed` takes the score to have this AUC, unseen."""
    cell_of = force.code * 2 + force.linked
    rates, scores, crimes, weights = [], [], [], []
    groups = [np.flatnonzero(cell_of == number) for number in range(2 * len(CODES))]
    for number, logs in enumerate(groups):
        seen = rng.choice(logs, EARLIER)
        rates.append((force.crime[seen].sum() + 0.5) / (EARLIER + 1))
        if number % 2 == 0:
            scores.append(force.score[seen])
            crimes.append(force.crime[seen])
            weights.append(np.full(EARLIER, len(logs) / EARLIER))
    # The score is judged within the closing codes, as it is used: a mean over them, by their crimes.
    auc = believed or _mean_auc(scores, crimes, weights)
    cells = []
    for number, logs in enumerate(groups):
        linked = bool(number % 2)
        plan = Plan(True, rates[number], 0.002) if linked else Plan(False, rates[number])
        values, counts = np.unique(force.score[logs], return_counts=True)
        histogram = None if linked else dict(zip(values.tolist(), counts.tolist(), strict=True))
        cells.append(Cell(f"code {number // 2}, {linked}", plan, len(logs), histogram, auc))
    rate = expected_rate([PlannedStratum(c.size, c.plan) for c in cells])
    assert rate is not None
    return Known(cells, cell_of, rate)


def _mean_auc(
    scores: Sequence[NDArray[np.float64]],
    crimes: Sequence[NDArray[np.bool_]],
    weights: Sequence[NDArray[np.float64]],
) -> float:
    total = whole = 0.0
    for score, crime, weight in zip(scores, crimes, weights, strict=True):
        found = auc_from_readings(score.tolist(), crime.tolist(), weight.tolist())
        if found is not None:
            total += found * float(crime.sum())
            whole += float(crime.sum())
    return total / whole if whole else 0.5


@dataclass(frozen=True)
class Design:
    """Strata with their plans, the logs of each, how many of them have a crime (recorded, missed), and how to share out."""

    names: list[str]
    planned: list[PlannedStratum]
    recorded: list[int]
    missed: list[int]
    kind: str
    rate: float

    def share_out(self, total: int) -> list[int]:
        return numbers(self.planned, total, kind=self.kind, rate=self.rate)

    def audits(self, rng: np.random.Generator, n: int, number: int) -> list[list[StratumReadings]]:
        """So many audits of n logs, read without error."""
        parts = self.share_out(n)
        drawn = []
        for s, hits, missed, k in zip(self.planned, self.recorded, self.missed, parts, strict=True):
            colours = [s.size - hits - missed, hits, missed]
            drawn.append(
                rng.multivariate_hypergeometric(colours, k, size=number, method="marginals")
            )
        return [
            [
                readings(
                    name,
                    s.size,
                    s.plan,
                    np.repeat([0, 1, 1], counts[audit]),
                    np.repeat([0, 1, 0], counts[audit]),
                )
                for name, s, counts in zip(self.names, self.planned, drawn, strict=True)
            ]
            for audit in range(number)
        ]


def scored_design(force: Force, known: Known, scored: bool) -> Design:
    """Closing code x linked, cut by score where that is worth it (or not at all)."""
    most = 60 if scored else len(known.cells)
    strata = scored_strata(known.cells, rate=known.rate, most=most)
    place = {cell.name: at for at, cell in enumerate(known.cells)}
    hits, missed = [], []
    for s in strata:
        inside = known.cell_of == place[s.cell]
        if s.low is not None and s.high is not None:
            inside &= (force.score >= s.low) & (force.score <= s.high)
        assert inside.sum() == s.size
        hits.append(int((inside & force.crime & force.linked).sum()))
        missed.append(int((inside & force.crime & ~force.linked).sum()))
    return Design(
        [s.name for s in strata], [s.planned for s in strata], hits, missed, "neyman", known.rate
    )


@dataclass(frozen=True)
class Outcome:
    """What many audits gave. Shares."""

    n: float
    half_width: float
    bias: float
    spread: float
    covered: float
    wald: float

    def words(self) -> str:
        return (
            f"{self.n:,.0f} logs, +/- {100 * self.half_width:.2f}, bias {100 * self.bias:+.2f}, spread {100 * self.spread:.2f}, "
            f"logit {100 * self.covered:.1f} %, Wald {100 * self.wald:.1f} %"
        )


def judge(found: Sequence[RateEstimate], truth: float, n: float) -> Outcome:
    rows = []
    for e in found:
        assert e.rate is not None
        assert e.interval is not None
        plain = e.wald or e.interval
        rows.append(
            (
                e.rate,
                e.interval.half_width,
                e.interval.low <= truth <= e.interval.high,
                plain.low <= truth <= plain.high,
            )
        )
    rate, width, held, plain_held = np.array(rows, dtype=float).T
    return Outcome(
        n,
        float(width.mean()),
        float(rate.mean() - truth),
        float(rate.std()),
        float(held.mean()),
        float(plain_held.mean()),
    )
