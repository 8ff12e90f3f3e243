"""One after the other: SQLite lets one write at a time, and who finds it busy asks again after a while, longer each time. Amid
many reports that is more waiting than writing. Those that send a report queue here instead, and each goes on the moment the one
before is done. A server that lets several write (PostgreSQL) needs none of it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import connection

from onrecord.home import home


@contextmanager
def in_turn() -> Iterator[Callable[[], None]]:
    """Wait for the turn; it ends with the block, or earlier by calling what is given."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield lambda: None
        return
    import fcntl

    # Of its own for each, so that threads of one process wait for one another, too.
    held = [os.open(home() / "reports.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)]
    end = partial(_close, held)
    try:
        fcntl.flock(held[0], fcntl.LOCK_EX)
        yield end
    finally:
        end()


def _close(held: list[int]) -> None:
    while held:
        os.close(held.pop())
