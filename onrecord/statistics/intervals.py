"""Confidence intervals for a rate, from a rate and a number of crimes or from a rate and its standard error.

All rates, bounds and half-widths are shares between 0 and 1, not percentages. `level` is the confidence level,
0.95 unless given. Sources: Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical
Science 16 (2001); for rates from a complex sample, Korn and Graubard, Survey Methodology 24 (1998), who put the
effective number of observations rate x (1 - rate) / SE^2 in the place of n.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

from scipy.special import betaincinv

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of a rate, with the method and the confidence level that gave them."""

    low: float
    high: float
    method: str
    level: float = LEVEL

    @property
    def half_width(self) -> float:
        """Half the distance between the bounds."""
        return (self.high - self.low) / 2


def normal_quantile(level: float = LEVEL) -> float:
    """How many standard errors a two-sided interval reaches to each side: 1.96 for 0.95.

    Raises ValueError unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"The confidence level must lie between 0 and 1, not {level}.")
    return NormalDist().inv_cdf((1 + level) / 2)


def wald_half_width(rate: float, n: float, level: float = LEVEL) -> float:
    """The published +/-: z sqrt(p(1-p)/n), not cut off at 0 or 1."""
    _check(rate, n)
    return normal_quantile(level) * math.sqrt(rate * (1 - rate) / n)


def implied_n(rate: float, half_width: float, level: float = LEVEL) -> float:
    """How many crimes a simple random sample must hold for the Wald half-width: the inverse of wald_half_width."""
    _check(rate, 1)
    if half_width <= 0:
        raise ValueError(f"A half-width must be above 0, not {half_width}.")
    return rate * (1 - rate) * (normal_quantile(level) / half_width) ** 2


def wald(rate: float, n: float, level: float = LEVEL) -> Interval:
    """The plain normal interval, as inspectors publish it, cut off at 0 and 1.

    At a rate of exactly 0 or 1 its width is nought, which claims too much: use logit, Wilson or Clopper-Pearson.
    """
    _check(rate, n)
    return wald_from_se(rate, math.sqrt(rate * (1 - rate) / n), level)


def wald_from_se(rate: float, se: float, level: float = LEVEL) -> Interval:
    """rate +/- z SE, cut off at 0 and 1."""
    _check_se(rate, se)
    reach = normal_quantile(level) * se
    return Interval(max(0.0, rate - reach), min(1.0, rate + reach), "wald", level)


def logit(rate: float, n: float, level: float = LEVEL) -> Interval:
    """The Wald interval of log(p/(1-p)), taken back: never leaves 0 to 1, longer towards 50 %.

    At a rate of exactly 0 or 1 the logit does not exist; Clopper-Pearson is returned, and says so in `method`.
    """
    _check(rate, n)
    if rate in (0.0, 1.0):
        return clopper_pearson(rate, n, level)
    return logit_from_se(rate, math.sqrt(rate * (1 - rate) / n), level)


def logit_from_se(rate: float, se: float, level: float = LEVEL) -> Interval:
    """The logit interval by the delta method: SE of log(p/(1-p)) is SE / (p(1-p)). Needs 0 < rate < 1."""
    _check_se(rate, se)
    if rate in (0.0, 1.0):
        raise ValueError("The logit interval needs a rate above 0 and below 1.")
    centre = math.log(rate / (1 - rate))
    reach = normal_quantile(level) * se / (rate * (1 - rate))
    return Interval(_expit(centre - reach), _expit(centre + reach), "logit", level)


def wilson(rate: float, n: float, level: float = LEVEL) -> Interval:
    """Wilson's score interval."""
    _check(rate, n)
    z = normal_quantile(level)
    scale = 1 + z * z / n
    centre = (rate + z * z / (2 * n)) / scale
    reach = z / scale * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    # At 0 and 1 the formula gives the rate itself but for rounding.
    low = 0.0 if rate == 0 else max(0.0, centre - reach)
    high = 1.0 if rate == 1 else min(1.0, centre + reach)
    return Interval(low, high, "wilson", level)


def wilson_from_se(rate: float, se: float, level: float = LEVEL) -> Interval:
    """Wilson's interval with the effective number of observations in the place of n. Needs 0 < rate < 1."""
    return wilson(rate, effective_n(rate, se), level)


def clopper_pearson(rate: float, n: float, level: float = LEVEL) -> Interval:
    """The exact binomial interval (beta quantiles); n need not be whole. Never shorter than it promises."""
    _check(rate, n)
    tail = (1 - level) / 2
    normal_quantile(level)
    hits = rate * n
    misses = n - hits
    low = 0.0 if rate == 0 else float(betaincinv(hits, misses + 1, tail))
    high = 1.0 if rate == 1 else float(betaincinv(hits + 1, misses, 1 - tail))
    return Interval(low, high, "clopper-pearson", level)


def clopper_pearson_from_se(rate: float, se: float, level: float = LEVEL) -> Interval:
    """Clopper-Pearson with the effective number of observations (Korn and Graubard). Needs 0 < rate < 1."""
    return clopper_pearson(rate, effective_n(rate, se), level)


def effective_n(rate: float, se: float) -> float:
    """The size of the simple random sample of crimes that would be as exact: p(1-p)/SE^2. Needs 0 < rate < 1, se > 0."""
    _check_se(rate, se)
    if rate in (0.0, 1.0) or se == 0:
        raise ValueError(
            "There is no effective number at a rate of 0 or 1 or a standard error of 0."
        )
    return rate * (1 - rate) / (se * se)


def _expit(x: float) -> float:
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    small = math.exp(x)
    return small / (1 + small)


def _check(rate: float, n: float) -> None:
    if not 0 <= rate <= 1:
        raise ValueError(f"A rate must lie between 0 and 1, not {rate}.")
    if not (n > 0 and math.isfinite(n)):
        raise ValueError(f"An interval needs at least one crime, not {n}.")


def _check_se(rate: float, se: float) -> None:
    if not 0 <= rate <= 1:
        raise ValueError(f"A rate must lie between 0 and 1, not {rate}.")
    if not (se >= 0 and math.isfinite(se)):
        raise ValueError(f"A standard error must be a number not below 0, not {se}.")
