"""The readers' own errors, carried into the rate: two-phase estimation.

All failures of the first reading and a random share of its passes are read a second time, blind, and differences are
settled. The settled answers correct the first ones by a difference estimator (Neyman, JASA 33 (1938); Saerndal, Swensson
and Wretman, Model Assisted Survey Sampling (1992), ch. 9):

    total = sum over logs of N/n x [ first + (settled - first) / chance, if read twice ]

with `chance` the log's known chance of being read twice (1 for failures). It takes the settled answer for the truth and nothing
else for granted: readers may err more in hard logs, and in any direction. Its variance has a part for each phase, so what is
uncertain about the error rates widens the interval. If both readers overlook the same crime nothing is left to settle;
rogan_gladen.py takes that into account, under an assumption.

A failure is a log with a crime that should have been recorded and was not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.estimator import (
    NOTHING_FOUND,
    RateEstimate,
    estimate_rate,
    variance_of_total,
)
from onrecord.statistics.intervals import (
    LEVEL,
    Interval,
    clopper_pearson,
    effective_n,
    logit_from_se,
    wald_from_se,
)
from onrecord.statistics.strata import Counts, Plan, StratumReadings

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TwiceRead:
    """A stratum's logs with their first reading, and the second and the settled one where there is one.

    One entry for each log read, in all arrays. Where `twice` is False, what `second_failed`, `settled_should` and
    `settled_recorded` hold is not looked at.

    chance            the log's chance of being read twice, as drawn: 1 for a failure, the share for a pass
    second_failed     the second reader's own answer, before anything was settled: a failure?
    settled_should    crimes that should have been recorded, as settled (agreed by both, or decided by a third)
    """

    name: str
    size: int
    plan: Plan
    first_should: Counts
    first_recorded: Counts
    twice: Marks
    chance: Values
    second_failed: Marks
    settled_should: Counts
    settled_recorded: Counts

    def __post_init__(self) -> None:
        lengths = {
            len(part)
            for part in (
                self.first_should,
                self.first_recorded,
                self.twice,
                self.chance,
                self.second_failed,
                self.settled_should,
                self.settled_recorded,
            )
        }
        if len(lengths) != 1:
            raise ValueError(f"{self.name}: all lists need one entry for each log read.")
        if not ((self.chance > 0) & (self.chance <= 1)).all():
            raise ValueError(f"{self.name}: a chance of being read twice lies above 0, up to 1.")
        if (self.twice & (self.settled_recorded > self.settled_should)).any():
            raise ValueError(f"{self.name}: recorded can't be more than should.")
        if (~self.twice & (self.chance == 1)).any():
            raise ValueError(f"{self.name}: a log that was sure to be read twice was not.")

    @property
    def read(self) -> int:
        """Logs read at least once."""
        return len(self.first_should)

    @property
    def first(self) -> StratumReadings:
        """The first readings by themselves."""
        return StratumReadings(
            self.name, self.size, self.plan, self.first_should, self.first_recorded
        )

    def first_failed(self) -> Marks:
        """Logs that the first reader failed."""
        return np.asarray(self.first_recorded < self.first_should)

    def settled_failed(self) -> Marks:
        """Logs that failed in the end; False where there was no second reading."""
        return np.asarray(self.twice & (self.settled_recorded < self.settled_should))

    def corrected(self, first: Values, settled: Values) -> Values:
        """first + (settled - first)/chance where read twice: one value for each log, right on average."""
        return np.asarray(first + np.where(self.twice, (settled - first) / self.chance, 0.0))


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often first readings err: `share` of `of_logs` logs (expanded to the frame), from `found` errors settled."""

    share: float | None
    interval: Interval | None
    found: int


@dataclass(frozen=True, slots=True)
class TwoPhaseEstimate:
    """`first` is the rate as first read; `corrected` with the errors of the first reading taken out.

    false_alarms  of the logs that pass, the share that first readings failed
    overlooked    of the logs that fail, the share that first readings passed
    read_twice    logs with a second reading
    """

    first: RateEstimate
    corrected: RateEstimate
    false_alarms: ErrorRate
    overlooked: ErrorRate
    read_twice: int


def estimate_two_phase(strata: Sequence[TwiceRead], level: float = LEVEL) -> TwoPhaseEstimate:
    """The rate corrected for the errors of the first reading. Raises ValueError when a stratum has no reading at all."""
    first = estimate_rate([s.first for s in strata], level)
    should = math.fsum(_total(s, s.first_should, s.settled_should) for s in strata)
    recorded = math.fsum(_total(s, s.first_recorded, s.settled_recorded) for s in strata)
    return TwoPhaseEstimate(
        first,
        _corrected(strata, should, recorded, level),
        _false_alarms(strata, level),
        _overlooked(strata, level),
        sum(int(s.twice.sum()) for s in strata),
    )


