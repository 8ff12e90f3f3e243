"""Making a frame from the logs as they are now. What a frame file looks like is in `frame_file.py`."""

import csv
import gzip
import hashlib
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
from django.db.models import (
    Case,
    F,
    Func,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Collate

from onrecord.audit.frame_file import (
    HEADER,
    FrameError,
    FrameReader,
    frame_path,
    frames_folder,
)
from onrecord.contact.models import LinkState, Log
from onrecord.recording.models import Crime

__all__ = ["Frame", "FrameError", "FrameReader", "frame_logs", "frame_path", "write_frame"]

_AT_A_TIME = 20_000


@dataclass(frozen=True, slots=True)
class Frame:
    """A written frame. `counts` are logs by (system, closing code, opening code, linked)."""

    hash: str
    size: int
    path: Path
    counts: Counter[tuple[str, str, str, bool]]
    first: str
    last: str
    link_basis: str


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
    logs = Log.objects.all()
    if date_from is not None:
        logs = logs.filter(received_at__gte=date_from)
    if date_to is not None:
        logs = logs.filter(received_at__lt=date_to)
    return logs


def write_frame(date_from: datetime | None, date_to: datetime | None) -> Frame:
    """Write the frame of the logs as they are now and return it.

    One database statement reads it all, so it is the state of one moment. Raises FrameError when there is no log.
    """
    register = Crime.objects.exists()
    states = [LinkState.LINKED] if register else [LinkState.LINKED, LinkState.CLAIMED]
    folder = frames_folder()
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".writing-{secrets.token_hex(6)}"
    digest = hashlib.sha256()
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    first, last, size = "~", "", 0
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            os.fdopen(handle, "wb") as raw,
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=1, mtime=0) as packed,
        ):
            for rows in _batches(date_from, date_to, states):
                text = _csv_text(rows, header=not size)
                digest.update(text)
                packed.write(text)
                counts.update([(r[0], r[4], r[3], r[5] == "1") for r in rows])
                times = [r[2] for r in rows]
                first, last = min(first, min(times)), max(last, max(times))
                size += len(rows)
        if not size:
            raise FrameError(
                "There is no incident log in this window, so there is nothing to sample. "
                "Import logs first, or widen the window."
            )
        path = frame_path(digest.hexdigest())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    basis = "register" if register else "claimed"
    return Frame(digest.hexdigest(), size, path, counts, first, last, basis)


def _batches(
    date_from: datetime | None, date_to: datetime | None, states: list[LinkState]
) -> Iterator[list[tuple[Any, ...]]]:
    """The frame's rows in order. The order of code points, whatever language the database sorts by."""
    # Text, because Django takes whole numbers through Python one by one.
    linked = Case(
        When(link_state__in=states, then=Value("1")), default=Value("0"), output_field=TextField()
    )
    system: Any = F("system")
    ref_key: Any = F("ref_key")
    if connection.vendor == "postgresql":
        system, ref_key = Collate("system", "C"), Collate("ref_key", "C")
    rows = (
        frame_logs(date_from, date_to)
        .order_by(system, ref_key)
        .values_list(
            "system", "ref_key", _UtcText("received_at"), "opening_code", "closing_code", linked
        )
    )
    batch: list[tuple[Any, ...]] = []
    before = ("", "")
    for row in rows.iterator(chunk_size=_AT_A_TIME):
        batch.append(row)
        if len(batch) == _AT_A_TIME:
            before = _check_order(batch, before)
            yield batch
            batch = []
    if batch:
        _check_order(batch, before)
        yield batch


def _check_order(batch: list[tuple[Any, ...]], before: tuple[str, str]) -> tuple[str, str]:
    keys = [before, *[row[:2] for row in batch]]
    if not all(map(lt, keys, keys[1:])):
        raise FrameError("The database did not give the logs in order; the frame was not written.")
    return keys[-1]


def _csv_text(rows: list[tuple[str, ...]], header: bool) -> bytes:
    """The rows as CSV with every cell in quotation marks."""
    if header:
        rows = [HEADER, *rows]
    text = "".join(['"' + '","'.join(row) + '"\n' for row in rows])
    if text.count('"') != 2 * len(HEADER) * len(rows):
        # A cell holds a quotation mark, which must be doubled. Rare, and slower.
        out = io.StringIO(newline="")
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
        text = out.getvalue()
    return text.encode()
