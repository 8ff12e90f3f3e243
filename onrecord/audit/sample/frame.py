"""Making a frame from the logs as they are now. What a frame file looks like is in `sample/frame_file.py`."""

import csv
import gzip
import hashlib
import heapq
import io
import os
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import lt
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F, Func, QuerySet, TextField
from django.db.models.functions import Collate

from onrecord.audit.programmes.programme import Population
from onrecord.audit.sample.frame_file import (
    HEADER,
    SCORED_HEADER,
    FrameError,
    FrameReader,
    frame_path,
    frames_folder,
)
from onrecord.audit.sample.frame_parts import PartCounts
from onrecord.audit.sample.populations import SOURCES, Source, logs
from onrecord.contact.models import Log
from onrecord.recording.models import Crime

__all__ = ["Frame", "FrameError", "FrameReader", "frame_logs", "frame_path", "write_frame"]

_AT_A_TIME = 20_000
EVERY_LOG = Population(("logs",), "every incident log, whatever it was closed as")
# Records by system, closing code, opening code, linked, and the score where there is one.
Counts = Counter[tuple[str, str, str, bool] | tuple[str, str, str, bool, int]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A written frame. `counts` are records by (system, closing code, opening code, linked[, score]); `parts` how many of
    them belong to which department, route and so on."""

    hash: str
    size: int
    path: Path
    counts: Counts
    first: str
    last: str
    link_basis: str
    parts: PartCounts


class _UtcText(Func):
    """A time as 2026-03-01T09:30:00Z, worked out by the database."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler,
            connection,
            template="strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', %(expressions)s)",
            **extra,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = (
            "to_char(date_trunc('second', %(expressions)s AT TIME ZONE 'UTC'), "
            '\'YYYY-MM-DD"T"HH24:MI:SS"Z"\')'
        )
        return super().as_sql(compiler, connection, template=template, **extra)


def frame_logs(date_from: datetime | None, date_to: datetime | None) -> QuerySet[Log]:
    """Every log received from `date_from` on and before `date_to` (None: no limit)."""
    return logs(date_from, date_to, {})


def write_frame(
    date_from: datetime | None,
    date_to: datetime | None,
    population: Population = EVERY_LOG,
    *,
    scored: bool = False,
) -> Frame:
    """Write the frame of the records as they are now and return it.

    Each source is read by one database statement, so it is the state of one moment. Raises FrameError when there is no
    record.
    """
    register = Crime.objects.exists()
    folder = frames_folder()
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".writing-{secrets.token_hex(6)}"
    digest = hashlib.sha256()
    counts: Counts = Counter()
    parts = PartCounts()
    first, last, size = "~", "", 0
    header = SCORED_HEADER if scored else HEADER
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            os.fdopen(handle, "wb") as raw,
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=1, mtime=0) as packed,
        ):
            for rows in _batches(date_from, date_to, population, register, len(header)):
                lines = [r[: len(header)] for r in rows]
                text = _csv_text(lines, () if size else header)
                digest.update(text)
                packed.write(text)
                keys: list[Any] = (
                    [(r[0], r[4], r[3], r[5] == "1", int(r[6])) for r in rows]
                    if scored
                    else [(r[0], r[4], r[3], r[5] == "1") for r in rows]
                )
                counts.update(keys)
                parts.add(keys, rows)
                times = [r[2] for r in rows]
                first, last = min(first, min(times)), max(last, max(times))
                size += len(rows)
        if not size:
            raise FrameError(_nothing(population))
        path = frame_path(digest.hexdigest())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    basis = "register" if register else "claimed"
    return Frame(digest.hexdigest(), size, path, counts, first, last, basis, parts)


def _nothing(population: Population) -> str:
    if population.sources == EVERY_LOG.sources and not population.filters:
        return (
            "There is no incident log in this window, so there is nothing to sample. "
            "Import logs first, or widen the window."
        )
    return f"There is no record of this kind in this window ({population.words}), so there is nothing to sample. Widen it."


def _batches(
    date_from: datetime | None,
    date_to: datetime | None,
    population: Population,
    register: bool,
    columns: int,
) -> Iterator[list[tuple[Any, ...]]]:
    """The frame's rows in order. The order of code points, whatever language the database sorts by."""
    streams = [
        _rows(SOURCES[name], date_from, date_to, population, register, columns)
        for name in population.sources
    ]
    rows = streams[0] if len(streams) == 1 else heapq.merge(*streams, key=lambda row: row[:2])
    batch: list[tuple[Any, ...]] = []
    before = ("", "")
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_A_TIME:
            before = _check_order(batch, before)
            yield batch
            batch = []
    if batch:
        _check_order(batch, before)
        yield batch


def _rows(
    source: Source,
    date_from: datetime | None,
    date_to: datetime | None,
    population: Population,
    register: bool,
    columns: int,
) -> Iterator[tuple[Any, ...]]:
    """One source's lines, in order, each with what divides the records into parts behind it."""
    system: Any = F("system")
    ref_key: Any = F("ref_key")
    if connection.vendor == "postgresql":
        system, ref_key = Collate("system", "C"), Collate("ref_key", "C")
    made = source.columns(register)
    cells = [made["opening"], made["closing"], made["is_linked"], made["score"]][: columns - 3]
    found = (
        source.records(date_from, date_to, population.filters)
        .order_by(system, ref_key)
        .values_list("system", "ref_key", _UtcText(made["when"]), *cells, *source.parts())
        .iterator(chunk_size=_AT_A_TIME)
    )
    if not source.prefix:
        return found
    return ((source.prefix + row[0], *row[1:]) for row in found)


def _check_order(batch: list[tuple[Any, ...]], before: tuple[str, str]) -> tuple[str, str]:
    keys = [before, *[row[:2] for row in batch]]
    if not all(map(lt, keys, keys[1:])):
        raise FrameError("The database did not give the logs in order; the frame was not written.")
    return keys[-1]


def _csv_text(rows: list[tuple[str, ...]], header: tuple[str, ...]) -> bytes:
    """The rows as CSV with every cell in quotation marks."""
    if header:
        rows = [header, *rows]
    text = "".join(['"' + '","'.join(row) + '"\n' for row in rows])
    if text.count('"') != 2 * len(rows[0]) * len(rows):
        # A cell holds a quotation mark, which must be doubled. Rare, and slower.
        out = io.StringIO(newline="")
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
        text = out.getvalue()
    return text.encode()