def _corrected(
    strata: Sequence[TwiceRead], should: float, recorded: float, level: float
) -> RateEstimate:
    if should <= 0:
        return RateEstimate(None, None, None, None, None, 0.0, 0.0, NOTHING_FOUND)
    # A rare large correction may push the total of recorded crimes a little beyond its bounds.
    rate = min(1.0, max(0.0, recorded / should))
    values = {
        s.name: s.corrected(
            s.first_recorded - rate * s.first_should, s.settled_recorded - rate * s.settled_should
        )
        for s in strata
    }
    change = {
        s.name: (s.settled_recorded - s.first_recorded) - rate * (s.settled_should - s.first_should)
        for s in strata
    }
    variance = two_phase_variance(strata, values, change, rate)
    return rate_from(rate, math.sqrt(variance) / should, should, recorded, strata, level)


def rate_from(
    rate: float,
    se: float,
    should: float,
    recorded: float,
    strata: Sequence[TwiceRead],
    level: float,
) -> RateEstimate:
    """A rate with its logit and Wald intervals; at 0 or 1 the exact one, or the one from the standard error if wider."""
    if rate in (0.0, 1.0):
        clusters = sum(int((s.first_should > 0).sum()) for s in strata)
        exact = clopper_pearson(rate, max(1, clusters), level)
        plain = wald_from_se(rate, se, level)
        words = "clopper-pearson, or the planned variance if wider"
        edge = Interval(min(exact.low, plain.low), max(exact.high, plain.high), words, level)
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


def two_phase_variance(
    strata: Sequence[TwiceRead],
    values: dict[str, Values],
    change: dict[str, Values],
    rate: float,
    stretch: float = 1.0,
) -> float:
    """Variance of the expanded total of `values`, both phases, with the floor of quiet strata times `stretch`.

    The spread of the corrected values holds the second phase as well, except for the finite population correction, which the
    second phase doesn't have: that part is added. `change` is settled - first, in the same units.
    """
    by_name = {s.name: s for s in strata}

    def shown(readings: StratumReadings) -> float:
        s = by_name[readings.name]
        size, n = s.size, s.read
        spread = float(values[s.name].var(ddof=1)) if n > 1 else 0.0
        again = np.where(s.twice, (1 - s.chance) / s.chance**2 * change[s.name] ** 2, 0.0)
        second = (size / n) ** 2 * (n / size) * float(again.sum())
        return (size * (size - n) / n * spread + second) / stretch

    return stretch * variance_of_total([s.first for s in strata], 1.0, -rate, shown)


def _total(s: TwiceRead, first: Counts, settled: Counts) -> float:
    value = s.corrected(first.astype(np.float64), settled.astype(np.float64))
    return s.size / s.read * math.fsum(value.tolist())


def _false_alarms(strata: Sequence[TwiceRead], level: float) -> ErrorRate:
    hits, base = [], []
    for s in strata:
        failed, wrong = s.first_failed(), s.first_failed() & s.twice & ~s.settled_failed()
        hits.append(np.where(wrong, 1 / s.chance, 0.0))
        passes = s.corrected((~failed).astype(float), (~s.settled_failed()).astype(float))
        base.append(passes)
    return _error_rate(strata, hits, base, level)


def _overlooked(strata: Sequence[TwiceRead], level: float) -> ErrorRate:
    hits, base = [], []
    for s in strata:
        failed, missed = s.first_failed(), ~s.first_failed() & s.settled_failed()
        hits.append(np.where(missed, 1 / s.chance, 0.0))
        base.append(s.corrected(failed.astype(float), s.settled_failed().astype(float)))
    return _error_rate(strata, hits, base, level)


def _error_rate(
    strata: Sequence[TwiceRead], hits: Sequence[Values], base: Sequence[Values], level: float
) -> ErrorRate:
    """A ratio over the frame; exact on the effective number where no error was found."""
    weights = [s.size / s.read for s in strata]
    top = math.fsum(w * float(h.sum()) for w, h in zip(weights, hits, strict=True))
    whole = math.fsum(w * float(b.sum()) for w, b in zip(weights, base, strict=True))
    found = sum(int((h > 0).sum()) for h in hits)
    if whole <= 0:
        return ErrorRate(None, None, found)
    share = min(1.0, max(0.0, top / whole))
    pulls = [h - share * b for h, b in zip(hits, base, strict=True)]
    variance = math.fsum(
        w * w * len(p) * float(p.var(ddof=1))
        for w, p in zip(weights, pulls, strict=True)
        if len(p) > 1
    )
    se = math.sqrt(variance) / whole
    if share in (0.0, 1.0) or se == 0:
        # The weights tell how many logs of equal weight those read twice are worth.
        worth = [
            np.where(s.twice, w / s.chance, 0.0) * (b > 0)
            for s, w, b in zip(strata, weights, base, strict=True)
        ]
        total, squares = sum(float(x.sum()) for x in worth), sum(float((x**2).sum()) for x in worth)
        n = total * total / squares if squares else 0.0
        interval = (
            clopper_pearson(share, n, level)
            if n > 0
            else Interval(0.0, 1.0, "nothing known", level)
        )
        return ErrorRate(share, interval, found)
    return ErrorRate(share, logit_from_se(share, se, level), found)
