"""How many logs to read in each stratum.

The whole sample is shared out in proportion to a score, never less than a floor and never more than the stratum
holds; the total comes out exactly. With the score size x spread this is Neyman's allocation, which gives the
smallest variance for a number of logs (Neyman, JRSS 97 (1934); Cochran, Sampling Techniques, 3rd ed., 5.5-5.8);
with the score size it is proportional.
"""

import math
from collections.abc import Sequence

FLOOR = 4


class AllocationError(ValueError):
    """The sample can't be shared out; the message says why."""


# The fewest logs of each stratum: one number for all, or one for each. The stratum's own size means: read it whole.
Floors = int | Sequence[int]


def neyman(
    sizes: Sequence[int], spreads: Sequence[float], total: int, floor: Floors = FLOOR
) -> list[int]:
    """Shares in proportion to size x spread (standard deviation within the stratum, as planned)."""
    if any(not (spread >= 0 and math.isfinite(spread)) for spread in spreads):
        raise AllocationError("Every planned spread must be a number not below 0.")
    scores = [size * spread for size, spread in zip(sizes, spreads, strict=True)]
    return allocate(sizes, scores, total, floor)


def proportional(sizes: Sequence[int], total: int, floor: Floors = FLOOR) -> list[int]:
    """Shares in proportion to size."""
    return allocate(sizes, [float(size) for size in sizes], total, floor)


def allocate(
    sizes: Sequence[int], scores: Sequence[float], total: int, floor: Floors = FLOOR
) -> list[int]:
    """Whole numbers that add up to `total` (or to all logs, if there are fewer), near to the shares by score.

    Each stratum gets at least min(floor, size) and at most its size. Between these bounds the shares are
    proportional to the scores; what is left over by rounding down goes to the largest remainders, the earlier
    stratum first where two are equal. Raises AllocationError when the floors alone need more than `total`.
    """
    floors = each_floor(sizes, floor)
    if any(size < 0 for size in sizes) or total < 0 or any(low < 0 for low in floors):
        raise AllocationError("Sizes, total and floor can't be below 0.")
    lows = [min(low, size) for low, size in zip(floors, sizes, strict=True)]
    total = min(total, sum(sizes))
    if sum(lows) > total:
        each = f"at least {floor} logs each" if isinstance(floor, int) else "their fewest logs"
        raise AllocationError(
            f"{len(sizes)} strata with {each} need a sample of {sum(lows)} or more, not {total}."
        )
    ideal = _bounded_shares(sizes, lows, scores, total)
    parts = [
        min(size, max(low, math.floor(share)))
        for size, low, share in zip(sizes, lows, ideal, strict=True)
    ]
    return _hand_out(parts, ideal, lows, sizes, total)


def each_floor(sizes: Sequence[int], floor: Floors) -> list[int]:
    """The fewest logs of each stratum, as a list. Raises AllocationError when there are not as many as strata."""
    floors = [floor] * len(sizes) if isinstance(floor, int) else list(floor)
    if len(floors) != len(sizes):
        raise AllocationError(f"There are {len(sizes)} strata and {len(floors)} smallest numbers.")
    return floors


def _bounded_shares(
    sizes: Sequence[int], lows: Sequence[int], scores: Sequence[float], total: int
) -> list[float]:
    """min(size, max(low, k x score)) with the one k that adds up to total, found by halving."""
    if not any(score > 0 for score in scores):
        scores = [float(size) for size in sizes]

    def shares(k: float) -> list[float]:
        return [
            min(float(size), max(float(low), k * score))
            for size, low, score in zip(sizes, lows, scores, strict=True)
        ]

    full = shares(1e300)
    if math.fsum(full) <= total:
        # Strata with a score of nought must take the rest: by size.
        rest = total - math.fsum(full)
        room = [size - share for size, share in zip(sizes, full, strict=True)]
        space = math.fsum(room)
        return [
            share + (rest * free / space if space else 0.0)
            for share, free in zip(full, room, strict=True)
        ]
    below, above = 0.0, 1.0
    while math.fsum(shares(above)) < total:
        above *= 2
    for _ in range(200):
        middle = (below + above) / 2
        if math.fsum(shares(middle)) < total:
            below = middle
        else:
            above = middle
    return shares(above)


def _hand_out(
    parts: list[int], ideal: Sequence[float], lows: Sequence[int], sizes: Sequence[int], total: int
) -> list[int]:
    """Bring the parts to the exact total by the largest remainders, within the bounds."""
    order = sorted(range(len(parts)), key=lambda h: (parts[h] - ideal[h], h))
    while (left := total - sum(parts)) > 0:
        for h in [h for h in order if parts[h] < sizes[h]][:left]:
            parts[h] += 1
    while (over := sum(parts) - total) > 0:
        for h in [h for h in reversed(order) if parts[h] > lows[h]][:over]:
            parts[h] -= 1
    return parts
