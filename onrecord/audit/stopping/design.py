"""An audit that may stop as soon as it is shown on which side of a target the rate lies: what its maker asks, and its order. Pure.

The order of reading is drawn for the purpose (`onrecord.statistics.sequential`): each step goes to a stratum by fixed shares, and there to the
next record in order of its draw number. Shares follow from the planning figures, are kept with nine decimals, and are all
that is needed, beside frame and seed, to draw the order again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.audit.planning.figures import Planning, rate_text
from onrecord.audit.sample.strata import StratumDesign
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.sequential import EVEN, MOST, sequential_shares, sequential_steps

MOST_OF_ANY = 50


@dataclass(frozen=True, slots=True)
class StopRule:
    """What the maker asks: on which side of `target` does the rate lie? `level` is of test and interval; no record of the frame holds more
    than `most` crimes missed, or on record. Shares lie between 0 and 1."""

    target: float
    level: float = LEVEL
    most: int = MOST

    def __post_init__(self) -> None:
        if not 0 < self.target < 1:
            raise ValueError("The target must lie between 0 and 100 %, both left out.")
        if not 0.5 <= self.level < 1:
            raise ValueError("The level must be at least 50 %, and less than 100 %.")
        if not 1 <= self.most <= MOST_OF_ANY:
            raise ValueError(
                f"The most crimes of one record must be a number from 1 to {MOST_OF_ANY}."
            )


@dataclass(frozen=True, slots=True)
class Order:
    """The rule and the shares of the strata: an audit's design keeps both."""

    rule: StopRule
    shares: tuple[float, ...]

    def steps(self, sizes: Sequence[int], number: int, *, seed: str, frame_hash: str) -> list[int]:
        """The stratum of each record to read, in order."""
        return sequential_steps(sizes, self.shares, number, seed=seed, frame_hash=frame_hash)

    def to_json(self) -> dict[str, Any]:
        return {
            "target": rate_text(self.rule.target),
            "level": rate_text(self.rule.level),
            "most": self.rule.most,
            "shares": [f"{share:.9f}" for share in self.shares],
        }


def order_for(
    rule: StopRule, strata: Sequence[StratumDesign], planning: Planning, *, by_size: bool
) -> Order:
    """The order for these strata. `by_size`: shares by size alone, where nobody can plan what a record is worth."""
    sizes = [s.size for s in strata]
    needs = [
        s.size * (1.0 if by_size else s.plan(planning).spread(planning.recording_rate))
        for s in strata
    ]
    # Nine decimals, as they are kept; never nought, so that every record can be drawn.
    shares = [max(1e-9, round(share, 9)) for share in sequential_shares(needs, sizes, EVEN)]
    return Order(rule, tuple(shares))


def order_from(design: Mapping[str, Any]) -> Order | None:
    """The order out of an audit's design; None of an audit that reads a fixed sample."""
    kept = design.get("sequential")
    if kept is None:
        return None
    rule = StopRule(float(kept["target"]), float(kept["level"]), kept["most"])
    return Order(rule, tuple(float(share) for share in kept["shares"]))
