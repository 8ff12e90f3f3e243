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
