"""Reading rows that may have been tampered with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection


def fetch(sql: str, values: tuple[int, ...] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query, whatever was put into them."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, values)
            return cursor.fetchall()
        except DatabaseError:
            if connection.vendor != "sqlite":
                raise
        with any_text():
            cursor.execute(sql, values)
            return cursor.fetchall()


@contextmanager
def any_text() -> Iterator[None]:
    """Bytes that are no text at all stop SQLite's reader; here they are read as text that fits no hash."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    usual = connection.connection.text_factory
    connection.connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")
    try:
        yield
    finally:
        connection.connection.text_factory = usual
