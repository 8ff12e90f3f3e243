"""How long recording took: the share within each limit, and the curve when some are still waiting.

Three questions, three functions. Of crimes in a register (no sampling), how many were recorded within 24 hours: `within`.
The same from a stratified sample: `within_sample`. And when some crimes are known but not recorded yet: `waiting_curve`, since
leaving those out would flatter. It counts them as "longer than so far" (Kaplan and Meier, JASA 53 (1958), with Greenwood's
variance and log-log bounds, from scipy). Hours run from the first report to any part of the force.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.estimator import RateEstimate, estimate_rate
from onrecord.statistics.intervals import LEVEL, Interval, wilson
from onrecord.statistics.strata import Counts, Plan, StratumReadings

Values = NDArray[np.float64]

# The counting rules' limit first; then what a force likes to know besides.
LIMITS = (24.0, 48.0, 72.0, 168.0)


@dataclass(frozen=True, slots=True)
class Within:
    """The share recorded within so many hours."""

    hours: float
    share: float
    interval: Interval
    n: int


@dataclass(frozen=True, slots=True)
class WaitingCurve:
    """Shares recorded within each limit, with some still waiting, and the median time.

    `median` (hours) and its bounds are None where the curve doesn't come down so far. `waiting` crimes weren't recorded yet.
    """

    n: int
    waiting: int
    within: list[Within]
    median: float | None
    median_low: float | None
    median_high: float | None


def within(
    hours: Sequence[float], limits: Sequence[float] = LIMITS, level: float = LEVEL
) -> list[Within]:
    """The share of crimes recorded within each limit. The Wilson interval takes the crimes as a sample of the force's habit.

    Raises ValueError without any crime, or for hours that aren't numbers from 0.
    """
    taken = _hours(hours)
    return [
        Within(
            limit,
            float((taken <= limit).mean()),
            wilson(float((taken <= limit).mean()), len(taken), level),
            len(taken),
        )
        for limit in limits
    ]


def within_sample(
    strata: Sequence[StratumReadings],
    in_time: Sequence[Counts],
    *,
    planned_late: float = 0.2,
    level: float = LEVEL,
) -> RateEstimate:
    """The share of recorded crimes that were recorded in time, from a stratified sample.

    `in_time` has for each stratum the number of crimes recorded in time in each log read; it can't be above `recorded`.
    `planned_late` is the share expected to be late, for strata in which hardly any is.
    """
    parts = []
    for s, timely in zip(strata, in_time, strict=True):
        plan = Plan(True, s.plan.crime_rate, planned_late * s.plan.crime_rate)
        if not s.plan.linked:
            plan = Plan(False, 0.0)
        parts.append(
            replace(s, plan=plan, should=s.recorded, recorded=np.asarray(timely, dtype=np.int64))
        )
    return estimate_rate(parts, level)


def waiting_curve(
    recorded: Sequence[float],
    waiting: Sequence[float],
    limits: Sequence[float] = LIMITS,
    level: float = LEVEL,
) -> WaitingCurve:
    """Time to recording from the hours of crimes `recorded` and the hours that others have been `waiting` so far.

    A limit beyond the longest time seen takes the last value of the curve. Raises ValueError without any recorded
    crime, or for hours that aren't numbers from 0.
    """
    done = _hours(recorded)
    still = _hours(waiting) if len(waiting) else np.zeros(0)
    if not len(still):
        found = within(recorded, limits, level)
    else:
        curve, bounds = _curve(done, still, level)
        found = []
        for limit in limits:
            share = float(curve.evaluate(limit))
            low, high = float(bounds.low.evaluate(limit)), float(bounds.high.evaluate(limit))
            if share in (0.0, 1.0) or not (math.isfinite(low) and math.isfinite(high)):
                # At 0 and 1 Greenwood's variance says nothing: Wilson on those whose time is known for that limit.
                n = max(1, int((done <= limit).sum() + (still >= limit).sum()))
                low, high = wilson(share, n, level).low, wilson(share, n, level).high
            interval = Interval(min(low, share), max(high, share), "kaplan-meier, log-log", level)
            found.append(Within(limit, share, interval, len(done) + len(still)))
    return WaitingCurve(len(done) + len(still), len(still), found, *_median(done, still, level))


def waiting_quantiles(
    done: Sequence[float], still: Sequence[float], shares: Sequence[float], level: float = LEVEL
) -> list[tuple[float | None, float | None, float | None]]:
    """Of each share: the hours within which so many are recorded, with bounds, where `still` wait so many hours already.

    Kaplan and Meier's curve, and Brookmeyer and Crowley's bounds (Biometrics 38 (1982)). None where the curve, or a bound,
    doesn't come so far. Raises ValueError without any, or for a share outside 0 to 1.
    """
    for share in shares:
        if not 0 < share < 1:
            raise ValueError(f"A share must lie between 0 and 1, not {share}.")
    _hours([*done, *still])
    found = np.asarray(done, dtype=np.float64)
    if not len(found):
        return [(None, None, None) for _ in shares]
    curve, bounds = _curve(found, np.asarray(still, dtype=np.float64), level)
    return [_reached(curve, bounds, share) for share in shares]


def _curve(done: Values, still: Values, level: float) -> tuple[Any, Any]:
    """scipy's curve of the share recorded by each hour, and its bounds."""
    # Imported here: it takes a second, and every start of the program would wait for it.
    from scipy.stats import CensoredData, ecdf

    curve = ecdf(CensoredData(uncensored=done, right=still)).cdf
    with warnings.catch_warnings():
        # It says that there are no bounds where the curve is 0 or 1; that is seen to here.
        warnings.simplefilter("ignore", RuntimeWarning)
        return curve, curve.confidence_interval(confidence_level=level, method="log-log")


def _median(
    done: Values, still: Values, level: float
) -> tuple[float | None, float | None, float | None]:
    """The median and its bounds: where the curve and its bounds first reach a half (Brookmeyer and Crowley, 1982)."""
    return _reached(*_curve(done, still, level), 0.5)


def _reached(
    curve: Any, bounds: Any, share: float
) -> tuple[float | None, float | None, float | None]:
    """Where the curve, its upper and its lower bound first reach a share."""

    def reaches(part: Any) -> float | None:
        times, values = part.quantiles, part.probabilities
        hit = np.flatnonzero(np.nan_to_num(values, nan=0.0) >= share)
        return float(times[hit[0]]) if len(hit) else None

    return reaches(curve), reaches(bounds.high), reaches(bounds.low)


def _hours(hours: Sequence[float]) -> Values:
    found = np.asarray(hours, dtype=np.float64)
    if not len(found):
        raise ValueError("No crime was given.")
    if not (np.isfinite(found) & (found >= 0)).all():
        raise ValueError("Hours must be numbers not below 0.")
    return found
