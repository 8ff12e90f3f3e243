"""One sample that is to meet several targets: +/- 3 points for violence, for sexual offences and for other crime, say.

Minimises the number of logs under one bound on the variance for each target:

    sum over strata of N^2 S^2 (1/n - 1/N)  <=  (half-width x planned crimes / z)^2

Each stratum's n is the square root of a weighted sum of its N^2 S^2 over the targets, and each target's weight is raised
while it is missed and let fall while it is more than met (Chromy, Proc. Survey Research Methods Section, ASA (1987);
Bethel, Survey Methodology 15 (1989)). Numbers are then made whole, upwards.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.allocation import FLOOR, Floors, each_floor
from onrecord.statistics.intervals import LEVEL, normal_quantile
from onrecord.statistics.strata import Plan

Values = NDArray[np.float64]
_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Target:
    """A half-width (as a share) wanted for one kind of crime; `plans` has one plan for each stratum, of that crime only."""

    name: str
    half_width: float
    rate: float
    plans: Sequence[Plan]


@dataclass(frozen=True, slots=True)
class ForTargets:
    """Numbers to read in each stratum, and the half-width to expect for each target (None: no such crime is planned)."""

    numbers: list[int]
    half_widths: dict[str, float | None]
    level: float

    @property
    def logs(self) -> int:
        """The size of the sample."""
        return sum(self.numbers)


def numbers_for_targets(
    sizes: Sequence[int],
    targets: Sequence[Target],
    *,
    level: float = LEVEL,
    floor: Floors = FLOOR,
) -> ForTargets:
    """The smallest numbers by stratum that meet every target. A stratum may end up being read whole.

    Raises ValueError without a target, for a half-width that isn't above 0, or for plans that don't fit the strata.
    """
    if not targets:
        raise ValueError("Name at least one target.")
    for target in targets:
        if not target.half_width > 0:
            raise ValueError(
                f"{target.name}: a half-width must be above 0, not {target.half_width}."
            )
        if len(target.plans) != len(sizes):
            raise ValueError(f"{target.name}: {len(target.plans)} plans for {len(sizes)} strata.")
    size = np.array(sizes, dtype=np.float64)
    low = np.minimum(np.array(each_floor(sizes, floor), dtype=np.float64), size)
    low = np.where(size > 0, np.maximum(low, 1.0), 0.0)
    parts, allowed = _bounds(size, targets, level)
    found = _spread_out(size, low, parts, allowed)
    numbers = np.minimum(np.ceil(found - 1e-6), size).astype(np.int64)
    numbers = _trim(numbers, low, size, parts, allowed)
    reached = {t.name: _half_width(t, size, numbers, level) for t in targets}
    return ForTargets([int(n) for n in numbers], reached, level)


def half_widths(
    sizes: Sequence[int],
    targets: Sequence[Target],
    numbers: Sequence[int],
    level: float = LEVEL,
) -> dict[str, float | None]:
    """The half-width to expect for each target when `numbers[h]` logs are read in each stratum."""
    size, n = np.array(sizes, dtype=np.float64), np.array(numbers, dtype=np.int64)
    if ((size > 0) & (n < 1)).any():
        raise ValueError("Every stratum needs at least one log to read.")
    return {t.name: _half_width(t, size, n, level) for t in targets}


def _bounds(size: Values, targets: Sequence[Target], level: float) -> tuple[Values, Values]:
    """N^2 S^2 by target and stratum, and the variance each target allows, with the finite population taken in."""
    parts, allowed = [], []
    for target in targets:
        should = math.fsum(n * p.should() for n, p in zip(size, target.plans, strict=True))
        if should == 0:
            continue
        variance = np.array([p.variance(1.0, -target.rate) for p in target.plans])
        parts.append(size**2 * variance)
        wanted = (target.half_width * should / normal_quantile(level)) ** 2
        allowed.append(wanted + float((size * variance).sum()))
    shape = (len(parts), len(size))
    return np.array(parts, dtype=np.float64).reshape(shape), np.array(allowed, dtype=np.float64)


def _spread_out(size: Values, low: Values, parts: Values, allowed: Values) -> Values:
    if not len(allowed):
        return low
    # Start from what each target would need by itself.
    weights = np.array(
        [(np.sqrt(row).sum() / bound) ** 2 for row, bound in zip(parts, allowed, strict=True)]
    )
    n = low
    for _ in range(_ROUNDS):
        n = np.clip(np.sqrt(weights @ parts), low, size)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = np.where(parts > 0, parts / n, 0.0).sum(axis=1)
        ratio = variance / allowed
        # A target that stays missed although all is read can't be: full reading gives variance = allowed - wanted.
        weights = np.clip(weights * ratio**2, 1e-300, 1e300)
        if (ratio <= 1 + 1e-9).all() and (np.abs(ratio - 1) < 1e-9).any():
            break
    return np.asarray(n, dtype=np.float64)


def _trim(
    numbers: NDArray[np.int64], low: Values, size: Values, parts: Values, allowed: Values
) -> NDArray[np.int64]:
    """Rounding up gives away up to one log a stratum: take back those whose loss still keeps every target, and add where rounding fell short."""
    if not len(allowed):
        return numbers

    def slack(n: NDArray[np.int64]) -> float:
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = np.where(parts > 0, parts / n, 0.0).sum(axis=1)
        return float(((allowed - variance) / allowed).min())

    while slack(numbers) < -1e-9:
        room = numbers < size
        if not room.any():
            break
        gain = np.where(room, (parts / allowed[:, None] / numbers**2).max(axis=0), -1.0)
        numbers[int(gain.argmax())] += 1
    cost = (parts / allowed[:, None]).max(axis=0) / np.maximum(numbers, 1) ** 2
    for place in np.argsort(cost, kind="stable"):
        if numbers[place] > low[place]:
            numbers[place] -= 1
            if slack(numbers) < -1e-9:
                numbers[place] += 1
    return numbers


def _half_width(
    target: Target, size: Values, numbers: NDArray[np.int64], level: float
) -> float | None:
    should = math.fsum(n * p.should() for n, p in zip(size, target.plans, strict=True))
    if should == 0:
        return None
    variance = math.fsum(
        float(total) * (float(total) - int(n)) / int(n) * plan.variance(1.0, -target.rate)
        for total, n, plan in zip(size, numbers, target.plans, strict=True)
        if total
    )
    return normal_quantile(level) * math.sqrt(max(0.0, variance)) / should
