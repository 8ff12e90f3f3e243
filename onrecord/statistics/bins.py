"""Cutting a stratum by its screening score, so that the reading goes where crimes are likely.

A score only has to put logs in an order: a higher one means that a crime is likelier. How well it does so is told by
its AUC, the chance that a log with a crime stands above one without (0.5: useless; 1: perfect). From the planned rate
of the whole stratum and the AUC follow planned rates for each part of the order, by the binormal model: the scores of
logs with and without a crime as two normal distributions whose distance gives that AUC (Metz, Seminars in Nuclear
Medicine 8 (1978); Hanley, Medical Decision Making 8 (1988)).

Nothing of this enters the rate. A wrong AUC, or a useless score, spends the reading less well; the estimate stays
unbiased, because every log of a bin has the same known chance to be drawn.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Values = NDArray[np.float64]

# More cuts than this are not looked at: distinct scores are first taken together to so many groups.
GROUPS = 120


@dataclass(frozen=True, slots=True)
class Bin:
    """The logs with a score from `low` to `high`, both included; `crime_rate` is the planned share with a crime."""

    low: float
    high: float
    size: int
    crime_rate: float


def rates_by_rank(rate: float, above: Sequence[float], auc: float) -> list[float]:
    """Planned rates of the parts between the marks `above`: shares of the stratum with a higher score, rising from 0 to 1.

    `rate` is the planned rate of the whole stratum, which the parts keep on average. An AUC below 0.5 counts as 0.5:
    a score that points the wrong way is not trusted backwards either. Raises ValueError for shares that don't rise.
    """
    marks = np.asarray(above, dtype=np.float64)
    if len(marks) < 2 or marks[0] != 0 or marks[-1] != 1 or (np.diff(marks) <= 0).any():
        raise ValueError("The marks must rise from 0 to 1.")
    found = np.diff(_crimes_above(rate, marks, auc)) / np.diff(marks)
    return [float(value) for value in np.clip(found, 0.0, 1.0)]


def risk_by_rank(scores: Sequence[float], rate: float, auc: float) -> Values:
    """The planned chance of a crime for each log of a stratum, from the place of its score. Equal scores share theirs."""
    _, where, counts = np.unique(
        np.asarray(scores, dtype=np.float64), return_inverse=True, return_counts=True
    )
    return np.asarray(_risks(counts, rate, auc)[where], dtype=np.float64)


def risk_by_score(histogram: Mapping[int, int], rate: float, auc: float) -> dict[int, float]:
    """The same for each score of a stratum, from the numbers of logs by score."""
    scores = sorted(score for score, number in histogram.items() if number)
    if not scores:
        return {}
    counts = np.array([histogram[score] for score in scores], dtype=np.int64)
    return dict(zip(scores, _risks(counts, rate, auc).tolist(), strict=True))


def _risks(counts: NDArray[np.int64], rate: float, auc: float) -> Values:
    """Planned rates of groups of equal score, low scores first."""
    above = np.concatenate([[0], np.cumsum(counts[::-1])]) / counts.sum()
    above[-1] = 1.0
    return np.asarray(rates_by_rank(rate, list(above), auc)[::-1])


def score_bins(
    histogram: Mapping[float, int], *, rate: float, auc: float, bins: int, smallest: int = 20
) -> list[Bin]:
    """Cut a stratum into at most `bins` parts, low scores first, so that Neyman's allocation needs the fewest logs.

    `histogram` gives the number of logs for each score. Of all cuts that leave at least `smallest` logs in each part the
    one with the smallest sum of size x planned spread is taken (found exactly, by dynamic programming). Equal
    scores are never parted, so there may be fewer bins than asked for.
    """
    scores = sorted(score for score, number in histogram.items() if number)
    if not scores:
        return []
    counts = np.array([histogram[score] for score in scores], dtype=np.int64)
    total = int(counts.sum())
    marks = np.concatenate([[0], np.cumsum(counts)])
    crimes = total * _crimes_above(rate, (total - marks) / total, auc)
    risks = np.diff(-crimes) / counts
    edges = _groups(counts, risks)
    cuts = _best_cuts(marks[edges], crimes[edges], bins, smallest)
    places = [int(edges[cut]) for cut in cuts]
    found = []
    for start, end in pairwise(places):
        size = int(marks[end] - marks[start])
        found.append(
            Bin(
                float(scores[start]),
                float(scores[end - 1]),
                size,
                min(1.0, max(0.0, float(crimes[start] - crimes[end]) / size)),
            )
        )
    return found


def auc_from_readings(
    scores: Sequence[float], crime: Sequence[bool], weights: Sequence[float]
) -> float | None:
    """The score's AUC as earlier readings show it; None without logs of both kinds.

    `weights` are the logs each one read stands for (size / read of its stratum), so that the AUC is that of the frame and
    not of the sample. Equal scores count half.
    """
    value = np.asarray(scores, dtype=np.float64)
    weight = np.asarray(weights, dtype=np.float64)
    hit = np.asarray(crime, dtype=bool)
    with_crime, without = float(weight[hit].sum()), float(weight[~hit].sum())
    if not (with_crime > 0 and without > 0):
        return None
    _, place = np.unique(value, return_inverse=True)
    ups = np.bincount(place, weights=weight * hit)
    downs = np.bincount(place, weights=weight * ~hit)
    below = np.cumsum(downs) - downs
    return float((ups * (below + downs / 2)).sum() / (with_crime * without))


def _crimes_above(rate: float, above: Values, auc: float) -> Values:
    """Crimes, as a share of all logs, among the share `above` of the stratum with the highest scores."""
    if not 0 <= rate <= 1:
        raise ValueError(f"A planned rate must lie between 0 and 1, not {rate}.")
    distance = math.sqrt(2) * float(ndtri(min(max(auc, 0.5), 0.9999)))
    grid = np.linspace(-9.0, 9.0 + distance, 4001)
    logs = rate * ndtr(distance - grid) + (1 - rate) * ndtr(-grid)
    cut = np.interp(above, logs[::-1], grid[::-1])
    found = rate * ndtr(distance - cut)
    found = np.where(above <= 0, 0.0, np.where(above >= 1, rate, found))
    return np.asarray(found, dtype=np.float64)


def _groups(counts: NDArray[np.int64], risks: Values) -> NDArray[np.int64]:
    """Marks between at most GROUPS groups of scores, with about the same part of the spread in each."""
    spread = np.cumsum(counts * np.sqrt(np.clip(risks * (1 - risks), 1e-12, None)))
    wanted = np.linspace(0, spread[-1], GROUPS + 1)[1:-1]
    inner = np.searchsorted(spread, wanted) + 1
    marks = np.concatenate([[0], inner, [len(counts)]])
    return np.unique(np.clip(marks, 0, len(counts)))


def _best_cuts(marks: NDArray[np.int64], crimes: Values, bins: int, smallest: int) -> list[int]:
    """Places of the cuts, ends included, that make the sum of size x spread smallest."""
    size = (marks[None, :] - marks[:, None]).astype(np.float64)
    hits = crimes[:, None] - crimes[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = np.sqrt(np.clip(hits * (size - hits), 0.0, None))
    last = len(marks) - 1
    cost[size < max(1, min(smallest, int(marks[-1])))] = math.inf
    best = np.full(last + 1, math.inf)
    best[0] = 0.0
    paths: list[NDArray[np.int64]] = []
    choice = (math.inf, 1)
    for number in range(1, max(1, bins) + 1):
        sums = best[:, None] + cost
        paths.append(np.asarray(sums.argmin(axis=0)))
        best = np.asarray(sums.min(axis=0))
        # One bin more must be worth it: a gain of rounding is none.
        if best[last] < choice[0] * (1 - 1e-9):
            choice = (float(best[last]), number)
    cuts = [last]
    for step in range(choice[1], 0, -1):
        cuts.append(int(paths[step - 1][cuts[-1]]))
    return cuts[::-1]
