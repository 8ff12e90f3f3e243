"""Drafts, and looks at reports, that somebody left in a hurry while the store couldn't be written: their addresses lead nowhere at once, by an empty
file for each, named by the hash of the address; what lies in the store is erased as soon as that can be written again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import connection

from onrecord.home import home

# Milliseconds that whoever leaves waits for somebody else's writing; others wait for half a minute.
WAIT: Final = 500


def _folder() -> Path:
    return home() / "left"


def mark(known: str) -> None:
    """Close the address with this hash."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    (_folder() / known).touch(mode=0o600)


def is_left(known: str) -> bool:
    """Whether the address with this hash was closed."""
    return (_folder() / known).exists()


def marked() -> list[str]:
    """The hashes of addresses whose draft is still to be erased."""
    return sorted(each.name for each in _folder().glob("*")) if _folder().is_dir() else []


def unmark(known: str) -> None:
    """Its draft is erased."""
    (_folder() / known).unlink(missing_ok=True)


@contextmanager
def hurried() -> Iterator[None]:
    """Don't wait long for the store here (SQLite; a server that lets several write makes nobody wait)."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        [usual] = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {WAIT:d}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual):d}")
