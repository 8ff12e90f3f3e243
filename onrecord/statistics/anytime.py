"""Where an audit stands after each record read: test and interval in one, both sound whenever one looks. See sequential.py.

Both sides of the target are tested with half the error each, and every other rate in steps as well: so the target is shown to be passed
exactly when the interval has left it behind, and a false "shown" has at most the error of the level in all, even when
the rate is the target itself.

A record that can't be decided enters twice: at its worst in what is to show a high rate, at its best in what is to show a low one. The
interval then holds the rate whichever it was. Without such records both rows of steps are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.bets import Bets, Step
from onrecord.statistics.intervals import LEVEL, Interval

METHOD = "betting confidence sequence"
GRID = 1000
# Parts of an audit are many: coarser steps keep them quick, and make their intervals at most a point wider each way.
COARSE = 100


@dataclass(frozen=True)
class Watched:
    """What was shown after each of `read` records.

    above_after, below_after   records after which it was shown that the rate is above, or below, the target; None: not shown
    up_ended, down_ended       records after which one that held more than was said to be possible ended that bet; None: not ended
    """

    target: float
    level: float
    read: int
    above_after: int | None
    below_after: int | None
    up_ended: int | None
    down_ended: int | None
    # For each rate in steps: after how many records it was ruled out; a number beyond all where it wasn't.
    gone: NDArray[np.int64]

    @property
    def decided_after(self) -> int | None:
        """Records after which the test had decided; None while it hasn't."""
        return min((n for n in (self.above_after, self.below_after) if n is not None), default=None)

    @property
    def above(self) -> bool:
        """Which side was shown, and first where both were (which the level all but excludes)."""
        return self.above_after is not None and self.above_after == self.decided_after

    @property
    def interval(self) -> Interval:
        """The interval after the last record; 0 to 1 before the first."""
        return self.after(self.read)

    def after(self, number: int) -> Interval:
        """The interval after so many records: from the first rate to the last that was never ruled out, a step further on both
        sides. Where every rate was ruled out, which the level all but excludes, the last interval there was."""
        last = int(self.gone.max(initial=0)) - 1
        kept = np.flatnonzero(self.gone > min(number, max(0, last)))
        steps = len(self.gone) + 1
        if not len(kept):
            return Interval(0.0, 1.0, METHOD, self.level)
        return Interval(float(kept[0] / steps), float((kept[-1] + 2) / steps), METHOD, self.level)

    @cached_property
    def looks(self) -> list[Interval]:
        """The interval after each record."""
        return [self.after(number) for number in range(1, self.read + 1)]


def watch(
    worst: Sequence[Step],
    best: Sequence[Step],
    *,
    sizes: Sequence[int],
    shares: Sequence[float],
    target: float,
    level: float = LEVEL,
    most: int,
    grid: int = GRID,
) -> Watched:
    """Follow an order of `sequential_order`, or its beginning, record by record.

    `worst` and `best` are the same records with those that can't be decided at their worst and at their best. Raises ValueError for a
    target or level outside 0 to 1, and where the two rows aren't equally long.
    """
    if not 0 < target < 1:
        raise ValueError(f"The target must lie between 0 and 1, not {target}.")
    if not 0 < level < 1:
        raise ValueError(f"The confidence level must lie between 0 and 1, not {level}.")
    if len(worst) != len(best):
        raise ValueError("Both rows of steps must hold the same records.")
    targets = np.append(np.arange(1, grid) / grid, target)
    up = Bets(targets, sizes, None, shares, most)
    down = up if list(worst) == list(best) else Bets(targets, sizes, None, shares, most)
    limit = -np.log((1 - level) / 2)
    never = len(worst) + 1
    above = np.full(len(targets), never, dtype=np.int64)
    below = above.copy()
    up_ended = down_ended = None
    for number, (low, high) in enumerate(zip(worst, best, strict=True), 1):
        up.read(low)
        if down is not up:
            down.read(high)
        above[(above == never) & (up.best_up >= limit)] = number
        below[(below == never) & (down.best_down >= limit)] = number
        up_ended = number if up.up_ended and up_ended is None else up_ended
        down_ended = number if down.down_ended and down_ended is None else down_ended
    return Watched(
        target,
        level,
        len(worst),
        int(above[-1]) if above[-1] < never else None,
        int(below[-1]) if below[-1] < never else None,
        up_ended,
        down_ended,
        np.minimum(above, below)[:-1],
    )
