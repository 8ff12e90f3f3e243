"""A width that can be promised: one that nine audits in ten will keep, not one that half of them will.

The half-width of an audit is itself a matter of chance: it depends on what is found. planner.py gives what to expect;
here whole audits are played through on paper. Each run draws true rates for every stratum around the planned ones (a beta
distribution worth `trust` logs read earlier), then readings, and puts them through the very estimator of the audit.
The promised width is the 90th percentile of the half-widths that come out, on the safe side.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.special import bdtr

from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.strata import MixedPlan, Plan, StratumReadings, mixed
from onrecord.statistics.targets import Target

ASSURANCE = 0.9
RUNS = 200
SURE = 0.9
# A planned rate is taken to be worth as many logs read before, unless somebody says how many it is.
TRUST = 100


@dataclass(frozen=True, slots=True)
class Promise:
    """A sample: logs in all and by stratum, the half-width promised, and in what share of audits it is kept."""

    logs: int
    numbers: list[int]
    half_width: float
    assurance: float


def _place(runs: int, assurance: float) -> int:
    """The place among sorted plays that lies at or above the percentile with a chance of 90 %; at most the last."""
    for place in range(runs):
        # The chance that at most `place` plays lie below the percentile.
        if bdtr(place, runs, assurance) >= SURE:
            return place
    return runs - 1


@dataclass(frozen=True, slots=True)
class TargetsPromise:
    """The same for several targets: the half-width promised for each."""

    logs: int
    numbers: list[int]
    half_widths: dict[str, float]
    assurance: float


Kept = TypeVar("Kept")


def played_half_widths(
    strata: Sequence[PlannedStratum],
    numbers: Sequence[int],
    *,
    trust: float | None = TRUST,
    runs: int = RUNS,
    level: float = LEVEL,
    seed: int = 1,
) -> list[float]:
    """Half-widths (as shares, sorted) of `runs` audits on paper; a run that finds no crime at all counts as 1.

    `trust` is how many logs, read earlier, each planned rate rests on; None takes the rates for the truth.
    Raises ValueError when a stratum has nothing to read.
    """
    if any(s.size and not n for s, n in zip(strata, numbers, strict=True)):
        raise ValueError("Every stratum needs at least one log to read.")
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(runs):
        audit = [
            _play(str(place), s, n, trust, rng)
            for place, (s, n) in enumerate(zip(strata, numbers, strict=True))
            if s.size
        ]
        interval = estimate_rate(audit, level).interval
        found.append(1.0 if interval is None else interval.half_width)
    return sorted(found)


def promised_half_width(
    strata: Sequence[PlannedStratum],
    numbers: Sequence[int],
    *,
    assurance: float = ASSURANCE,
    trust: float | None = TRUST,
    runs: int = RUNS,
    level: float = LEVEL,
    seed: int = 1,
) -> float:
    """The half-width that the share `assurance` of audits will not exceed, if the plan is as good as `trust` says.

    A percentile of so few plays is itself uncertain; its upper bound (90 %, by order statistics) is taken.
    """
    if not 0 < assurance < 1:
        raise ValueError(f"The assurance must lie between 0 and 1, not {assurance}.")
    widths = played_half_widths(strata, numbers, trust=trust, runs=runs, level=level, seed=seed)
    return widths[_place(len(widths), assurance)]


def promised_half_widths(
    sizes: Sequence[int],
    targets: Sequence[Target],
    numbers: Sequence[int],
    *,
    assurance: float = ASSURANCE,
    trust: float | None = TRUST,
    runs: int = RUNS,
    level: float = LEVEL,
    seed: int = 1,
) -> dict[str, float]:
    """The half-width promised for each target by itself, as promised_half_width; targets that expect no crime are left out."""
    return {
        t.name: promised_half_width(
            [PlannedStratum(n, plan) for n, plan in zip(sizes, t.plans, strict=True)],
            numbers,
            assurance=assurance,
            trust=trust,
            runs=runs,
            level=level,
            seed=seed,
        )
        for t in targets
        if any(plan.should() for plan in t.plans)
    }


def promise(
    strata: Sequence[PlannedStratum],
    half_width: float,
    share_out: Callable[[int], list[int]],
    *,
    smallest: int,
    start: int,
    assurance: float = ASSURANCE,
    trust: float | None = TRUST,
    runs: int = RUNS,
    level: float = LEVEL,
    seed: int = 1,
) -> Promise:
    """The smallest sample (to about 1 %) whose promised half-width is at most `half_width`.

    `share_out(total)` gives the numbers by stratum for any total from `smallest` (what the floors need) up; `start` is a
    first guess, such as planner.logs_needed. Reading every log keeps any promise.
    """
    if not half_width > 0:
        raise ValueError(f"A half-width must be above 0, not {half_width}.")

    def at(total: int) -> tuple[Promise, float]:
        numbers = share_out(total)
        width = promised_half_width(
            strata, numbers, assurance=assurance, trust=trust, runs=runs, level=level, seed=seed
        )
        return Promise(sum(numbers), numbers, width, assurance), width / half_width

    return _smallest(at, smallest, start, sum(s.size for s in strata))


def promise_for_targets(
    sizes: Sequence[int],
    targets: Sequence[Target],
    share_out: Callable[[int], list[int]],
    *,
    smallest: int,
    start: int,
    assurance: float = ASSURANCE,
    trust: float | None = TRUST,
    runs: int = RUNS,
    level: float = LEVEL,
    seed: int = 1,
) -> TargetsPromise:
    """The smallest sample (to about 1 %) whose promised half-width is small enough for every target, each by itself.

    As `promise`; targets that expect no crime promise nothing and ask for nothing.
    """
    wanted = [t for t in targets if any(plan.should() for plan in t.plans)]

    def at(total: int) -> tuple[TargetsPromise, float]:
        numbers = share_out(total)
        widths = promised_half_widths(
            sizes,
            wanted,
            numbers,
            assurance=assurance,
            trust=trust,
            runs=runs,
            level=level,
            seed=seed,
        )
        worst = max((widths[t.name] / t.half_width for t in wanted), default=0.0)
        return TargetsPromise(sum(numbers), numbers, widths, assurance), worst

    return _smallest(at, smallest, start, sum(sizes))


def _smallest(
    at: Callable[[int], tuple[Kept, float]], smallest: int, start: int, every: int
) -> Kept:
    """The sample with the fewest logs whose width is at most once the width wanted."""
    misses, keeps = smallest - 1, every
    best: Kept | None = None
    guess = min(max(start, smallest), every)
    for turn in range(20):
        tried, ratio = at(guess)
        if ratio <= 1:
            keeps, best = guess, tried
        else:
            misses = guess
        if keeps <= misses * 1.01 + 1:
            break
        # Widths fall with the square root of the number of logs, as long as few of all are read; a step beyond by 1 %, so
        # that the marks close in from both sides. If that doesn't do, by halving.
        step = round(guess * min(ratio, 100.0) ** 2 * (0.99 if ratio <= 1 else 1.01))
        if turn > 3 or not misses < step < keeps:
            step = round(math.sqrt(max(misses, 1) * keeps))
        guess = min(max(step, misses + 1), keeps - 1)
    return best if best is not None else at(every)[0]


def _play(
    name: str, stratum: PlannedStratum, n: int, trust: float | None, rng: np.random.Generator
) -> StratumReadings:
    """What the readers might find in one stratum, if the plan is about right."""
    table = _true_plan(stratum.plan, trust, rng).outcomes()
    shares = np.array([share for share, _, _ in table])
    counts = rng.multinomial(n, shares / shares.sum())
    return StratumReadings(
        name,
        stratum.size,
        stratum.plan,
        np.repeat(np.array([d for _, d, _ in table], dtype=np.int64), counts),
        np.repeat(np.array([y for _, _, y in table], dtype=np.int64), counts),
    )


def _true_plan(plan: Plan, trust: float | None, rng: np.random.Generator) -> Plan:
    if trust is None:
        return plan
    if isinstance(plan, MixedPlan):
        return mixed([(w, _true_plan(p, trust, rng)) for w, p in plan.parts])
    crime = _around(plan.crime_rate, trust, rng)
    further = min(crime, _around(plan.further_missed, trust, rng))
    return Plan(plan.linked, crime, further)


def _around(rate: float, trust: float, rng: np.random.Generator) -> float:
    if rate in (0.0, 1.0):
        return rate
    return float(rng.beta(rate * trust, (1 - rate) * trust))
