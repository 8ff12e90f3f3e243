"""What is known of a stratum: before anybody has read (the plan), and afterwards (the readings)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
