"""Is the rate above (or below) a target? A test that may be looked at after every log and stopped at any time.

An ordinary test that is looked at again and again rejects in the end whatever is true. This one doesn't: it is a bet against
the claim "the rate is at most the target", with stakes fixed before each log is read. If the claim is true the capital isn't
expected to grow, so the chance that it ever reaches 20 times the stake is at most 1 in 20 (Ville's inequality); when it
does, the claim is rejected with an error of at most 5 %, whenever that happens (Waudby-Smith and Ramdas, "Estimating means of
bounded random variables by betting", JRSS B 86 (2024)).

Logs are drawn without replacement, by stratum. With z = recorded - target x should for a log, the claim says that the sum of z
over all N logs of the frame is at most 0. After each log

    X = [ sum of z so far + (logs unread in its stratum) / (chance of that stratum) x z ] / N

has that sum/N as its expectation given the past, for any chances fixed before the log was drawn (Shekhar, Xu, Lipton, Liang and
Ramdas, "Risk-limiting financial audits via weighted sampling without replacement", UAI 2023); the capital is multiplied by
1 + stake x X. So the test is exact for stratified samples read in their random order, and for simple random samples as the
case of one stratum. Stakes are a fixed mixture of shares of the largest one that can't ruin (the diversified bets of
the first paper), so that anybody can work the capital out again.

The order of a stratified sample says nothing any more once a stratum that isn't read whole has no log left in it:
there the test ends with what it has. Give small strata more logs if it should go on for longer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.intervals import LEVEL, Interval

Values = NDArray[np.float64]

MOST = 4
_STAKES = 0.95 * 2.0 ** -np.arange(8)
_GRID = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One log in the order of reading: its stratum and the crimes found."""

    stratum: int
    should: int
    recorded: int


@dataclass(frozen=True, slots=True)
class SequentialTest:
    """Where a test stands after `read` logs.

    p_above      smallest error at which "the rate is at most the target" may be rejected, at any stopping time
    p_below      the same for "the rate is at least the target"
    above_after  logs read when the first was rejected at `error`; None if it wasn't
    below_after  the same for the second
    ended        the order of reading said nothing any more after `read` logs (see the top of this module)
    """

    target: float
    error: float
    read: int
    p_above: float
    p_below: float
    above_after: int | None
    below_after: int | None
    ended: bool

    @property
    def sentence(self) -> str:
        """What may be said now."""
        target = f"{100 * self.target:g} %"
        chance = f"{100 * self.error:g} %"
        if self.above_after is not None:
            return f"The rate is above {target}: shown after {self.above_after:,} logs, with a chance of error of at most {chance}."
        if self.below_after is not None:
            return f"The rate is below {target}: shown after {self.below_after:,} logs, with a chance of error of at most {chance}."
        return (
            f"After {self.read:,} logs it isn't shown whether the rate is above or below {target}."
        )


def sequential_test(
    steps: Iterable[Step],
    *,
    sizes: Sequence[int],
    numbers: Sequence[int],
    target: float,
    error: float = 0.05,
    most: int = MOST,
) -> SequentialTest:
    """Test a rate against a target, log by log in the order of reading.

    `sizes` and `numbers` are the logs of each stratum in the frame and in the sample; the steps are the sample, or its
    beginning, in its random order, none left out. `most` is the largest number of crimes that a log of the frame can hold,
    stated beforehand. A log that can't be decided must be given a decision first: count it against what is to be
    shown. Raises ValueError for a log with more crimes, a target or error outside 0 to 1, or more logs than the sample has.
    """
    if not 0 < target < 1:
        raise ValueError(f"The target must lie between 0 and 1, not {target}.")
    if not 0 < error < 1:
        raise ValueError(f"The error must lie between 0 and 1, not {error}.")
    bets = _Bets(np.array([target]), sizes, numbers, most)
    above = below = None
    for step in steps:
        if not bets.read(step):
            break
        if above is None and bets.best_up[0] >= -np.log(error):
            above = bets.count
        if below is None and bets.best_down[0] >= -np.log(error):
            below = bets.count
    return SequentialTest(
        target,
        error,
        bets.count,
        float(np.exp(-max(0.0, bets.best_up[0]))),
        float(np.exp(-max(0.0, bets.best_down[0]))),
        above,
        below,
        bets.ended,
    )


