"""The decision behind a record, for its page: by its date, as a link for whoever may see it.

Recording stands below the decisions and doesn't know them. Whoever keeps them registers here (in its AppConfig.ready).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from onrecord.people.models import User


@dataclass(frozen=True)
class Behind:
    """The decision behind a record. `made_at`: when it was written. `url`: its page; empty where this person may not
    see it."""

    made_at: datetime
    url: str


_finders: dict[str, Callable[[User, str], Behind | None]] = {}


def register(name: str, finder: Callable[[User, str], Behind | None]) -> None:
    """Have decisions found by what records call them. Registering a name again replaces it."""
    _finders[name] = finder


def behind(user: User, ref: str) -> Behind | None:
    """The decision that a record names, for this person; None for no name, or one that fits no decision kept here."""
    if not ref:
        return None
    for finder in _finders.values():
        found = finder(user, ref)
        if found is not None:
            return found
    return None
