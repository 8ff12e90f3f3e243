"""Departments beside each other, without a league table: the limits within which chance alone would leave them.

Around the rate of all departments together, limits are drawn for each number of crimes read: two at 95 % and two at 99.8 %
(Spiegelhalter, Statistics in Medicine 24 (2005), who also gives the way to put a limit between two whole numbers). A
department between the limits is not shown to differ from the rest; one outside the outer limits is worth a look at why.
For a department from a weighted sample n is its effective number of crimes (intervals.effective_n), which need not be whole.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import betainc

INNER, OUTER = 0.95, 0.998


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds at one number of crimes, as shares."""

    n: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Department:
    """One department on the funnel. `place` is "within", "outside 95 %" or "outside 99.8 %"; `sentence` says it in words."""

    name: str
    rate: float
    n: float
    inner: Limits
    outer: Limits
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """All departments with the rate they are held against, and how many would be outside 95 % by chance alone."""

    rate: float
    departments: list[Department]
    expected_outside: float


def limits(rate: float, n: float, level: float = INNER) -> Limits:
    """The bounds that an observed share out of n crimes leaves by chance with probability 1 - level, half on each side.

    Exact binomial, smoothed between whole numbers of crimes. Raises ValueError for a rate outside 0 to 1 or n below 1.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"A rate must lie between 0 and 1, not {rate}.")
    if not (n >= 1 and math.isfinite(n)):
        raise ValueError(f"The limits need at least one crime, not {n}.")
    if not 0 < level < 1:
        raise ValueError(f"The level must lie between 0 and 1, not {level}.")
    tail = (1 - level) / 2
    return Limits(n, _limit(rate, n, tail), _limit(rate, n, 1 - tail), level)


def funnel(rate: float, departments: Sequence[tuple[str, float, float]]) -> Funnel:
    """Put departments (name, rate, n) on a funnel around `rate`, in the order given.

    `rate` should come from the whole sample: that of all departments together.
    """
    placed = []
    for name, own, n in departments:
        if not 0 <= own <= 1:
            raise ValueError(f"{name}: a rate must lie between 0 and 1, not {own}.")
        inner, outer = limits(rate, n, INNER), limits(rate, n, OUTER)
        place, words = "within", "not shown to differ from the rest"
        side = "below" if own < rate else "above"
        if not outer.low <= own <= outer.high:
            place, words = "outside 99.8 %", f"{side} the rest, more than chance explains"
        elif not inner.low <= own <= inner.high:
            place, words = "outside 95 %", f"{side} the rest, at the edge of what chance explains"
        sentence = (
            f"{name}: {100 * own:.1f} % of {n:,.0f} crimes ({words}; by chance {100 * inner.low:.1f} to "
            f"{100 * inner.high:.1f} %)."
        )
        placed.append(Department(name, own, n, inner, outer, place, sentence))
    return Funnel(rate, placed, (1 - INNER) * len(placed))


def _limit(rate: float, n: float, share: float) -> float:
    """The binomial quantile, interpolated between whole numbers as in Spiegelhalter (2005), appendix A.1.1."""
    if rate in (0.0, 1.0):
        return rate

    def at_most(crimes: float) -> float:
        # The binomial distribution function by the incomplete beta function: it takes an n that isn't whole.
        if crimes < 0:
            return 0.0
        return 1.0 if crimes >= n else float(betainc(n - crimes, crimes + 1, 1 - rate))

    crimes = int(n * rate)  # the middle; the limit is a few dozen steps away
    while at_most(crimes) < share:
        crimes += 1
    while crimes > 0 and at_most(crimes - 1) >= share:
        crimes -= 1
    above, below = at_most(crimes), at_most(crimes - 1)
    part = (above - share) / (above - below) if above > below else 0.0
    return min(1.0, max(0.0, (crimes - part) / n))
