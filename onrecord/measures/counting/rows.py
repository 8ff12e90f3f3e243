"""Reading what is counted: rows as the database gives them. A force-month has hundreds of thousands, and making a Python
object of each of their times and texts takes longer than reading and counting them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

T = TypeVar("T")
_AT_ONCE = 5_000
_shared: ContextVar[dict[str, Any] | None] = ContextVar("shared", default=None)


@contextmanager
def together() -> Iterator[None]:
    """In here several measures of one month are counted, and what they share is read once. For moments only: what changes
    meanwhile is seen by none of them, as by one that began a little earlier."""
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


def shared(name: str, read: Callable[[], T]) -> T:
    """What `read` gives; inside `together` it is asked once for each name."""
    kept = _shared.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    found: T = kept[name]
    return found


def bare(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a `values_list` without Django's converters: see `moment` and `held`."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return
    yield from bare_sql(sql, params)


def bare_sql(sql: str, params: Any = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a question in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(_AT_ONCE):
            yield from some


def moment(value: Any) -> Any:
    """A time of such a row: SQLite gives it without a zone, in UTC; PostgreSQL as it is. None stays None."""
    if type(value) is datetime and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def held(value: Any) -> Any:
    """JSON of such a row, read. None stays None."""
    return json.loads(value) if type(value) is str else value
