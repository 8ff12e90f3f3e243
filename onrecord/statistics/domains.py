"""Rates of parts of the whole, from the same sample: a kind of crime, a route, a department, domestic abuse.

A domain is not a sample of its own: how many of its logs were drawn is a matter of chance. Its rate is the ratio of two totals
in which everything outside it counts as nought, over all strata (Saerndal, Swensson and Wretman, Model Assisted Survey
Sampling (1992), ch. 10; Cochran, Sampling Techniques, 3rd ed., 2.12 and 5A.14). So the estimator, the log as cluster and
the finite population correction are those of the whole (estimator.py), and the parts add up to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.estimator import (
    RateEstimate,
    TotalEstimate,
    estimate_missed,
    estimate_rate,
)
from onrecord.statistics.intervals import (
    LEVEL,
    Interval,
    clopper_pearson_from_se,
    logit_from_se,
    wald_from_se,
    wilson_from_se,
)
from onrecord.statistics.strata import StratumReadings

Marks = NDArray[np.bool_]

# A rate from fewer crimes isn't to be ranked or compared.
FEW = 20


@dataclass(frozen=True, slots=True)
class DomainEstimate:
    """One domain's rate; `n_logs` are the logs read in it, `n_should` and `n_recorded` the crimes counted in them.

    `few`: it rests on fewer than FEW crimes; its interval is rough besides being wide.
    """

    name: str
    n_logs: int
    n_should: int
    n_recorded: int
    result: RateEstimate
    missed: TotalEstimate | None

    @property
    def few(self) -> bool:
        """Whether so few crimes were found that the rate must not be compared."""
        return self.n_should < FEW


def restrict(
    strata: Sequence[StratumReadings], inside: Sequence[Marks], share: float
) -> list[StratumReadings]:
    """The strata with everything outside the domain at nought.

    `inside` marks, for each stratum, the logs read that belong to the domain. `share` is the planned share of all crime
    that belongs to it: it scales the plan that quiet strata fall back on.
    """
    return [
        replace(
            s,
            plan=s.plan.for_group(min(1.0, max(0.0, share))),
            should=np.where(kept, s.should, 0),
            recorded=np.where(kept, s.recorded, 0),
        )
        for s, kept in zip(strata, _marks(strata, inside), strict=True)
    ]


def estimate_domain(
    name: str,
    strata: Sequence[StratumReadings],
    inside: Sequence[Marks],
    *,
    share: float | None = None,
    level: float = LEVEL,
) -> DomainEstimate:
    """One domain's rate. Without a planned `share` the domain's own share of the crimes found is taken.

    For a kind of crime, which is a matter of the crimes and not of the logs, give strata with the counts of that kind and
    mark every log.
    """
    inside = _marks(strata, inside)
    n_logs = sum(int(marks.sum()) for marks in inside)
    if share is None:
        share = _found_share(strata, inside)
    part = restrict(strata, inside, share)
    n_should = sum(int(s.should.sum()) for s in part)
    n_recorded = sum(int(s.recorded.sum()) for s in part)
    if not n_logs:
        reason = "No log of this part was read."
        nothing = RateEstimate(None, None, None, None, None, 0.0, 0.0, reason)
        return DomainEstimate(name, 0, 0, 0, nothing, None)
    return DomainEstimate(
        name, n_logs, n_should, n_recorded, estimate_rate(part, level), estimate_missed(part, level)
    )


def estimate_domains(
    strata: Sequence[StratumReadings],
    labels: Sequence[Sequence[str]],
    *,
    level: float = LEVEL,
) -> list[DomainEstimate]:
    """A rate for each label, in alphabetical order: `labels` has one list for each stratum, one label for each log read."""
    texts = [np.asarray(list(row), dtype=object) for row in labels]
    names = sorted({str(label) for row in labels for label in row})
    return [
        estimate_domain(
            name, strata, [np.asarray(row == name, dtype=np.bool_) for row in texts], level=level
        )
        for name in names
    ]


def all_intervals(result: RateEstimate) -> dict[str, Interval]:
    """Every interval that follows from rate and standard error: logit (the default), wald, wilson, clopper-pearson.

    At a rate of 0 or 1, or when every log was read, the one interval there is.
    """
    if result.rate is None or result.interval is None:
        return {}
    if not result.se or result.rate in (0.0, 1.0):
        return {result.interval.method: result.interval}
    level = result.interval.level
    ways = (logit_from_se, wald_from_se, wilson_from_se, clopper_pearson_from_se)
    found = [way(result.rate, result.se, level) for way in ways]
    return {interval.method: interval for interval in found}


def _marks(strata: Sequence[StratumReadings], inside: Sequence[Marks]) -> list[Marks]:
    found = [np.asarray(marks, dtype=np.bool_) for marks in inside]
    for s, marks in zip(strata, found, strict=True):
        if marks.shape != s.should.shape:
            raise ValueError(f"{s.name}: {len(marks)} marks for {s.read} logs read.")
    return found


def _found_share(strata: Sequence[StratumReadings], inside: Sequence[Marks]) -> float:
    """The domain's share of all crimes found, each counted for the logs it stands for; one crime is added to be safe."""
    whole = part = 0.0
    for s, marks in zip(strata, inside, strict=True):
        if s.read:
            weight = s.size / s.read
            whole += weight * float(s.should.sum())
            part += weight * float(s.should[marks].sum())
    found = sum(int(s.should.sum()) for s in strata)
    return (part + whole / (found + 1)) / (whole * (1 + 1 / (found + 1))) if whole else 1.0
