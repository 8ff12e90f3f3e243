"""What can't be done with boards and their meetings; the message says why and what to do."""

from collections.abc import Sequence

from onrecord.improvement.errors import ImprovementError
from onrecord.response.personal import Mark


class BoardError(ImprovementError):
    """The change can't be made."""


class NamesFound(BoardError):
    """Something in a text may be about a person, and nobody has answered for it. `found`: all of it, answered or not."""

    def __init__(self, found: Sequence[Mark]) -> None:
        self.found = tuple(found)
        told = "; ".join(f"“{each.text}” {_is(each.why)}" for each in self.found)
        super().__init__(
            f"{told}. Papers of a board name offices and no person: write the title instead, or say below that it may stand."
        )


def _is(why: str) -> str:
    """As the end of a sentence."""
    return why if why.startswith("may be") else f"looks like {why}"
