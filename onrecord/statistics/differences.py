"""The difference of two figures that are no shares: counts, and hours. Pure.

An interval for a count of things that come one by one is Garwood's exact one (Biometrika 28 (1936)). Two figures, each with its
interval, are combined by the method of Zou and Donner (Statistics in Medicine 27 (2008)), as onrecord.statistics.compare
combines two shares.
"""

import math
from dataclasses import dataclass

from scipy.special import gammaincinv

from onrecord.statistics.intervals import LEVEL, normal_quantile


@dataclass(frozen=True, slots=True)
class Bounds:
    """A figure with its interval, in its own unit."""

    value: float
    low: float
    high: float

    @property
    def ranged(self) -> bool:
        """Whether there is an interval: a figure that is taken as certain has none."""
        return self.low < self.high


def count_bounds(number: int, level: float = LEVEL) -> Bounds:
    """The exact interval of a count. Raises ValueError for a number below 0 or a level that is none."""
    normal_quantile(level)
    if number < 0:
        raise ValueError(f"A count can't be {number}.")
    tail = (1 - level) / 2
    low = float(gammaincinv(number, tail)) if number else 0.0
    return Bounds(float(number), low, float(gammaincinv(number + 1, 1 - tail)))


def difference(before: Bounds, after: Bounds) -> Bounds:
    """after - before, with its interval; the two must be independent."""
    change = after.value - before.value
    low = change - math.hypot(after.value - after.low, before.high - before.value)
    high = change + math.hypot(after.high - after.value, before.value - before.low)
    return Bounds(change, low, high)
