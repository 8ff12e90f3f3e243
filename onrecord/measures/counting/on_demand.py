"""What counting from the records yields when somebody asks, rather than month by month. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

# A department; None for the whole force.
Part = str | None


@dataclass(frozen=True)
class Counting:
    """`n` counted, `met` of them (None where nothing is to be met), and the keys of those that did not."""

    n: int
    met: int | None
    without: Sequence[int]