def confidence_sequence(
    steps: Iterable[Step],
    *,
    sizes: Sequence[int],
    numbers: Sequence[int],
    level: float = LEVEL,
    most: int = MOST,
) -> list[Interval]:
    """After each log, an interval for the rate: all of them hold the truth together with the chance `level`.

    Each target in steps of 0.001 is tested both ways with half the error; the interval reaches from the first to the last
    that was never rejected, a step further on both sides. It is wider than an interval for a fixed number of logs:
    the price of looking at any time.
    """
    if not 0 < level < 1:
        raise ValueError(f"The confidence level must lie between 0 and 1, not {level}.")
    grid = np.arange(1, _GRID) / _GRID
    bets = _Bets(grid, sizes, numbers, most)
    limit = -np.log((1 - level) / 2)
    found: list[Interval] = []
    for step in steps:
        if not bets.read(step):
            break
        kept = np.flatnonzero((bets.best_up < limit) & (bets.best_down < limit))
        if len(kept):
            low, high = kept[0] / _GRID, (kept[-1] + 2) / _GRID
        else:
            # Every target was rejected: with the chance promised this doesn't happen. Keep the last interval.
            low, high = (found[-1].low, found[-1].high) if found else (0.0, 1.0)
        found.append(Interval(float(low), float(high), "betting confidence sequence", level))
    return found


class _Bets:
    """The capital of both bets for a row of targets, on a logarithmic scale; `best` is the highest so far."""

    def __init__(
        self, targets: Values, sizes: Sequence[int], numbers: Sequence[int], most: int
    ) -> None:
        if len(sizes) != len(numbers) or any(
            n > size or n < 0 for size, n in zip(sizes, numbers, strict=True)
        ):
            raise ValueError(
                "Each stratum has a size and a number to read, not more than its size."
            )
        if most < 1:
            raise ValueError(f"A log holds at least one crime, not {most}.")
        self._targets = targets
        self._size = np.array(sizes, dtype=np.float64)
        self._left = self._size.copy()
        self._to_read = np.array(numbers, dtype=np.float64)
        self._most = most
        self._seen = np.zeros(2)
        self._up = np.zeros((len(targets), len(_STAKES)))
        self._down = np.zeros((len(targets), len(_STAKES)))
        self.best_up = np.zeros(len(targets))
        self.best_down = np.zeros(len(targets))
        self.count = 0
        self.ended = False

    def read(self, step: Step) -> bool:
        """Take in one log; False when the order says nothing any more."""
        if not 0 <= step.recorded <= step.should <= self._most:
            raise ValueError(
                f"A log with {step.should} crimes, {step.recorded} of them recorded: at most {self._most} were said to be possible."
            )
        if ((self._left > 0) & (self._to_read <= 0)).any():
            self.ended = True
            return False
        if self._to_read[step.stratum] <= 0:
            raise ValueError("More logs were read in a stratum than the sample has.")
        # The chance that the next log of the order belongs to each stratum; what a log of it would stand for.
        chance = self._to_read / self._to_read.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(chance > 0, self._left / chance, 0.0)
        whole = self._size.sum()
        target = self._targets
        so_far = self._seen[1] - target * self._seen[0]
        heaviest = float(weight.max())
        low = (so_far - heaviest * target * self._most) / whole
        high = (so_far + heaviest * (1 - target) * self._most) / whole
        x = (so_far + weight[step.stratum] * (step.recorded - target * step.should)) / whole
        # The largest stake leaves nothing at the worst outcome; where the worst is a gain already, it is held at 1/|best|.
        widest = np.maximum(high - low, 1e-12)
        up = 1 / np.where(low < 0, np.maximum(-low, widest * 1e-6), widest)
        down = 1 / np.where(high > 0, np.maximum(high, widest * 1e-6), widest)
        self._up += np.log1p((up * x)[:, None] * _STAKES)
        self._down += np.log1p((-down * x)[:, None] * _STAKES)
        self.best_up = np.maximum(self.best_up, _mixture(self._up))
        self.best_down = np.maximum(self.best_down, _mixture(self._down))
        self._seen += (step.should, step.recorded)
        self._left[step.stratum] -= 1
        self._to_read[step.stratum] -= 1
        self.count += 1
        return True


def _mixture(capital: Values) -> Values:
    """Logarithm of the mean capital over the stakes."""
    top = capital.max(axis=1)
    return np.asarray(top + np.log(np.exp(capital - top[:, None]).mean(axis=1)))
