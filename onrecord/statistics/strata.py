"""What is known of a stratum: before anybody has read (the plan), and afterwards (the readings)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a stratum is expected to hold.

    linked         a crime record is linked to every log of the stratum, or to none
    crime_rate     share of logs that disclose at least one crime
    further_missed share of linked logs that disclose a further crime which was not recorded
    """

    linked: bool
    crime_rate: float
    further_missed: float = 0.0

    def __post_init__(self) -> None:
        for name, share in (
            ("crime_rate", self.crime_rate),
            ("further_missed", self.further_missed),
        ):
            if not 0 <= share <= 1:
                raise ValueError(f"{name} is a share and must lie between 0 and 1, not {share}.")

    def outcomes(self) -> list[tuple[float, int, int]]:
        """The plan as a small table: (share of logs, crimes that should be recorded, crimes recorded)."""
        if not self.linked:
            return [(1 - self.crime_rate, 0, 0), (self.crime_rate, 1, 0)]
        further = min(self.further_missed, self.crime_rate)
        return [(1 - self.crime_rate, 0, 0), (self.crime_rate - further, 1, 1), (further, 2, 1)]

    def should(self) -> float:
        """Crimes that should be recorded, a log, as planned."""
        return math.fsum(share * should for share, should, _ in self.outcomes())

    def recorded(self) -> float:
        """Crimes recorded, a log, as planned."""
        return math.fsum(share * recorded for share, _, recorded in self.outcomes())

    def variance(self, of_recorded: float, of_should: float) -> float:
        """Planned variance between logs of of_recorded x recorded + of_should x should.

        (1, -rate) gives the residual of the rate, (-1, 1) the number of missed crimes.
        """
        values = [(share, of_recorded * y + of_should * d) for share, d, y in self.outcomes()]
        mean = math.fsum(share * value for share, value in values)
        return math.fsum(share * (value - mean) ** 2 for share, value in values)

    def spread(self, rate: float) -> float:
        """Planned standard deviation of the residual recorded - rate x should: what Neyman's allocation needs."""
        return math.sqrt(self.variance(1.0, -rate))

    def surprise_rate(self) -> float:
        """Planned share of logs that are not what the stratum promises (see StratumReadings.surprises)."""
        return min(self.further_missed, self.crime_rate) if self.linked else self.crime_rate

    def scaled(self, factor: float) -> "Plan":
        """The plan with `factor` times as many surprises, at most all logs."""
        if self.linked:
            return Plan(True, self.crime_rate, min(1.0, self.further_missed * factor))
        return Plan(False, min(1.0, self.crime_rate * factor), self.further_missed)

    def for_group(self, share: float) -> "Plan":
        """The same plan for one crime group that makes up `share` of all crime."""
        return Plan(self.linked, self.crime_rate * share, self.further_missed * share)


@dataclass(frozen=True, slots=True)
class MixedPlan(Plan):
    """A stratum that holds several kinds of log, linked and not: `parts` are (share of logs, plan).

    For simple random samples and for strata that don't part linked logs from others. It counts as not linked: every log
    with a crime is a surprise.
    """

    parts: tuple[tuple[float, Plan], ...] = ()

    def outcomes(self) -> list[tuple[float, int, int]]:
        """The parts' tables, each with its share."""
        return [(w * share, d, y) for w, plan in self.parts for share, d, y in plan.outcomes()]

    def surprise_rate(self) -> float:
        """Planned share of logs with a crime."""
        return math.fsum(share for share, should, _ in self.outcomes() if should)

    def scaled(self, factor: float) -> "MixedPlan":
        """The plan with `factor` times as many logs that disclose a crime, at most all of each part."""
        return mixed(
            [(w, replace(p, crime_rate=min(1.0, p.crime_rate * factor))) for w, p in self.parts]
        )

    def for_group(self, share: float) -> "MixedPlan":
        """The same plan for one crime group that makes up `share` of all crime."""
        return mixed([(w, p.for_group(share)) for w, p in self.parts])


def mixed(parts: Sequence[tuple[float, Plan]]) -> MixedPlan:
    """One plan from several, weighted by their numbers of logs (or shares). Raises ValueError without any log."""
    total = math.fsum(weight for weight, _ in parts)
    if total <= 0:
        raise ValueError("A mixed plan needs at least one log.")
    shares: tuple[tuple[float, Plan], ...] = ()
    for weight, plan in parts:
        inner = plan.parts if isinstance(plan, MixedPlan) else ((1.0, plan),)
        shares += tuple((weight / total * share, part) for share, part in inner)
    rate = math.fsum(w * share for w, p in shares for share, d, _ in p.outcomes() if d)
    return MixedPlan(False, min(1.0, rate), 0.0, shares)


@dataclass(frozen=True, slots=True)
class StratumReadings:
    """A stratum of `size` logs and what the readers decided in those they read: one number per log in both arrays.

    Logs that nobody read, or that could not be decided, are simply not in the arrays.
    Raises ValueError for counts below 0, recorded above should, or more readings than logs.
    """

    name: str
    size: int
    plan: Plan
    should: Counts
    recorded: Counts

    def __post_init__(self) -> None:
        if self.should.shape != self.recorded.shape or self.should.ndim != 1:
            raise ValueError(f"{self.name}: should and recorded must be lists of the same length.")
        if self.read > self.size:
            raise ValueError(f"{self.name}: {self.read} readings in a stratum of {self.size} logs.")
        if (self.recorded < 0).any() or (self.recorded > self.should).any():
            raise ValueError(f"{self.name}: recorded must lie between 0 and should in every log.")

    @property
    def read(self) -> int:
        """How many logs were read and decided."""
        return len(self.should)

    def surprises(self) -> int:
        """Logs that are not what their stratum promises: a crime where none is linked, a missed one where one is."""
        if self.plan.linked:
            return int((self.recorded < self.should).sum())
        return int((self.should > 0).sum())


def readings(
    name: str, size: int, plan: Plan, should: Sequence[int], recorded: Sequence[int]
) -> StratumReadings:
    """A stratum from plain lists."""
    return StratumReadings(
        name, size, plan, np.asarray(should, dtype=np.int64), np.asarray(recorded, dtype=np.int64)
    )
