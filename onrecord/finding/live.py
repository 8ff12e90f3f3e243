"""After a change on a page: the index reads it at once, if that costs nobody a wait. The next search does in any case."""

import logging
import time

from django.db import DatabaseError, transaction

from onrecord.finding.index import catch_up, catch_up_a_little

logger = logging.getLogger(__name__)

# Seconds between two looks in one process, and entries read in one of them.
EVERY, MOST = 1.0, 500
_last = -EVERY


def record_changed(**_: object) -> None:
    """Something that can be found was saved: once it is final, read it."""
    transaction.on_commit(_soon, robust=True)


def body_erased(**_: object) -> None:
    """Something was erased: once that is final, nothing of it may stay in the index, at whatever cost."""
    transaction.on_commit(_all, robust=True)


def _soon() -> None:
    global _last
    if time.monotonic() - _last < EVERY:
        return
    _last = time.monotonic()
    try:
        catch_up_a_little(MOST)
    except DatabaseError as error:
        logger.warning("the search was not brought up to date: %s", error)


def _all() -> None:
    try:
        catch_up()
    except DatabaseError as error:
        logger.warning("the search still holds what was erased: %s; run `onrecord find`", error)
