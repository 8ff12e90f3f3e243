"""Which crimes belong to which logs: worked out from the references that either names. Listed, never guessed.

A link is made where a reference, in the form in which references are compared, fits exactly one record:

- a log names a crime (`Log.crime_refs`), or a crime names a log (`Crime.log_refs`), or each names the other;
- logs that are duplicates or re-openings of one another (`Log.duplicate_of`) share their crimes.

A reference that fits nothing, or the records of more than one system, makes no link and is listed as an
UnlinkedReference. Everything is done in sets inside the database (see link_sql); links are added and removed only
where they differ.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from onrecord.contact.references import reference_key
from onrecord.recording import link_sql
from onrecord.recording.models import CrimeLog, NamedReference

_BATCH = 10_000
_SIDES = {"logs": ("log", "double"), "crimes": ("crime",)}


def link_all() -> dict[str, int]:
    """Work out every link anew from the logs and crimes as they are.

    Returns {"links", "added", "removed", "unlinked"}: how many links and unlinked references there are, and how many
    links were added and removed.
    """
    with transaction.atomic(savepoint=False):
        _execute(link_sql.FORGET_ALL_NAMED)
        for side, query in link_sql.NAMED_BY.items():
            _keep_named(side, _stream(query))
        return _link([(statement, ()) for statement in link_sql.SCOPE_ALL])


def link_for_import(kind: str, import_id: int) -> dict[str, int]:
    """Work out the links that an import can have touched: those of its own records and of all that they name.

    `kind` is "logs" or "crimes"; "entries" have no links. Returns the same as `link_all`.
    """
    if kind not in _SIDES:
        return {"links": 0, "added": 0, "removed": 0, "unlinked": 0}
    # Without a savepoint of its own: SQLite would keep every page that is overwritten until the savepoint ends.
    with transaction.atomic(savepoint=False):
        former = list(_stream(link_sql.FORMER_DOUBLES, [import_id])) if kind == "logs" else []
        for side in _SIDES[kind]:
            _execute(link_sql.FORGET_NAMED[side], [import_id])
            _keep_named(side, _stream(link_sql.NAMED_BY[side] + link_sql.OF_IMPORT, [import_id]))
        scope = [
            (statement, [import_id] * statement.count("%s"))
            for statement in link_sql.SCOPE_OF_IMPORT[kind]
        ]
        return _link(scope + [(link_sql.ADD_TO_SCOPE, row) for row in former])


def _link(scope: Iterable[tuple[str, Sequence[Any]]]) -> dict[str, int]:
    """One run: what is looked at, the links as they should be, then the differences."""
    _drop_temporary()
    # Rows that came in this transaction are unknown to PostgreSQL's planner, and without them it takes hours for minutes.
    _analyse("contact_log", "recording_crime", "recording_namedreference", "recording_crimelog")
    _execute_all(link_sql.CREATE[connection.vendor])
    for statement, values in scope:
        _execute(statement, values)
    _insert_twins(_families())
    _execute_all(link_sql.CLOSE_SCOPE)
    _analyse("scope_log", "scope_crime", "twin")
    _execute_all(link_sql.DIRECT)
    _analyse("direct")
    _execute_all(link_sql.SHARED)
    _analyse("wanted")
    removed = _execute(link_sql.REMOVE)
    _execute(link_sql.CORRECT)
    _execute(link_sql.FIND_MISSING)
    added = _execute(link_sql.ADD)
    _execute_all(link_sql.LIST_UNLINKED)
    _execute_all(link_sql.MARKS)
    _mark_logs()
    counts = {
        "links": _count(link_sql.COUNT_LINKS),
        "added": added,
        "removed": removed,
        "unlinked": _count(link_sql.COUNT_UNLINKED),
    }
    _drop_temporary()
    return counts


def _mark_logs() -> None:
    ids = [row[0] for row in _stream(link_sql.MARK_RANGES)]
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        _execute(link_sql.MARK_LOGS, [part[0], part[-1]])


def _drop_temporary() -> None:
    for table in link_sql.TEMPORARY:
        _execute(f"DROP TABLE IF EXISTS {table}")


def _families() -> dict[int, int]:
    """For each log that is a duplicate or re-opening, or has one: a number that all of its family share."""
    parent: dict[int, int] = {}

    def head(log: int) -> int:
        while parent[log] != log:
            parent[log] = parent[parent[log]]
            log = parent[log]
        return log

    for one, other in _stream(link_sql.DOUBLES):
        parent.setdefault(one, one)
        parent.setdefault(other, other)
        parent[head(one)] = head(other)
    return {log: head(log) for log in parent}


def _insert_twins(families: dict[int, int]) -> None:
    source = iter(families.items())
    while batch := list(islice(source, _BATCH)):
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO twin (log_id, family) VALUES (%s, %s)", batch)


def _keep_named(side: str, rows: Iterable[tuple[int, Any]]) -> None:
    """Write down the references that records name, each once in the form in which they are compared."""
    source = iter(_named(side, rows))
    while batch := list(islice(source, _BATCH)):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                sql = "COPY recording_namedreference (side, owner_id, key, shown) FROM STDIN"
                with cursor.copy(sql) as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                cursor.executemany(
                    "INSERT INTO recording_namedreference (side, owner_id, key, shown) VALUES (%s, %s, %s, %s)",
                    batch,
                )


def _named(side: str, rows: Iterable[tuple[int, Any]]) -> Iterator[tuple[str, int, str, str]]:
    single = side == NamedReference.Side.DOUBLE
    for owner, value in rows:
        names = [value] if single else json.loads(value) if isinstance(value, str) else value
        for key, shown in {reference_key(name): name for name in names}.items():
            if key:
                yield side, owner, key, shown


class EarlyCrime(NamedTuple):
    """A crime recorded before its log was received. `key` is that of the record which the import brought."""

    key: str
    crime_ref: str
    log_ref: str
    recorded_at: datetime
    received_at: datetime


def crimes_before_their_log(kind: str, import_id: int) -> Iterator[list[EarlyCrime]]:
    """Among the records of an import, crimes recorded before any log they belong to was received, all known to the minute:
    the same crimes that the time from report to record leaves out. Comes in batches.

    Each crime comes once, with the first of its logs: of a crime that several calls were about, the later ones are no fault.
    """
    if kind not in _SIDES:
        return
    own = "crime" if kind == "crimes" else "log"
    others = CrimeLog.objects.filter(crime=OuterRef("crime"))
    sooner = Q(log__received_at__lt=OuterRef("log__received_at")) | Q(
        log__received_at=OuterRef("log__received_at"), pk__lt=OuterRef("pk")
    )
    rows = (
        CrimeLog.objects.filter(
            ~Exists(others.exclude(log__received_precision="minute")),
            ~Exists(others.filter(sooner)),
            crime__recorded_precision="minute",
            log__received_precision="minute",
            crime__recorded_at__lt=F("log__received_at"),
            **{f"{own}__imported_in": import_id},
        )
        .order_by("id")
        .values_list(
            f"{own}__ref_key", "crime__ref", "log__ref", "crime__recorded_at", "log__received_at"
        )
    )
    source = (EarlyCrime(*row) for row in rows.iterator(_BATCH))
    while batch := list(islice(source, _BATCH)):
        yield batch


def _execute(sql: str, values: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return max(int(cursor.rowcount), 0)


def _execute_all(statements: Iterable[str]) -> None:
    for statement in statements:
        _execute(statement)


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _stream(sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, fetched in batches."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        while rows := cursor.fetchmany(_BATCH):
            yield from rows


def _analyse(*tables: str) -> None:
    """PostgreSQL plans badly for tables that it knows nothing of."""
    if connection.vendor == "postgresql":
        for table in tables:
            _execute(f"ANALYZE {table}")
