"""The work of a check cut into ranges, done here or by several processes."""

import gc
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any, Final

from django.db import DatabaseError, connection, connections

from onrecord.ledger.checker import MOST_LISTED, Checker, Part, Problem, Row
from onrecord.ledger.entry import unguarded_json
from onrecord.ledger.fetching import fetch
from onrecord.ledger.light import light_rows
from onrecord.ledger.records import RecordSource, source

# A power of two: every range starts where a subtree may start.
RANGE: Final = 1 << 16
_PAGE: Final = 4096
_ENTRIES = """
    SELECT e.seq, e.recorded_at, e.kind, e.subject, e.actor, e.commitment, e.leaf, b.salt, b.body
    FROM ledger_ledgerentry e LEFT JOIN ledger_ledgerbody b ON b.seq = e.seq
    WHERE e.seq >= %s AND e.seq < %s ORDER BY e.seq"""
_SAID = """
    SELECT e.seq, e.kind, e.subject, b.body
    FROM ledger_ledgerentry e LEFT JOIN ledger_ledgerbody b ON b.seq = e.seq
    WHERE e.seq >= %s AND e.seq <= %s"""


def entry_rows(first: int, end: int) -> Iterator[list[tuple[Any, ...]]]:
    """The entries of a range with their bodies, in order, a page at a time."""
    for page in range(first, end, _PAGE):
        yield fetch(_ENTRIES, (page, min(end, page + _PAGE)))


def check_entries(first: int, end: int, cuts: Sequence[int]) -> Part:
    """Check the entries of one range of the live ledger."""
    checker = Checker(first, cuts)
    try:
        for page in entry_rows(first, end):
            checker.feed(map(Row._make, page))
    except DatabaseError as error:
        part = checker.finish()
        part.complete = False
        sentence = f"The database can't read all of the entries {part.end} to {end - 1} ({error}): it is damaged."
        part.problems.append(Problem("edited", part.end, end - 1, sentence))
        part.problem_count += 1
        part.end = end
        return part
    return checker.finish(end)


@dataclass
class RecordPart:
    """What a range of live rows amounts to; `seqs` are the entries that they point to."""

    count: int = 0
    seqs: "array[int]" = field(default_factory=lambda: array("q"))
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def say(self, seq: int | None, sentence: str) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_LISTED:
            self.problems.append(Problem("record", seq, seq, sentence))


def check_records(name: str, first: int, end: int, size: int) -> RecordPart:
    """Hold the live rows whose primary key is in the range against their entries, up to entry `size`."""
    table, part = source(name), RecordPart()
    for page in range(first, end, _PAGE):
        rows, unreadable = _live_rows(table, page, min(end, page + _PAGE))
        for key in unreadable:
            part.say(
                None,
                f"The {table.name} with the database number {key} can't be read: it was altered.",
            )
        rows = [row for row in rows if row.entry_seq < size]
        said = _said([row.entry_seq for row in rows])
        if _all_as_said(table, rows, said):
            part.count += len(rows)
            part.seqs.extend(row.entry_seq for row in rows)
            continue
        for row in rows:
            _check_record(table, row, said.get(row.entry_seq), part)
    return part


def _live_rows(table: RecordSource, first: int, end: int) -> tuple[list[Any], list[int]]:
    """The rows with primary keys in the range, and the keys of those that hold something impossible."""
    manager = table.model._default_manager
    chosen = manager.filter(pk__gte=first, pk__lt=end)
    try:
        light = light_rows(table.model, first, end)
        rows: list[Any] = list(chosen.order_by("pk")) if light is None else light
        if all(type(row.entry_seq) is int for row in rows):
            return rows, []
    except Exception as error:
        # A column that no longer holds what its type promises may fail in any way at all; look for the row.
        if connection.vendor != "sqlite":
            raise RuntimeError(
                f"The rows {first} to {end - 1} of {table.name} can't be read."
            ) from error
    rows, unreadable = [], []
    for key in chosen.order_by("pk").values_list("pk", flat=True):
        try:
            row: Any = manager.get(pk=key)
            whole = type(row.entry_seq) is int
        except Exception:
            whole = False
        if whole:
            rows.append(row)
        else:
            unreadable.append(key)
    return rows, unreadable


