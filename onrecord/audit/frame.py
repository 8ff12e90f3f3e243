"""The frame: every log that could have been drawn, written down before anything is drawn.

A frame file is CSV (UTF-8, every cell in quotation marks, lines end with \\n) with the columns

    system, ref_key, received_at, opening_code, closing_code, linked

one line a log, in order of system and reference key as Unicode code points; received_at is UTC to the second, linked is
1 or 0. Its SHA-256, over the text before packing, is the frame's hash: the same logs give the same hash on any machine
and any database. It holds every closing code and every link state; a log is linked when a crime record is linked to it,
or, where no crime register was imported at all, when it names a crime.

Files lie packed (gzip) in ONRECORD_HOME/frames/<hash>.csv.gz.
"""

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
from itertools import pairwise
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

from onrecord.contact.models import LinkState, Log
from onrecord.home import home
from onrecord.recording.models import Crime

HEADER = ("system", "ref_key", "received_at", "opening_code", "closing_code", "linked")
_AT_A_TIME = 20_000


class FrameError(ValueError):
    """A frame can't be made or read; the message says why and what to do."""


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


def frames_folder() -> Path:
    """Where frames are kept."""
    return home() / "frames"


def frame_path(frame_hash: str) -> Path:
    """The file of the frame with this hash."""
    return frames_folder() / f"{frame_hash}.csv.gz"


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
                counts.update([(r[0], r[4], r[3], bool(r[5])) for r in rows])
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
    linked = Case(When(link_state__in=states, then=Value(1)), default=Value(0))
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
    keys = [before, *((row[0], row[1]) for row in batch)]
    if any(a >= b for a, b in pairwise(keys)):
        raise FrameError("The database did not give the logs in order; the frame was not written.")
    return keys[-1]


def _csv_text(rows: list[tuple[Any, ...]], header: bool) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    if header:
        writer.writerow(HEADER)
    writer.writerows(rows)
    return out.getvalue().encode()


class FrameReader:
    """Reads a frame file line by line; `hash` and `size` are known when all lines were read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.hash = ""

    def rows(self) -> Iterator[list[str]]:
        """Lines as lists, in the order of HEADER. Raises FrameError when the file is missing or damaged."""
        digest = hashlib.sha256()
        try:
            with gzip.open(self.path, "rb") as packed:
                buffered = io.BufferedReader(packed, 1 << 20)

                def lines() -> Iterator[str]:
                    for line in buffered:
                        digest.update(line)
                        yield line.decode()

                reader = csv.reader(lines(), strict=True)
                if tuple(next(reader, ())) != HEADER:
                    raise FrameError(f"{self.path.name} is no frame file: its header is different.")
                for row in reader:
                    if len(row) != len(HEADER):
                        raise FrameError(f"{self.path.name}: line {reader.line_num} is damaged.")
                    self.size += 1
                    yield row
        except FileNotFoundError:
            raise FrameError(
                f"The frame file {self.path.name} is not in {self.path.parent}. Put it back from a backup."
            ) from None
        except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
            raise FrameError(f"{self.path.name} is damaged and can't be read: {error}.") from None
        self.hash = digest.hexdigest()
