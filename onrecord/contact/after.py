"""What the apps above do when a log was changed here: link its crimes, look at it for suspects.

Contact stands below them and doesn't know them; each registers in its AppConfig.ready.
"""

from collections.abc import Callable
from functools import partial

from django.db import transaction

from onrecord.contact.models import Log

Call = Callable[[Log], None]
_within: dict[str, Call] = {}
_afterwards: dict[str, Call] = {}


def register(name: str, call: Call, *, within: bool = False) -> None:
    """Have `call` told of a log that was closed, opened again or made a duplicate; afterwards, also of one
    whose crimes changed.

    `within`: in the same transaction, which it may undo by raising; otherwise after it, where a failure is written to
    the server's log and undoes nothing. Registering a name again replaces it.
    """
    (_within if within else _afterwards)[name] = call


def tell_links_changed(log: Log) -> None:
    """A crime was linked to a log, or taken from it, or came at another time: those who are told afterwards are told.
    For actions, inside their transaction."""
    for name in sorted(_afterwards):
        transaction.on_commit(partial(_afterwards[name], log), robust=True)


def tell(log: Log) -> None:
    """For actions, inside their transaction."""
    for name in sorted(_within):
        _within[name](log)
    tell_links_changed(log)
