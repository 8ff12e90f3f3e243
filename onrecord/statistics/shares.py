"""The share of things with a mark among things that were drawn with unequal chances, such as findings with one cause.

All shares lie between 0 and 1. Sources: J. Hajek's ratio of expanded totals; for the interval L. Kish, "Survey Sampling"
(1965): with weights w the share is as exact as one of (sum w)^2 / sum w^2 things of equal weight, which goes into Wilson's.
"""

from collections.abc import Sequence

from onrecord.statistics.compare import Figure
from onrecord.statistics.intervals import LEVEL, wilson


def effective_number(weights: Sequence[float]) -> float:
    """How many things of equal weight say as much as these. Raises ValueError for none, or a weight that isn't above 0."""
    if not weights or min(weights) <= 0:
        raise ValueError("A share needs at least one thing, each with a weight above 0.")
    return sum(weights) ** 2 / sum(weight * weight for weight in weights)


def weighted_share(marks: Sequence[bool], weights: Sequence[float], level: float = LEVEL) -> Figure:
    """The weighted share with its interval; `n` is how many things there are. `se` is None at 0 and 1.

    Raises ValueError when the two differ in length, or as `effective_number`.
    """
    if len(marks) != len(weights):
        raise ValueError("Each thing needs one mark and one weight.")
    number = effective_number(weights)
    total = sum(weights)
    share = sum(weight for mark, weight in zip(marks, weights, strict=True) if mark) / total
    share = min(1.0, share)
    se = (share * (1 - share) / number) ** 0.5 if 0 < share < 1 else None
    return Figure(share, wilson(share, number, level), se, len(marks))
