"""Active sampling with a prediction-powered estimate: each log its own chance to be drawn, from its score.

Logs whose answer is hard to foretell get a larger chance, every log at least a share of the chance it would have in a simple random
sample. The score's predictions are summed over the whole frame, and the logs read correct them, each for as many as it stands for:

    total = a x sum of predictions + sum over logs read of (found - a x predicted) / chance

(difference estimator: Saerndal, Swensson and Wretman (1992), 6.3; prediction-powered inference: Angelopoulos and others,
Science 382 (2023), with a as in PPI++, arXiv:2311.01453; active inference: Zrnic and Candes, ICML 2024). The expectation of the
correction is exact whatever the score is worth; a useless one gets a near 0 and widens the interval, it doesn't move the rate. The
draw is by hash as in draw.py: a log is drawn when its number, as a share of 2^256, is below its chance. The size of the
sample is therefore not quite fixed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.draw import draw_number
from onrecord.statistics.estimator import NOTHING_FOUND, RateEstimate, TotalEstimate
from onrecord.statistics.intervals import (
    LEVEL,
    Interval,
    clopper_pearson,
    effective_n,
    logit_from_se,
    normal_quantile,
    wald_from_se,
)
from onrecord.statistics.strata import Counts

Values = NDArray[np.float64]
Marks = NDArray[np.bool_]

# This share of the reading is spread evenly: it keeps a wrong score from giving any log a weight beyond measure.
EVEN = 0.3
_ROUND = 1 << 256


@dataclass(frozen=True, slots=True)
class Predictions:
    """What is foretold of each log of the frame, in its order: crimes that should be recorded, and of them recorded.

    `spread` is the planned standard deviation of recorded - rate x should: what the reading is for.
    """

    should: Values
    recorded: Values
    spread: Values


@dataclass(frozen=True, slots=True)
class ActiveReadings:
    """The logs drawn and read: crimes found, what had been foretold, and the chance of each to be drawn."""

    should: Counts
    recorded: Counts
    predicted_should: Values
    predicted_recorded: Values
    chance: Values

    def __post_init__(self) -> None:
        if (
            len(
                {
                    len(x)
                    for x in (
                        self.should,
                        self.recorded,
                        self.predicted_should,
                        self.predicted_recorded,
                        self.chance,
                    )
                }
            )
            != 1
        ):
            raise ValueError("All lists need one entry for each log read.")
        if not ((self.chance > 0) & (self.chance <= 1)).all():
            raise ValueError("The chance to be drawn lies above 0, up to 1.")
        if ((self.recorded < 0) | (self.recorded > self.should)).any():
            raise ValueError("Recorded must lie between 0 and should in every log.")


@dataclass(frozen=True, slots=True)
class ActiveEstimate:
    """The rate, and how much of the predictions was used: 0 is none, 1 all."""

    result: RateEstimate
    trust: float


def predictions(
    linked: Marks, risk: Values, *, rate: float, crime: float | Values = 0.97
) -> Predictions:
    """Predictions from each log's risk of a surprise (bins.risk_by_rank): a crime where none is linked, a further one where one is.

    `crime` is the planned share of linked logs with a crime (one for all, or one for each log), `rate` the planned recording rate.
    """
    further = np.minimum(risk, crime)
    should = np.where(linked, crime + further, risk)
    recorded = np.where(linked, crime, 0.0)
    square = np.where(
        linked,
        (crime - further) * (1 - rate) ** 2 + further * (1 - 2 * rate) ** 2,
        risk * rate**2,
    )
    mean = recorded - rate * should
    return Predictions(should, recorded, np.sqrt(np.maximum(square - mean**2, 0.0)))


def chances(
    spread: Values, expected: float, even: float = EVEN, sizes: Values | None = None
) -> Values:
    """Each log's chance to be drawn, adding up to `expected` logs: the share `even` the same for all, the rest by spread.

    `sizes`: each entry stands for so many logs. None is above 1. Raises ValueError for an `even` outside 0 to 1 (0 excluded) or a size outside 0 to all logs.
    """
    if not 0 < even <= 1:
        raise ValueError(f"The even share must lie above 0, up to 1, not {even}.")
    number = np.ones(len(spread)) if sizes is None else sizes
    logs = float(number.sum())
    if not 0 < expected <= logs:
        raise ValueError(f"The sample must lie between 1 and {logs:g} logs, not {expected}.")
    mean = float((number * spread).sum()) / logs
    shape = even + (1 - even) * (spread / mean if mean > 0 else np.ones(len(spread)))
    low, high = 0.0, 1.0
    while (number * np.minimum(1.0, high * shape)).sum() < expected * (1 - 1e-12):
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        if (number * np.minimum(1.0, middle * shape)).sum() < expected:
            low = middle
        else:
            high = middle
    return np.asarray(np.minimum(1.0, high * shape))


def planned_variance(spread: Values, chance: Values, sizes: Values | float = 1.0) -> float:
    """The variance of recorded - rate x should that the plan expects of its expanded total, over the whole frame. `sizes`: each entry
    stands for so many logs."""
    return float((sizes * (1 / chance - 1) * spread**2).sum())


def draw_by_chance(
    logs: Iterable[tuple[str, str]], chance: Sequence[float], *, seed: str, frame_hash: str
) -> list[int]:
    """Places of the drawn logs among `logs`, (system, reference key) each: number below chance x 2^256.

    The chance is taken with nine decimals, rounded up, as it must be kept for a replay.
    """
    return [
        place
        for place, ((system, ref_key), share) in enumerate(zip(logs, chance, strict=True))
        if is_drawn(draw_number(seed, frame_hash, system, ref_key), math.ceil(share * 10**9))
    ]


def is_drawn(number: bytes, chance: int) -> bool:
    """Whether a log with this draw number is drawn at this chance, in billionths: in whole numbers, so that no machine rounds otherwise."""
    return int.from_bytes(number) * 10**9 < chance * _ROUND


def estimate_active(
    readings: ActiveReadings,
    *,
    predicted_should: float,
    predicted_recorded: float,
    planned: float = 0.0,
    level: float = LEVEL,
) -> ActiveEstimate:
    """The recording rate; `predicted_...` are the sums of the predictions over the whole frame.

    `planned` is planned_variance: where a sample happens to hold few surprises it claims too little uncertainty, so the variance
    isn't let fall below the planned one, scaled to the surprises found. Every log drawn must have been read and decided; one that can't be decided counts as whichever is worse, or both
    are worked out. Raises ValueError when nothing was read.
    """
    r = readings
    if not len(r.should):
        raise ValueError("Nothing was read.")
    weight = 1 / r.chance
    plain = float((weight * r.should).sum())
    if plain == 0:
        return ActiveEstimate(
            RateEstimate(None, None, None, None, None, 0.0, 0.0, NOTHING_FOUND), 0.0
        )
    rate = float((weight * r.recorded).sum()) / plain
    trust = 0.0
    should = recorded = 0.0
    for _ in range(2):
        trust = _trust(r, rate)
        should = trust * predicted_should + float(
            (weight * (r.should - trust * r.predicted_should)).sum()
        )
        recorded = trust * predicted_recorded + float(
            (weight * (r.recorded - trust * r.predicted_recorded)).sum()
        )
        if should <= 0 or not 0 <= recorded <= should:
            # A handful of readings may be over-corrected: without predictions the rate always lies between 0 and 1.
            trust, should = 0.0, plain
            recorded = float((weight * r.recorded).sum())
            rate = recorded / should
            break
        rate = recorded / should
    rest = (r.recorded - trust * r.predicted_recorded) - rate * (
        r.should - trust * r.predicted_should
    )
    shown = float(((1 - r.chance) * weight**2 * rest**2).sum())
    variance = max(shown, planned * _surprise(r))
    se = math.sqrt(variance) / should
    return ActiveEstimate(_with_intervals(r, rate, se, should, recorded, level), trust)


def estimate_missed_active(
    readings: ActiveReadings,
    *,
    predicted_missed: float,
    trust: float,
    planned: float = 0.0,
    level: float = LEVEL,
) -> TotalEstimate:
    """How many crimes of the frame aren't on record. `trust` is that of the rate; `planned` the variance that the plan expects of it.

    The lower bound is never below the number that the readers found: those are certain. Raises ValueError when nothing was read.
    """
    r = readings
    if not len(r.should):
        raise ValueError("Nothing was read.")
    missed = r.should - r.recorded
    rest = missed - trust * (r.predicted_should - r.predicted_recorded)
    found = float(missed.sum())
    total = max(found, trust * predicted_missed + float((rest / r.chance).sum()))
    shown = float(((1 - r.chance) / r.chance**2 * rest**2).sum())
    se = math.sqrt(max(shown, planned * _surprise(r)))
    reach = normal_quantile(level) * se
    return TotalEstimate(total, se, max(found, total - reach), total + reach, level)


def _surprise(r: ActiveReadings) -> float:
    """How many more logs without a crime record held a crime than was foretold; one is added to both, as in estimator.py."""
    unlinked = r.predicted_recorded == 0
    found = int((r.should[unlinked] > 0).sum())
    return (found + 1) / (float(r.predicted_should[unlinked].sum()) + 1)


def _trust(r: ActiveReadings, rate: float) -> float:
    """The share of the predictions that makes the variance smallest, held between 0 and 1."""
    quality = (1 - r.chance) / r.chance**2
    found = r.recorded - rate * r.should
    told = r.predicted_recorded - rate * r.predicted_should
    spread = float((quality * told * told).sum())
    if spread <= 0:
        return 0.0
    return min(1.0, max(0.0, float((quality * found * told).sum()) / spread))


def _with_intervals(
    r: ActiveReadings, rate: float, se: float, should: float, recorded: float, level: float
) -> RateEstimate:
    if rate in (0.0, 1.0) or se == 0:
        exact = clopper_pearson(rate, max(1, int((r.should > 0).sum())), level)
        # Many logs whose crime is on record say nothing of those that may hide one: what was planned for these still holds.
        planned = wald_from_se(rate, se, level)
        method = "clopper-pearson, or the planned variance if wider"
        interval = Interval(
            min(exact.low, planned.low), max(exact.high, planned.high), method, level
        )
        return RateEstimate(rate, None, interval, None, None, should, recorded)
    return RateEstimate(
        rate,
        se,
        logit_from_se(rate, se, level),
        wald_from_se(rate, se, level),
        effective_n(rate, se),
        should,
        recorded,
    )
