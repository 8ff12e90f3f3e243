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

Two orders will do. The random order of a stratified sample of fixed numbers: its chances drift as strata run low, and it says
nothing any more once a stratum that isn't read whole has no log left, so it serves to look into an ordinary audit.
And an order drawn for the purpose, `sequential_order`: each step goes to a stratum by fixed shares. Those shares keep the
heaviest log light, since stakes must survive the worst log possible; it shows the same in fewer logs, and goes on until
something is shown.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.statistics.bets import Bets, Step
from onrecord.statistics.intervals import LEVEL, Interval

Values = NDArray[np.float64]

MOST = 4
# So much of the reading goes by size in an order drawn for the purpose.
EVEN = 0.4
_GRID = 1000


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


def sequential_shares(
    needs: Sequence[float], sizes: Sequence[int], even: float = EVEN
) -> list[float]:
    """Shares of the strata for an order drawn for the purpose: the share `even` by size, the rest by need (size x spread)."""
    if not 0 < even <= 1:
        raise ValueError(f"The even share must lie above 0, up to 1, not {even}.")
    need, size = sum(needs), sum(sizes)
    return [
        even * n / size + (1 - even) * (part / need if need > 0 else n / size)
        for part, n in zip(needs, sizes, strict=True)
    ]


def sequential_order(
    pools: Sequence[Sequence[tuple[str, str]]],
    sizes: Sequence[int],
    shares: Sequence[float],
    steps: int,
    *,
    seed: str,
    frame_hash: str,
) -> list[tuple[int, str, str]]:
    """(stratum, system, reference key) of the first `steps` logs to read; anybody can draw it again.

    `pools` are each stratum's logs in order of their draw number (draw.draw gives them), as many as may be needed. The shares
    of the strata that aren't read whole yet are laid end to end; step number t goes to the one in which the SHA-256 of
    "step|seed|frame hash|t" falls, as a share of 2^256. Ends early when a stratum's pool is used up: draw more there.
    """
    used = [0] * len(pools)
    found: list[tuple[int, str, str]] = []
    for stratum in sequential_steps(sizes, shares, steps, seed=seed, frame_hash=frame_hash):
        if used[stratum] >= len(pools[stratum]):
            break
        found.append((stratum, *pools[stratum][used[stratum]]))
        used[stratum] += 1
    return found


def sequential_steps(
    sizes: Sequence[int], shares: Sequence[float], steps: int, *, seed: str, frame_hash: str
) -> list[int]:
    """The stratum of each of the first `steps` logs; fewer when the whole frame has been read. It needs no pool, so that it tells how
    many of each stratum have to be drawn."""
    used = [0] * len(sizes)
    found: list[int] = []
    for number in range(1, steps + 1):
        still = [h for h in range(len(sizes)) if used[h] < sizes[h]]
        if not still:
            break
        digest = hashlib.sha256(f"step|{seed}|{frame_hash}|{number}".encode()).digest()
        place = int.from_bytes(digest) / 2**256 * math.fsum(shares[h] for h in still)
        edge = 0.0
        for stratum in still:
            edge += shares[stratum]
            if place < edge:
                break
        used[stratum] += 1
        found.append(stratum)
    return found


def sequential_test(
    steps: Iterable[Step],
    *,
    sizes: Sequence[int],
    numbers: Sequence[int] | None = None,
    shares: Sequence[float] | None = None,
    target: float,
    error: float = 0.05,
    most: int = MOST,
) -> SequentialTest:
    """Test a rate against a target, log by log in the order of reading.

    `sizes` are the logs of each stratum in the frame. For the random order of a stratified sample give the `numbers` it has of
    each; for an order of `sequential_order` give its `shares`. The steps are that order or its beginning, none left out. `most` is the
    largest number of crimes missed, and of crimes on record, that a log of the frame can hold, stated beforehand. A log that can't be decided must be given a decision first: count it against what is to be
    shown. Raises ValueError for a log with more, a target or error outside 0 to 1, or more logs than the sample has.
    """
    if not 0 < target < 1:
        raise ValueError(f"The target must lie between 0 and 1, not {target}.")
    if not 0 < error < 1:
        raise ValueError(f"The error must lie between 0 and 1, not {error}.")
    bets = Bets(np.array([target]), sizes, numbers, shares, most)
    above = below = None
    for step in steps:
        if not _read(bets, step, most):
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
    numbers: Sequence[int] | None = None,
    shares: Sequence[float] | None = None,
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
    bets = Bets(grid, sizes, numbers, shares, most)
    limit = -np.log((1 - level) / 2)
    found: list[Interval] = []
    for step in steps:
        if not _read(bets, step, most):
            break
        kept = np.flatnonzero((bets.best_up < limit) & (bets.best_down < limit))
        if len(kept):
            low, high = kept[0] / _GRID, (kept[-1] + 2) / _GRID
        else:
            # Every target was rejected: with the chance promised this doesn't happen. Keep the last interval.
            low, high = (found[-1].low, found[-1].high) if found else (0.0, 1.0)
        found.append(Interval(float(low), float(high), "betting confidence sequence", level))
    return found


def _read(bets: Bets, step: Step, most: int) -> bool:
    if step.should - step.recorded > most or step.recorded > most:
        raise ValueError(
            f"A log with {step.should} crimes, {step.recorded} of them recorded: at most {most} missed and {most} on record were said to be possible."
        )
    return bets.read(step)
