"""The two bets behind a sequential test: one against "the rate is at most the target", one against "at least". See sequential.py.

What a log may hold is limited beforehand: `most` crimes missed and `most` on record. With t the target, z = recorded - t x should
is then never below -t x most, nor above (1 - t) x most, whatever else the log holds (with r on record and m missed z is
r (1 - t) - m t), and so the largest stake can't ruin. A log beyond the limit ends the bet that it could ruin: more missed ends the one
that the rate is above, more on record the one that it is below. What that bet had shown before stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

STAKES = 0.95 * 2.0 ** -np.arange(8)


@dataclass(frozen=True, slots=True)
class Step:
    """One log in the order of reading: its stratum and the crimes found."""

    stratum: int
    should: int
    recorded: int


class Bets:
    """The capital of both bets for a row of targets; `best` is the highest so far, on a logarithmic scale.

    `up` bets that the rate is above each target, `down` that it is below; `up_ended` and `down_ended` say that a log beyond the
    limit ended one.
    """

    def __init__(
        self,
        targets: Values,
        sizes: Sequence[int],
        numbers: Sequence[int] | None,
        shares: Sequence[float] | None,
        most: int,
    ) -> None:
        if (numbers is None) == (shares is None):
            raise ValueError("Give either the numbers of the sample or the shares of the order.")
        if numbers is not None and (
            len(sizes) != len(numbers)
            or any(n > size or n < 0 for size, n in zip(sizes, numbers, strict=True))
        ):
            raise ValueError(
                "Each stratum has a size and a number to read, not more than its size."
            )
        if shares is not None and (len(sizes) != len(shares) or not all(s > 0 for s in shares)):
            raise ValueError("Each stratum has a size and a share above 0.")
        if most < 1:
            raise ValueError(f"A log holds at least one crime, not {most}.")
        self._targets = targets
        self._size = np.array(sizes, dtype=np.float64)
        self._left = self._size.copy()
        self._to_read = np.array(sizes if numbers is None else numbers, dtype=np.float64)
        self._shares = None if shares is None else np.array(shares, dtype=np.float64)
        self._most = most
        self._seen = np.zeros(2)
        self._up = np.ones((len(targets), len(STAKES)))
        self._down = np.ones((len(targets), len(STAKES)))
        self.best_up = np.zeros(len(targets))
        self.best_down = np.zeros(len(targets))
        self.count = 0
        self.ended = False
        self.up_ended = False
        self.down_ended = False

    def read(self, step: Step) -> bool:
        """Take in one log; False when the order says nothing any more."""
        if not 0 <= step.recorded <= step.should:
            raise ValueError("Recorded must lie between 0 and should in every log.")
        if self._left[step.stratum] <= 0:
            raise ValueError("More logs were read in a stratum than the frame has.")
        if self._shares is not None:
            # Strata that were read whole take no further part.
            chance = np.where(self._left > 0, self._shares, 0.0)
            chance = chance / chance.sum()
        else:
            if ((self._left > 0) & (self._to_read <= 0)).any():
                self.ended = True
                return False
            # The chance that the next log of the order belongs to each stratum.
            chance = self._to_read / self._to_read.sum()
            self._to_read[step.stratum] -= 1
        # What a log of each stratum would stand for.
        weight = np.divide(self._left, chance, out=np.zeros_like(self._left), where=chance > 0)
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
        self.up_ended = self.up_ended or step.should - step.recorded > self._most
        self.down_ended = self.down_ended or step.recorded > self._most
        if not self.up_ended:
            self._up = _grown(self._up, up * x)
            self.best_up = np.maximum(self.best_up, _mixture(self._up))
        if not self.down_ended:
            self._down = _grown(self._down, -down * x)
            self.best_down = np.maximum(self.best_down, _mixture(self._down))
        self._seen += (step.should, step.recorded)
        self._left[step.stratum] -= 1
        self.count += 1
        return True


def _grown(capital: Values, gain: Values) -> Values:
    """The capital of each stake after a gain or loss. Held below 1e300: nobody asks how far beyond a proof a bet has come."""
    return np.asarray(np.minimum(capital * (1 + gain[:, None] * STAKES), 1e300))


def _mixture(capital: Values) -> Values:
    """Logarithm of the mean capital over the stakes."""
    return np.asarray(np.log(capital.mean(axis=1)))
