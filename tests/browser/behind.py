"""Writing into an installation's database behind the back of the program, as somebody with the database's password could."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from tests.browser.conftest import Site

# The rule of the database that stands in the way of a change, by table.
RULE = {"ledger_ledgerbody": "ledger_body_kept"}


def query(site: Site, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Carry out one statement, with ? for each value, and return its rows, if it has any."""
    if "DATABASE_URL" in site.environment:
        import psycopg

        with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as connection:
            done = connection.execute(statement.replace("?", "%s"), values)
            return done.fetchall() if done.description else []
    with closing(sqlite3.connect(site.home / "onrecord.sqlite3", timeout=20)) as connection:
        rows = connection.execute(statement, values).fetchall()
        connection.commit()
        return rows


@contextmanager
def rule_away(site: Site, table: str) -> Iterator[None]:
    """Take the database's own rule away, and put it back afterwards just as it was: nobody sees that it was gone."""
    rule = RULE.get(table)
    if rule is None:
        yield
    elif "DATABASE_URL" in site.environment:
        query(site, f"ALTER TABLE {table} DISABLE TRIGGER {rule}")
        yield
        query(site, f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {rule}")
    else:
        ((made,),) = query(site, "SELECT sql FROM sqlite_master WHERE name = ?", rule)
        query(site, f"DROP TRIGGER {rule}")
        yield
        query(site, made)


@contextmanager
def edited(
    site: Site, table: str, key: str, row: object, column: str, was: str, now: str
) -> Iterator[None]:
    """One row says something else while this lasts."""

    def put(old: str, new: str) -> None:
        where = f"FROM {table} WHERE {key} = ?"
        ((text,),) = query(site, f"SELECT {column} {where}", row)
        assert old in text, text
        with rule_away(site, table):
            query(
                site,
                f"UPDATE {table} SET {column} = ? WHERE {key} = ?",
                text.replace(old, new),
                row,
            )

    put(was, now)
    try:
        yield
    finally:
        put(now, was)
