"""Rows into the ledger's tables, fast: executemany on SQLite, COPY on PostgreSQL. The head is read and moved with each entry,
several times for one report, so that its statements are written out, too."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

EntryRow = tuple[int, str, str, str, str, str, bytes]
BodyRow = tuple[int, str, str]

_ENTRY = "ledger_ledgerentry (seq, recorded_at, kind, subject, actor, commitment, leaf)"
_BODY = "ledger_ledgerbody (seq, salt, body)"


def insert_rows(
    connection: BaseDatabaseWrapper, rows: Sequence[EntryRow], bodies: Sequence[BodyRow]
) -> None:
    """Insert entries and their bodies. The database refuses rows that don't follow the last one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > 1:
            for target, values in ((_ENTRY, rows), (_BODY, bodies)):
                with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
            return
        cursor.executemany(f"INSERT INTO {_ENTRY} VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)  # noqa: S608 -- constants
        cursor.executemany(f"INSERT INTO {_BODY} VALUES (%s, %s, %s)", bodies)  # noqa: S608 -- constants


def read_head(connection: BaseDatabaseWrapper) -> tuple[int, str] | None:
    """Size and frontier of the head, locked until the transaction ends; None where there is none."""
    # SQLite holds the write lock since BEGIN IMMEDIATE.
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT size, frontier FROM ledger_ledgerhead WHERE id = 1{lock}")  # noqa: S608 -- constants
        row: tuple[int, str] | None = cursor.fetchone()
    return row


def move_head(connection: BaseDatabaseWrapper, size: int, frontier: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_ledgerhead SET size = %s, frontier = %s WHERE id = 1", [size, frontier]
        )
