"""How far two readers agree: percentage agreement, Cohen's kappa and Gwet's AC1, each with its interval.

For answers out of any number of categories. kappa = (p - c)/(1 - c), with p the share of pairs that agree and c the
agreement that chance would give: for Cohen's kappa from both readers' own shares of each answer (Educational and Psychological
Measurement 20 (1960)), for AC1 from how evenly the answers are spread (Gwet, British Journal of Mathematical and
Statistical Psychology 61 (2008)). Where one answer is rare, as missed crimes are, kappa falls although the readers hardly
ever differ; AC1 doesn't. So both are given, never one.

Pairs may carry weights: all failures are read twice but only a share of the passes, so a pass that was read twice
stands for several. Standard errors are linearised (equal to Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969),
and to Gwet (2008), when the weights are equal).
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.intervals import (
    LEVEL,
    Interval,
    clopper_pearson,
    normal_quantile,
    wilson,
)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient between -1 and 1 with its interval; `value` is None, with a reason, when it can't be worked out."""

    name: str
    value: float | None
    se: float | None
    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two readers' answers have in common.

    n            pairs compared
    effective_n  pairs of equal weight that would be as exact (n when the weights are equal)
    rate         share of pairs that agree, weighted; with a Wilson interval
    """

    n: int
    effective_n: float
    rate: float | None
    interval: Interval | None
    kappa: Coefficient
    ac1: Coefficient
    level: float


def agreement(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    *,
    weights: Sequence[float] | None = None,
    categories: Sequence[Hashable] | None = None,
    level: float = LEVEL,
) -> Agreement:
    """Compare two readers' answers, pair by pair.

    `categories` are the possible answers (those given, if left out): AC1 depends on how many there are. Raises ValueError
    for lists of different length, weights not above 0, or an answer that is no category.
    """
    if len(first) != len(second) or (weights is not None and len(weights) != len(first)):
        raise ValueError("Both readers need as many answers, and each pair one weight.")
    names = list(dict.fromkeys(categories if categories is not None else [*first, *second]))
    place = {name: at for at, name in enumerate(names)}
    unknown = [a for a in [*first, *second] if a not in place]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of the possible answers.")
    n = len(first)
    weight = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    if not ((weight > 0) & np.isfinite(weight)).all():
        raise ValueError("Every weight must be a number above 0.")
    if not n:
        nothing = "No pair of answers was given."
        empty = (None, None, None, None, nothing)
        kappa, ac1 = Coefficient("kappa", *empty), Coefficient("ac1", *empty)
        return Agreement(0, 0.0, None, None, kappa, ac1, level)
    a = np.array([place[x] for x in first])
    b = np.array([place[x] for x in second])
    weight = weight / weight.sum()
    same = (a == b).astype(np.float64)
    rate = 1.0 if same.all() else float((weight * same).sum())
    effective = float(1 / (weight**2).sum())
    kinds = len(names)
    return Agreement(
        n,
        effective,
        rate,
        wilson(rate, effective, level),
        _kappa(a, b, same, weight, kinds, effective, level),
        _ac1(a, b, same, weight, kinds, effective, level),
        level,
    )


def agreement_from_table(table: Sequence[Sequence[int]], *, level: float = LEVEL) -> Agreement:
    """The same from a square table of counts: rows the first reader's answers, columns the second's."""
    if any(len(row) != len(table) for row in table):
        raise ValueError("The table must have as many columns as rows.")
    pairs = [
        (i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)
    ]
    return agreement(
        [i for i, _ in pairs],
        [j for _, j in pairs],
        categories=list(range(len(table))),
        level=level,
    )


def _kappa(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    same: Values,
    weight: Values,
    kinds: int,
    effective: float,
    level: float,
) -> Coefficient:
    rows = np.bincount(a, weights=weight, minlength=kinds)
    columns = np.bincount(b, weights=weight, minlength=kinds)
    chance = float((rows * columns).sum())
    # How chance agreement shifts with one more pair: its answers against the other reader's shares.
    shift = np.asarray(columns[a] + rows[b] - 2 * chance, dtype=np.float64)
    reason = "Both readers gave one and the same answer throughout: kappa has no meaning there."
    return _coefficient("kappa", same, weight, chance, shift, effective, level, reason)


def _ac1(
    a: NDArray[np.int64],
    b: NDArray[np.int64],
    same: Values,
    weight: Values,
    kinds: int,
    effective: float,
    level: float,
) -> Coefficient:
    if kinds < 2:
        reason = "With one possible answer there is nothing to agree about."
        return Coefficient("ac1", None, None, None, None, reason)
    mean: Values = (
        np.bincount(a, weights=weight, minlength=kinds)
        + np.bincount(b, weights=weight, minlength=kinds)
    ) / 2
    chance = float((mean * (1 - mean)).sum()) / (kinds - 1)
    slope = (1 - 2 * mean) / (kinds - 1)
    shift = np.asarray((slope[a] + slope[b]) / 2 - float((slope * mean).sum()), dtype=np.float64)
    return _coefficient("ac1", same, weight, chance, shift, effective, level, "")


def _coefficient(
    name: str,
    same: Values,
    weight: Values,
    chance: float,
    shift: Values,
    effective: float,
    level: float,
    no_spread: str,
) -> Coefficient:
    """(p - c)/(1 - c) with the linearised standard error of both p and c."""
    if chance >= 1 - 1e-12:
        return Coefficient(name, None, None, None, None, no_spread)
    rate = float((weight * same).sum())
    value = (rate - chance) / (1 - chance)
    if same.all():
        # No pair differs, so the data claim no error at all. The exact bound of the agreement is put in instead.
        bound = (clopper_pearson(1.0, effective, level).low - chance) / (1 - chance)
        return Coefficient(name, 1.0, None, max(-1.0, bound), 1.0)
    pull = (same - rate) / (1 - chance) - (1 - rate) / (1 - chance) ** 2 * shift
    se = math.sqrt(float((weight**2 * pull**2).sum()))
    reach = normal_quantile(level) * se
    return Coefficient(name, value, se, max(-1.0, value - reach), min(1.0, value + reach))
