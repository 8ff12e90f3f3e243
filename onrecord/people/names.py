"""Accounts as people call them. The record keeps user names; pages show the full name, and "you" to the person themselves.

Not everything that writes is an account: what the public and partners send, and commands, are said in words (`register`).
"""

import time
from collections.abc import Callable, Mapping
from typing import Final

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save

from onrecord.people.models import User

_KEY, _KEEP = "people-names", 60  # seconds; another process may have changed a name
# The cache is a file: a page with a name in every row reads it once.
_AT_HAND = 5.0
_held: tuple[float, dict[str, str]] | None = None

# Commands write under their own name: "onrecord user add".
_COMMAND: Final = "onrecord "
Names = Callable[[], Mapping[str, str]]
_others: dict[str, Names] = {}


def register(name: str, found: Names) -> None:
    """Have `found()` say in words who stands behind user names of its own (call it in AppConfig.ready); before the names of
    accounts. Registering a name again replaces it."""
    _others[name] = found


def names() -> dict[str, str]:
    """The full name of every account that has one, by user name."""
    global _held
    now = time.monotonic()
    if _held is None or now - _held[0] > _AT_HAND:
        _held = now, _names()
    return _held[1]


def _names() -> dict[str, str]:
    found: dict[str, str] | None = cache.get(_KEY)
    if found is None:
        rows = User.objects.values_list("username", "first_name", "last_name")
        found = {name: full for name, *parts in rows if (full := " ".join(filter(None, parts)))}
        for each in _others.values():
            found.update(each())
        cache.set(_KEY, found, _KEEP)
    return found


def name_of(username: str, user: object = None) -> str:
    """The person's full name, or words for what is no person; the user name where there is neither (an import, an account
    without a name)."""
    if username and isinstance(user, User) and username == user.username:
        return "you"
    if username.startswith(_COMMAND):
        return f"the command {username}"
    return names().get(username, username)


def _forget(**_: object) -> None:
    global _held
    _held = None
    cache.delete(_KEY)


post_save.connect(_forget, sender=User, dispatch_uid="names-forget-saved")
post_delete.connect(_forget, sender=User, dispatch_uid="names-forget-deleted")
