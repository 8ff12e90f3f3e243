"""Missed crimes a year from a recording rate: R(1 - p)/p.

R is the number of crimes recorded in a year, p the share that is recorded. If R crimes are the share p of all, R/p
should have been recorded, and R/p - R = R(1 - p)/p were not. The bounds come from the bounds of p: the formula falls
as p rises, so the upper bound of the rate gives the lower bound of the missed crimes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MissedAYear:
    """Missed crimes a year with bounds. `high` is None when the rate may be 0, where the number has no upper limit."""

    estimate: float | None
    low: float | None
    high: float | None
    recorded_a_year: float


def missed_a_year(
    recorded_a_year: float, rate: float, low: float | None = None, high: float | None = None
) -> MissedAYear:
    """R(1 - p)/p for the rate and for the bounds of its interval.

    Raises ValueError for rates outside 0 to 1 or a negative number of crimes.
    """
    if recorded_a_year < 0:
        raise ValueError(f"The number of recorded crimes can't be below 0, not {recorded_a_year}.")
    return MissedAYear(
        estimate=_missed(recorded_a_year, rate),
        low=None if high is None else _missed(recorded_a_year, high),
        high=None if low is None else _missed(recorded_a_year, low),
        recorded_a_year=recorded_a_year,
    )


def _missed(recorded: float, rate: float) -> float | None:
    if not 0 <= rate <= 1:
        raise ValueError(f"A rate must lie between 0 and 1, not {rate}.")
    return None if rate == 0 else recorded * (1 - rate) / rate
