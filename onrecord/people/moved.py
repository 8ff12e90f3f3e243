"""What the apps above do when somebody is added, or comes to another role or department.

People stand below them and don't know them; each registers in its AppConfig.ready.
"""

from collections.abc import Callable

from onrecord.people.models import User

Call = Callable[[User, str], None]
_calls: dict[str, Call] = {}


def register(name: str, call: Call) -> None:
    """Have `call(person, by)` told, in the same transaction, which it may undo by raising. Registering a name again
    replaces it."""
    _calls[name] = call


def tell(person: User, by: str) -> None:
    """For actions, inside their transaction."""
    for name in sorted(_calls):
        _calls[name](person, by)
