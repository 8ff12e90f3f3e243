"""Small numbers, of which somebody might be guessed, are left out of the papers of boards, which are published.

Which more have to go so that sums don't give the small ones away is worked out by `onrecord.statistics.suppression`.
"""

from collections.abc import Sequence

from onrecord.statistics.suppression import LEAST, Cell, Sum, is_small, withhold

HIDDEN = f"fewer than {LEAST}"
HELD_BACK = "held back"


def shown(number: int) -> str:
    """A count that stands alone, in no table with a sum."""
    return HIDDEN if is_small(number) else f"{number:,}"


def left_out(numbers: Sequence[int]) -> set[int]:
    """The places of the rows that are left out of a table whose sum is known."""
    if not any(map(is_small, numbers)):
        return set()
    cells = {str(place): Cell(number) for place, number in enumerate(numbers)}
    cells["all"] = Cell(sum(numbers), fixed=True)
    parts = tuple(str(place) for place in range(len(numbers)))
    return {int(name) for name in withhold(cells, [Sum("all", parts)]).names}


def share_given(total: int, n: int, met: int) -> tuple[bool, bool]:
    """Whether n, and whether a share of `met` of n, may stand beside `total`, which is published and of which n is a part.

    With all three, what is left of either can be worked out: total less n, and n less met.
    """
    if not any(map(is_small, (n, total - n, met, n - met))):
        return True, True
    cells = {
        "total": Cell(total, fixed=True),
        "n": Cell(n),
        "rest": Cell(total - n),
        "met": Cell(met),
        "unmet": Cell(n - met),
    }
    sums = [Sum("total", ("n", "rest")), Sum("n", ("met", "unmet"))]
    held = withhold(cells, sums).names
    return "n" not in held, not held & {"n", "met", "unmet"}
