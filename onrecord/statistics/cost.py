"""What more recording would bring and cost: crimes and hours, each with a range. Pure.

If R crimes a year are on record at the rate p, then R/p should be, and at the rate x so many more are on record: R(x/p - 1). The
range comes from the interval of p; x is asked for, so it has none. Hours are crimes times minutes; the range of a product takes
both ends of both, so it is never shorter than it should be.
"""

import math
from dataclasses import dataclass

from onrecord.statistics.differences import Bounds
from onrecord.statistics.intervals import LEVEL, normal_quantile


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of measured values with its interval; `n` values."""

    bounds: Bounds
    n: int


def more_on_record(recorded: float, rate: Bounds, target: float) -> Bounds:
    """How many more crimes a year would be on record at the target; below 0 where the rate is above it already.

    Raises ValueError for a rate or target that is not above 0 and at most 1, or a negative number.
    """
    for share in (rate.low, rate.value, rate.high, target):
        if not 0 < share <= 1:
            raise ValueError(f"A rate must be above 0 and at most 1, not {share}.")
    if recorded < 0:
        raise ValueError(f"The number of recorded crimes can't be below 0, not {recorded}.")
    most, middle, least = (recorded * (target / p - 1) for p in (rate.low, rate.value, rate.high))
    return Bounds(middle, least, most)


def times(one: Bounds, other: Bounds) -> Bounds:
    """The product with the widest range that the two ranges allow."""
    ends = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    return Bounds(one.value * other.value, min(ends), max(ends))


def plus(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(one.value + other.value, one.low + other.low, one.high + other.high)


def mean_of(values: list[float], level: float = LEVEL) -> Mean:
    """The mean, since hours add up as means do and not as medians, with its interval from the spread (the central limit).

    Raises ValueError for fewer than two values.
    """
    n = len(values)
    if n < 2:
        raise ValueError("A mean with an interval needs two values at least.")
    middle = math.fsum(values) / n
    spread = math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (n - 1))
    reach = normal_quantile(level) * spread / math.sqrt(n)
    return Mean(Bounds(middle, max(0.0, middle - reach), middle + reach), n)
