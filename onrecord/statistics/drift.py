"""How far a distribution has moved from another one. Pure.

The population stability index: the sum over the bands of (now - then) x ln(now / then), of shares. Usual reading: below 0.1
nothing has moved, from 0.25 what was built on the old distribution should be looked at again. Source: Siddiqi, Credit Risk
Scorecards (2006), chapter on monitoring.
"""

from collections.abc import Sequence
from math import log

STEADY, MOVED = 0.1, 0.25
# An empty band counts as this share, since the logarithm of nought does not exist.
_LEAST = 1e-4


def stability(then: Sequence[float], now: Sequence[float]) -> float:
    """The index of two distributions over the same bands, each given as counts or shares.

    Raises ValueError when the bands differ in number or one side is empty.
    """
    if len(then) != len(now):
        raise ValueError("Both distributions must have the same bands.")
    if sum(then) <= 0 or sum(now) <= 0:
        raise ValueError("There is nothing to compare on one side.")
    total = 0.0
    for before, after in zip(then, now, strict=True):
        a, b = max(before / sum(then), _LEAST), max(after / sum(now), _LEAST)
        total += (b - a) * log(b / a)
    return total
