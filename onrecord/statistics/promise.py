"""A width that can be promised: one that nine audits in ten will keep, not one that half of them will.

The half-width of an audit is itself a matter of chance: it depends on what is found. planner.py gives what to expect;
here whole audits are played through on paper. Each run draws true rates for every stratum around the planned ones (a beta
distribution worth `trust` logs read earlier), then readings, and puts them through the very estimator of the audit.
The promised width is the 90th percentile of the half-widths that come out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.strata import MixedPlan, Plan, StratumReadings, mixed

ASSURANCE = 0.9
RUNS = 200
# A planned rate is taken to be worth as many logs read before, unless somebody says how many it is.
TRUST = 100


@dataclass(frozen=True, slots=True)
class Promise:
    """A sample: logs in all and by stratum, the half-width promised, and in what share of audits it is kept."""

    logs: int
    numbers: list[int]
    half_width: float
    assurance: float


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
    """The half-width that the share `assurance` of audits will not exceed, if the plan is as good as `trust` says."""
    if not 0 < assurance < 1:
        raise ValueError(f"The assurance must lie between 0 and 1, not {assurance}.")
    widths = played_half_widths(strata, numbers, trust=trust, runs=runs, level=level, seed=seed)
    return float(np.quantile(widths, assurance, method="higher"))


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

    def at(total: int) -> Promise:
        numbers = share_out(total)
        width = promised_half_width(
            strata, numbers, assurance=assurance, trust=trust, runs=runs, level=level, seed=seed
        )
        return Promise(sum(numbers), numbers, width, assurance)

    every = sum(s.size for s in strata)
    misses, keeps = smallest - 1, every
    best: Promise | None = None
    guess = min(max(start, smallest), every)
    for _ in range(16):
        tried = at(guess)
        # Widths fall with the square root of the number of logs; a step of 1 % at least, so that the marks close in.
        step = round(guess * (tried.half_width / half_width) ** 2)
        if tried.half_width <= half_width:
            keeps, best = guess, tried
            guess = max(misses + 1, min(step, int(guess * 0.99)))
        else:
            misses = guess
            guess = min(keeps - 1, max(step, int(guess * 1.01) + 1))
        if keeps <= misses * 1.01 + 1:
            break
    return best if best is not None else at(every)


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
