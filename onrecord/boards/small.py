"""Small numbers, of which somebody might be guessed, are left out of the papers of boards, which are published.

A count below the smallest that is shown is left out; where a table has a sum and only one row is left out, the row with the
next smallest number goes, too: else the sum would give it away.
"""

from collections.abc import Sequence

# The smallest number that is shown; 0 tells of nobody.
SMALLEST = 5
HIDDEN = f"fewer than {SMALLEST}"
HELD_BACK = "held back"


def is_small(number: int | None) -> bool:
    """Whether a number is too small to be shown."""
    return number is not None and 0 < number < SMALLEST


def shown(number: int) -> str:
    """A count that stands alone, in no table with a sum."""
    return HIDDEN if is_small(number) else f"{number:,}"


def left_out(numbers: Sequence[int]) -> set[int]:
    """The places of the rows that are left out of a table whose sum is known."""
    found = {place for place, number in enumerate(numbers) if is_small(number)}
    if len(found) == 1:
        others = [
            (number, place) for place, number in enumerate(numbers) if place not in found and number
        ]
        if others:
            found.add(min(others)[1])
    return found
