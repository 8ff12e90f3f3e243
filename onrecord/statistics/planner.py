"""Before anybody reads: how wide will the interval be, and how many logs does a width need?

Works from planned rates, with the variance of estimator.py. A plan is as good as its rates; the interval worked out
from the readings is what counts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.statistics.allocation import FLOOR, neyman
from onrecord.statistics.intervals import LEVEL, implied_n, normal_quantile
from onrecord.statistics.strata import Plan


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """A stratum before reading: its number of logs and what it is expected to hold."""

    size: int
    plan: Plan


def expected_rate(strata: Sequence[PlannedStratum]) -> float | None:
    """The recording rate that the plan itself implies; None if it expects no crime."""
    should = math.fsum(s.size * s.plan.should() for s in strata)
    recorded = math.fsum(s.size * s.plan.recorded() for s in strata)
    return recorded / should if should else None


def expected_half_width(
    strata: Sequence[PlannedStratum],
    numbers: Sequence[int],
    *,
    rate: float,
    level: float = LEVEL,
) -> float | None:
    """Half-width (as a share) to expect when `numbers[h]` logs are read in each stratum; None if no crime is expected.

    `rate` is the planned recording rate. Raises ValueError when a stratum with logs has nothing to read.
    """
    should = math.fsum(s.size * s.plan.should() for s in strata)
    if should == 0:
        return None
    variance = 0.0
    for s, n in zip(strata, numbers, strict=True):
        if s.size and not n:
            raise ValueError("Every stratum needs at least one log to read.")
        if s.size:
            variance += s.size * (s.size - n) / n * s.plan.spread(rate) ** 2
    return normal_quantile(level) * math.sqrt(variance) / should


def logs_needed(
    strata: Sequence[PlannedStratum],
    half_width: float,
    *,
    rate: float,
    level: float = LEVEL,
    floor: int = FLOOR,
) -> int | None:
    """The smallest sample, shared out by Neyman's rule, whose expected half-width is at most `half_width`.

    None when the plan expects no crime. Never more than all logs. Raises ValueError unless half_width is above 0.
    """
    if half_width <= 0:
        raise ValueError(f"A half-width must be above 0, not {half_width}.")
    sizes = [s.size for s in strata]
    spreads = [s.plan.spread(rate) for s in strata]

    def wide(total: int) -> bool | None:
        numbers = neyman(sizes, spreads, total, floor)
        reached = expected_half_width(strata, numbers, rate=rate, level=level)
        return None if reached is None else reached > half_width

    few, many = sum(min(floor, size) for size in sizes), sum(sizes)
    if wide(many) is None:
        return None
    if not wide(few):
        return few
    while many - few > 1:
        middle = (few + many) // 2
        if wide(middle):
            few = middle
        else:
            many = middle
    return many


def crimes_needed(rate: float, half_width: float, level: float = LEVEL) -> int:
    """Crimes in a simple random sample of crimes for a Wald half-width: 683 for 3 points at 80 %."""
    return math.ceil(implied_n(rate, half_width, level) - 1e-9)
