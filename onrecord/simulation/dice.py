"""Chance that falls the same way on every machine.

NumPy promises that the raw 64-bit stream of a bit generator never changes for a seed, but not what its methods
make of it; the standard library promises as much for `Random.random` only. So everything here is made from the
raw stream of PCG64 with whole-number steps and one exact division, and nothing else.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")

_BLOCK = 1 << 14
# 53 random bits make every multiple of 2**-53 in [0, 1) equally likely, and the product is exact.
_UNIT = 2.0**-53


def _blocks(seed: int) -> Iterator[list[float]]:
    stream = np.random.PCG64(seed)
    while True:
        raw = stream.random_raw(_BLOCK) >> np.uint64(11)
        yield (raw.astype(np.float64) * _UNIT).tolist()


class Dice:
    """A seeded source of chance. The same words in the same order give the same throws."""

    __slots__ = ("unit",)

    def __init__(self, *words: object) -> None:
        told = "\x1f".join(str(word) for word in words).encode()
        seed = int.from_bytes(hashlib.sha256(told).digest(), "big")
        self.unit = chain.from_iterable(_blocks(seed)).__next__

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self.unit() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.unit() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[int(self.unit() * len(choices))]


class Weighted(Generic[T]):
    """Choices with weights (any unit), drawn in proportion."""

    __slots__ = ("_ends", "_total", "choices")

    def __init__(self, weights: Mapping[T, float] | Iterable[tuple[T, float]]) -> None:
        pairs = list(weights.items() if isinstance(weights, Mapping) else weights)
        self.choices: tuple[T, ...] = tuple(choice for choice, _ in pairs)
        self._ends: tuple[float, ...] = tuple(accumulate(weight for _, weight in pairs))
        self._total = self._ends[-1]

    def draw(self, dice: Dice) -> T:
        """One choice, in proportion to its weight."""
        place = bisect_right(self._ends, dice.unit() * self._total)
        # A product rounded up to the total would fall off the end.
        return self.choices[min(place, len(self.choices) - 1)]
