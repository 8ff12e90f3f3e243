"""The interval by resampling: the stratified bootstrap with the log as cluster and the finite population taken in.

In each stratum n - 1 of the n logs read are drawn again, with replacement, and the weights are rescaled so that the spread of
the repeats equals the variance formula of the design (Rao and Wu, JASA 83 (1988); Rao, Wu and Yue, Survey Methodology 18
(1992)):

    weight* = N/n x [ 1 - a + a x times drawn x n/(n - 1) ],   a = sqrt(1 - n/N)

All crimes of a log stay together. The bounds are the percentiles of the repeated rates. It sees only what was found: strata in
which nothing was found repeat nothing, so its interval can be too short for rare crime (see ADR 40); it stands
beside the logit interval, not in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.statistics.intervals import LEVEL, Interval
from onrecord.statistics.strata import StratumReadings

REPEATS = 2000


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """The rate, the spread of its repeats and their percentiles. `lost` repeats held no crime and gave no rate."""

    rate: float
    se: float
    interval: Interval
    repeats: int
    lost: int


def bootstrap_rate(
    strata: Sequence[StratumReadings],
    level: float = LEVEL,
    *,
    repeats: int = REPEATS,
    seed: int = 1,
) -> Bootstrap | None:
    """The recording rate with its bootstrap interval; None when no crime was found.

    The same seed gives the same bounds with the same release of numpy. Raises ValueError when a stratum has no reading, for
    fewer than 100 repeats or a level outside 0 to 1.
    """
    if repeats < 100:
        raise ValueError(f"A bootstrap needs at least 100 repeats, not {repeats}.")
    if not 0 < level < 1:
        raise ValueError(f"The confidence level must lie between 0 and 1, not {level}.")
    if not strata or any(s.size and not s.read for s in strata):
        raise ValueError("Every stratum needs at least one reading.")
    rng = np.random.default_rng(seed)
    should, recorded = np.zeros(repeats), np.zeros(repeats)
    for s in strata:
        if not s.read:
            continue
        n, weight = s.read, s.size / s.read
        own = np.array([s.should.sum(), s.recorded.sum()], dtype=np.float64)
        if n == 1 or n == s.size or not own.any():
            should += weight * own[0]
            recorded += weight * own[1]
            continue
        drawn = rng.multinomial(n - 1, np.full(n, 1 / n), size=repeats)
        keep = np.sqrt(1 - n / s.size)
        again = drawn @ np.stack([s.should, s.recorded], axis=1) * (n / (n - 1))
        part = weight * ((1 - keep) * own + keep * again)
        should += part[:, 0]
        recorded += part[:, 1]
    whole = sum(s.size / s.read * float(s.should.sum()) for s in strata if s.read)
    if whole == 0:
        return None
    rate = sum(s.size / s.read * float(s.recorded.sum()) for s in strata if s.read) / whole
    good = should > 0
    rates = np.clip(recorded[good] / should[good], 0.0, 1.0)
    tail = (1 - level) / 2
    low, high = np.quantile(rates, [tail, 1 - tail])
    interval = Interval(min(float(low), rate), max(float(high), rate), "bootstrap", level)
    return Bootstrap(rate, float(rates.std(ddof=1)), interval, repeats, int((~good).sum()))
