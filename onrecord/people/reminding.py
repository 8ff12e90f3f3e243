"""What else waits for somebody: apps whose things are in no worklist say it here, in words and with a link.

My day and the first page show it. Whoever has such things registers in its AppConfig.ready.
"""

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.people.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line. `note`: why, or by when. `urgent`: it stands in red above everything else."""

    words: str
    url: str
    note: str = ""
    urgent: bool = False


Ask = Callable[[User], list[Waiting]]
_asked: dict[str, Ask] = {}


def register(name: str, ask: Ask) -> None:
    """Have `ask(person)` asked. Registering a name again replaces it."""
    _asked[name] = ask


def waiting_for(user: User) -> list[Waiting]:
    """Everything of the kind that waits for this person, by app."""
    return [line for name in sorted(_asked) for line in _asked[name](user)]