def _said(seqs: list[int]) -> dict[int, tuple[str, str, str | None]]:
    """kind, subject and body of each entry; neighbours are read together."""
    found: dict[int, tuple[str, str, str | None]] = {}
    ordered = sorted(set(seqs))
    while ordered:
        last = next(
            (i for i in range(1, len(ordered)) if ordered[i] - ordered[i - 1] > 16), len(ordered)
        )
        for seq, kind, subject, body in fetch(_SAID, (ordered[0], ordered[last - 1])):
            found[seq] = (kind, subject, body)
        ordered = ordered[last:]
    return found


def _all_as_said(
    table: RecordSource, rows: list[Any], said: dict[int, tuple[str, str, str | None]]
) -> bool:
    """Whether nothing is wrong with a page of rows: one text for all of them is much quicker than one for each.

    A body moved across the comma to its neighbour would go unseen here; it fits its own commitment no more, and the
    check of the entries finds it.
    """
    contents, bodies = [], []
    try:
        for row in rows:
            kind, subject, body = said[row.entry_seq]
            if body is None or kind not in table.kinds or subject != table.subject(row):
                return False
            contents.append(table.content(row))
            bodies.append(body)
        return unguarded_json(contents) == f"[{','.join(bodies)}]"
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _check_record(
    table: RecordSource, row: Any, said: tuple[str, str, str | None] | None, part: RecordPart
) -> None:
    seq, subject = row.entry_seq, table.subject(row)
    part.count += 1
    fault = ""
    if said is None:
        fault = f"points to entry {seq}, which is not there"
    elif said[1] != subject or said[0] not in table.kinds:
        fault = f"points to entry {seq}, which speaks of something else ({said[0]}, {said[1]})"
    else:
        part.seqs.append(seq)
        if said[2] is None:
            fault = f"still stands in the database, though what entry {seq} says of it is gone"
        elif not _says(table, row, said[2]):
            fault = f"was changed in the database: it is not what entry {seq} says"
    if fault:
        part.say(seq, f"The {table.name} {subject} {fault}.")


def _says(table: RecordSource, row: Any, body: str) -> bool:
    try:
        return unguarded_json(dict(table.content(row))) == body
    except (TypeError, ValueError, AttributeError):
        return False  # an altered column may hold what no content can


Task = tuple[Callable[..., Any], tuple[Any, ...]]
# Takes tasks, and what to call when one is done; returns their results in the order of the tasks.
Run = Callable[[Sequence[Task], Callable[[], None]], list[Any]]


@contextmanager
def workers(processes: int) -> Iterator[Run]:
    """What does tasks: this process when `processes` is 1, else that many others, started when first there are several
    tasks and kept for all that follow, since each has to load the program."""
    pool: ProcessPoolExecutor | None = None

    def run(tasks: Sequence[Task], done: Callable[[], None]) -> list[Any]:
        nonlocal pool
        if processes <= 1 or len(tasks) <= 1:
            results = []
            for work, values in tasks:
                results.append(work(*values))
                done()
            return results
        if pool is None:
            pool = _pool(processes)
        waiting = {pool.submit(work, *values): at for at, (work, values) in enumerate(tasks)}
        found: list[Any] = [None] * len(tasks)
        for future in as_completed(waiting):
            found[waiting[future]] = future.result()
            done()
        return found

    try:
        yield run
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _pool(processes: int) -> ProcessPoolExecutor:
    settings = {
        name: connection.settings_dict[name]
        for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    }
    return ProcessPoolExecutor(
        processes, get_context("spawn"), _start, (settings, dict(os.environ))
    )


def _start(settings: dict[str, Any], environment: dict[str, str]) -> None:
    """A worker process: Django, with the same database as the process that asked."""
    os.environ.update(environment)
    import django

    django.setup()
    # Millions of short-lived rows and no cycles among them: looking for cycles all the time is lost work.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    connections["default"].settings_dict.update(settings)


def processes_to_use(size: int) -> int:
    """How many processes pay for a ledger of that size; 1 where another process wouldn't see the same rows."""
    in_memory = connection.vendor == "sqlite" and (
        "mode=memory" in str(connection.settings_dict["NAME"])
        or connection.settings_dict["NAME"] == ":memory:"
    )
    if connection.in_atomic_block or in_memory or size < 2 * RANGE:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return min(8, len(os.sched_getaffinity(0)))
    return min(8, os.cpu_count() or 1)
