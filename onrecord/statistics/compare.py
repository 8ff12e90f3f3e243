"""Two audits: did the rate change? The difference, its interval, and what may be said.

The audits must be independent: drawn apart, even if from the same logs. Two intervals:

    wald     difference +/- z sqrt(SE1^2 + SE2^2), as one would work it out from two published +/-
    newcombe each rate's own interval, combined by Newcombe's method 10 (Statistics in Medicine 17 (1998)), which Zou and
             Donner put on any intervals (Statistics in Medicine 27 (2008)); the one to quote, since it keeps its promise
             at rates near 0 and 1

Differences are shares between -1 and 1: after less before.
"""

import math
from dataclasses import dataclass

from onrecord.statistics.estimator import RateEstimate
from onrecord.statistics.intervals import LEVEL, Interval, normal_quantile, wald_half_width, wilson


@dataclass(frozen=True, slots=True)
class Figure:
    """One audit's rate: its interval and standard error (None where there is none, at 0 and 1)."""

    rate: float
    interval: Interval
    se: float | None
    n: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """after - before. `shown` says whether the interval leaves out 0; `p` is the two-sided p of the Wald test.

    `least_change` is the smallest change that two audits of this size would probably have shown (80 % power).
    """

    before: Figure
    after: Figure
    difference: float
    interval: Interval
    wald: Interval | None
    p: float | None
    least_change: float | None
    sentence: str

    @property
    def shown(self) -> bool:
        """Whether a change is shown at this level of confidence."""
        return self.interval.low > 0 or self.interval.high < 0


def figure(rate: float, n: float, level: float = LEVEL) -> Figure:
    """A published rate and its n (crimes that should have been recorded), as from a simple random sample."""
    se = wald_half_width(rate, n, level) / normal_quantile(level)
    return Figure(rate, wilson(rate, n, level), se if 0 < rate < 1 else None, n)


def figure_of(result: RateEstimate, n: float) -> Figure:
    """An audit's own estimate. Raises ValueError when it has no rate."""
    if result.rate is None or result.interval is None:
        raise ValueError(f"There is no rate to compare: {result.reason}")
    return Figure(result.rate, result.interval, result.se, n)


def compare(before: Figure, after: Figure) -> Difference:
    """The change from one audit to another, independent one. Raises ValueError when their levels differ."""
    level = before.interval.level
    if after.interval.level != level:
        raise ValueError("Both intervals must be at the same level of confidence.")
    change = after.rate - before.rate
    low = change - math.hypot(after.rate - after.interval.low, before.interval.high - before.rate)
    high = change + math.hypot(after.interval.high - after.rate, before.rate - before.interval.low)
    interval = Interval(max(-1.0, low), min(1.0, high), "newcombe", level)
    plain, p, least = None, None, None
    if before.se is not None and after.se is not None and before.se + after.se > 0:
        se = math.hypot(before.se, after.se)
        reach = normal_quantile(level) * se
        plain = Interval(max(-1.0, change - reach), min(1.0, change + reach), "wald", level)
        p = math.erfc(abs(change) / se / math.sqrt(2))
        least = reach + normal_quantile(0.6) * se
    sentence = _sentence(before, after, interval, least)
    return Difference(before, after, change, interval, plain, p, least, sentence)


def _sentence(before: Figure, after: Figure, interval: Interval, least: float | None) -> str:
    change = after.rate - before.rate
    points = (
        f"{100 * interval.low:+.1f} to {100 * interval.high:+.1f} points "
        f"({100 * interval.level:g} % interval)"
    )
    went = (
        f"From {100 * before.rate:.1f} % to {100 * after.rate:.1f} % the rate changed by "
        f"{100 * change:+.1f} points, {points}."
    )
    if interval.low > 0:
        return f"{went} This shows a rise."
    if interval.high < 0:
        return f"{went} This shows a fall."
    text = f"{went} This doesn't show a change: neither a rise nor a fall."
    if least is not None:
        text += f" Audits of this size would probably show a change of {100 * least:.1f} points or more."
    return text
