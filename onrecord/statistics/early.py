"""Before anybody reads: after how many logs will a sequential test have decided? Played through on paper, with the planned rates.

A plan is as good as its rates, and where the true rate lies near the target no number of logs decides. So the answer is a row of plays
from a fixed seed, from which a median and a larger share are told, never one number as if it were sure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.statistics.bets import Bets, Step
from onrecord.statistics.intervals import LEVEL
from onrecord.statistics.planner import PlannedStratum, expected_rate

PLAYS = 15


@dataclass(frozen=True, slots=True)
class Expected:
    """`after`: logs at which each play decided, in rising order; those that didn't within `steps` are left out of it. `rate` is what the
    plan implies; None if it expects no crime."""

    rate: float | None
    plays: int
    steps: int
    after: list[int]

    def of(self, share: float) -> int | None:
        """Logs by which this share of plays had decided; None where fewer did."""
        place = math.ceil(share * self.plays) - 1
        return self.after[place] if place < len(self.after) else None


def expected_reading(
    strata: Sequence[PlannedStratum],
    shares: Sequence[float],
    *,
    target: float,
    steps: int,
    level: float = LEVEL,
    most: int = 4,
    plays: int = PLAYS,
    seed: int = 1,
) -> Expected:
    """Play the test through. `steps` is the most that is read. The same seed gives the same answer."""
    rng = np.random.default_rng(seed)
    sizes = [s.size for s in strata]
    tables = [s.plan.outcomes() for s in strata]
    chance = np.array(shares) / sum(shares)
    limit = -math.log((1 - level) / 2)
    after = []
    for _ in range(plays):
        bets = Bets(np.array([target]), sizes, None, shares, most)
        left = list(sizes)
        for number, place in enumerate(rng.choice(len(sizes), steps, p=chance).tolist(), 1):
            if not left[place]:
                # The few steps into a stratum that is read whole go to the largest one that isn't.
                place = max(range(len(left)), key=left.__getitem__)
                if not left[place]:
                    break
            left[place] -= 1
            ends = np.cumsum([share for share, _, _ in tables[place]])
            found = min(int(np.searchsorted(ends, rng.random() * ends[-1])), len(ends) - 1)
            _, should, recorded = tables[place][found]
            bets.read(Step(place, should, recorded))
            if max(bets.best_up[0], bets.best_down[0]) >= limit:
                after.append(number)
                break
    return Expected(expected_rate(strata), plays, steps, sorted(after))
