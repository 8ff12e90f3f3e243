"""From readings to a rate: crimes recorded / crimes that should have been recorded, over the whole frame.

Both totals are expanded from a stratified sample and divided (combined ratio estimator: Cochran, Sampling
Techniques, 3rd ed., 6.11). The log is the cluster: its crimes are counted together, so several crimes in one log
do not pass for several observations. The variance is linearised, with the finite population correction:

    e = recorded - rate x should, for each log
    Var(rate) = sum over strata of N^2 (1 - n/N) s^2(e) / n, divided by (total should)^2

A stratum in which hardly a log was a surprise says little about its own variance and often claims to have none.
Strata with fewer than three surprises are therefore taken together, those with a linked crime and those without
apart, and their part of the variance is not let fall below what was planned for them, after the planned rates of
surprise have been scaled so that they agree with what was found in these strata together (one surprise is added to
both sides, so that finding none does not mean that there are none).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.statistics.intervals import (
    LEVEL,
    Interval,
    clopper_pearson,
    effective_n,
    logit_from_se,
    normal_quantile,
    wald_from_se,
)
from onrecord.statistics.strata import StratumReadings

# With fewer surprises than this, a stratum's own variance is not trusted.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class RateEstimate:
    """A rate with its intervals; without a rate, `reason` says in plain words why there is none.

    se                standard error (None at a rate of 0 or 1, where it means nothing)
    interval          the one to quote: logit; at a rate of 0 or 1 exact binomial or wider
    wald              rate +/- z SE, to set beside figures published that way (None at a rate of 0 or 1)
    effective_n       crimes in a simple random sample that would be as exact (None at 0 or 1, or if all was read)
    should, recorded  the two totals, expanded to the frame
    """

    rate: float | None
    se: float | None
    interval: Interval | None
    wald: Interval | None
    effective_n: float | None
    should: float
    recorded: float
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TotalEstimate:
    """A number of crimes in the frame's logs, with standard error and bounds."""

    total: float
    se: float
    low: float
    high: float
    level: float


def estimate_rate(strata: Sequence[StratumReadings], level: float = LEVEL) -> RateEstimate:
    """The recording rate of the frame.

    Every stratum must have been read at least in part (ValueError otherwise; partial.py takes care of those that
    were not).
    """
    _check_read(strata)
    should, recorded = totals(strata)
    if should == 0:
        return RateEstimate(None, None, None, None, None, 0.0, 0.0, NOTHING_FOUND)
    rate = recorded / should
    if all(s.read == s.size for s in strata):
        exact = Interval(rate, rate, "every log was read", level)
        return RateEstimate(rate, 0.0, exact, exact, None, should, recorded)
    se = math.sqrt(variance_of_total(strata, 1.0, -rate)) / should
    if rate in (0.0, 1.0):
        edge = _interval_at_edge(strata, rate, se, level)
        return RateEstimate(rate, None, edge, None, None, should, recorded)
    return RateEstimate(
        rate,
        se,
        logit_from_se(rate, se, level),
        wald_from_se(rate, se, level),
        effective_n(rate, se) if se else None,
        should,
        recorded,
    )


NOTHING_FOUND = "None of the logs read discloses such a crime, so there is no rate to work out."


def estimate_missed(strata: Sequence[StratumReadings], level: float = LEVEL) -> TotalEstimate:
    """How many crimes of the frame's logs are not on record, expanded directly from those the readers found.

    The lower bound is never below the number that the readers actually found: those are certain.
    """
    _check_read(strata)
    should, recorded = totals(strata)
    found = sum(int((s.should - s.recorded).sum()) for s in strata)
    missed = max(should - recorded, float(found))
    se = math.sqrt(variance_of_total(strata, -1.0, 1.0))
    reach = normal_quantile(level) * se
    return TotalEstimate(missed, se, max(float(found), missed - reach), missed + reach, level)


def totals(strata: Sequence[StratumReadings]) -> tuple[float, float]:
    """Crimes that should have been recorded, and crimes recorded, expanded to the frame. Unread strata add nothing."""
    read = [s for s in strata if s.read]
    should = math.fsum(s.size * int(s.should.sum()) / s.read for s in read)
    recorded = math.fsum(s.size * int(s.recorded.sum()) / s.read for s in read)
    # Equal counts must give equal totals, whatever the rounding.
    if all((s.should == s.recorded).all() for s in read):
        recorded = should
    return should, recorded


# What the readings of one stratum themselves say about the variance of its expanded total.
Shown = Callable[[StratumReadings], float]


def variance_of_total(
    strata: Sequence[StratumReadings],
    of_recorded: float,
    of_should: float,
    shown: Shown | None = None,
) -> float:
    """Variance of the expanded total of of_recorded x recorded + of_should x should, floored in quiet strata.

    `shown` replaces the sample variance where the total is estimated in another way (two readings, say); the planned floor
    stays that of the total named.
    """
    if shown is None:

        def shown(s: StratumReadings) -> float:
            return _weight(s) * _sample_variance(s, of_recorded, of_should)

    parts = []
    for linked in (False, True):
        quiet = []
        for s in strata:
            if s.plan.linked != linked:
                continue
            if s.read == s.size or s.surprises() >= ENOUGH:
                parts.append(shown(s))
            else:
                quiet.append(s)
        if quiet:
            parts.append(_quiet_variance(quiet, of_recorded, of_should, shown))
    return math.fsum(parts)


def _quiet_variance(
    strata: Sequence[StratumReadings], of_recorded: float, of_should: float, shown: Shown
) -> float:
    """The larger of what quiet strata show together and what was planned for them, scaled to what they showed."""
    found = sum(s.surprises() for s in strata)
    expected = math.fsum(s.read * s.plan.surprise_rate() for s in strata)
    factor = (found + 1) / (expected + 1)
    planned = math.fsum(
        _weight(s) * s.plan.scaled(factor).variance(of_recorded, of_should) for s in strata
    )
    return max(math.fsum(shown(s) for s in strata), planned)


def _weight(s: StratumReadings) -> float:
    """What turns a variance between logs into the variance of the stratum's expanded total."""
    return s.size * (s.size - s.read) / s.read


def _sample_variance(s: StratumReadings, of_recorded: float, of_should: float) -> float:
    if s.read < 2:
        return 0.0
    return float((of_recorded * s.recorded + of_should * s.should).var(ddof=1))


def _interval_at_edge(
    strata: Sequence[StratumReadings], rate: float, se: float, level: float
) -> Interval:
    """At 0 or 1: the exact interval for as many observations as logs with crimes were read, or the planned one if wider."""
    clusters = sum(int((s.should > 0).sum()) for s in strata)
    exact = clopper_pearson(rate, clusters, level)
    planned = wald_from_se(rate, se, level)
    method = "clopper-pearson, or the planned variance if wider"
    return Interval(min(exact.low, planned.low), max(exact.high, planned.high), method, level)


def _check_read(strata: Sequence[StratumReadings]) -> None:
    unread = [s.name for s in strata if s.size and not s.read]
    if unread or not strata:
        raise ValueError(f"Nothing was read in: {', '.join(unread) or 'the whole frame'}.")
