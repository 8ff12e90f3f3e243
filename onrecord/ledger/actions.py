"""Everything that may happen to the ledger: append, erase a body, make a checkpoint.

Nothing here may be done outside a database transaction: an entry and the row it speaks of appear together or not
at all. Whoever appends locks the head row until the transaction ends, so entries have one order.
"""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from onrecord.ledger.checkpoint import Checkpoint
from onrecord.ledger.entry import (
    LEAF_VERSION,
    MAX_ACTOR,
    MAX_KIND,
    MAX_SUBJECT,
    SALT_BYTES,
    EntryError,
    canonical_json,
    check_field,
    timestamp,
)
from onrecord.ledger.keys import KeyProblem, signer
from onrecord.ledger.models import (
    LedgerBody,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerErasure,
    LedgerHead,
)
from onrecord.ledger.tree import Frontier
from onrecord.ledger.write import insert_rows, move_head, read_head

OPENED = "ledger.opened"
ERASED = "record.erased"
PROGRAM = "onrecord"
_AT_A_TIME = 10_000
_LOOK_EVERY = 60.0  # seconds between looks at whether a checkpoint is due, in one process


class LedgerError(RuntimeError):
    """The ledger refuses; the message says what and why."""


def append(*, kind: str, subject: str, body: Mapping[str, object], by: str) -> int:
    """Write one entry and return its sequence number.

    Must run inside the transaction that changes what `subject` names (LedgerError otherwise). Raises EntryError
    for a field or body that can't be written.
    """
    return append_many([(kind, subject, canonical_json(dict(body)))], by=by)[0]


def append_many(entries: Iterable[tuple[str, str, str]], *, by: str) -> range:
    """Write many entries (kind, subject, canonical JSON of the body) and return their sequence numbers, in order.

    Takes any iterable and holds 10,000 entries at a time. Rules and errors as for `append`; if one entry is
    refused, the transaction must be rolled back.
    """
    head = _locked_head()
    if head.size == 0:
        _open_ledger(head)
    first = head.size
    _write(head, entries, by)
    return range(first, head.size)


def erase(*, seq: int, reason: str, by: str) -> int:
    """Destroy one entry's body and salt for good; return the number of the entry that says who did it and why.

    The tree still verifies: it covers only the commitment, from which nothing can be read back. The caller
    removes the personal data from its own row in the same transaction. Raises LedgerError when there is no such
    entry, it is already erased, or it is itself the ledger's opening or the record of an erasure.
    """
    check_field("reason", reason.strip(), 10_000)
    head = _locked_head()
    entry = LedgerEntry.objects.filter(seq=seq).first()
    if entry is None:
        raise LedgerError(f"There is no ledger entry {seq}.")
    if entry.kind in (OPENED, ERASED):
        raise LedgerError(
            f"Entry {seq} ({entry.kind}) explains the ledger itself and can't be erased."
        )
    if LedgerErasure.objects.filter(seq=seq).exists():
        raise LedgerError(f"The body of entry {seq} is already erased.")
    body = canonical_json({"seq": seq, "reason": reason.strip()})
    _write(head, [(ERASED, entry.subject, body)], by)
    entry_seq = head.size - 1
    LedgerErasure.objects.create(seq=seq, entry_seq=entry_seq)
    _overwrite_deleted_bytes()
    LedgerBody.objects.filter(seq=seq).delete()
    return entry_seq


def make_checkpoint(*, reason: str, by: str = PROGRAM) -> LedgerCheckpoint:
    """Sign the ledger's present size and root; the one there is if nothing was added since.

    Best called after the transaction that wrote the entries: what is signed should not be rolled back. `by` is
    for symmetry with the other actions; a checkpoint speaks for the ledger, not for a person. Raises KeyProblem when the
    key is missing or is not the key this ledger was opened with, LedgerError for an unknown reason.
    """
    if reason not in LedgerCheckpoint.Reason.values:
        raise LedgerError(f"{reason!r} is no reason for a checkpoint.")
    with transaction.atomic():
        head = _locked_head()
        if head.size == 0:
            _open_ledger(head)
        there = LedgerCheckpoint.objects.filter(size=head.size).first()
        if there is not None:
            return there
        pen = signer()
        _refuse_strange_key(pen.verifier.to_text())
        note = Checkpoint(pen.origin, head.size, head.frontier.root()).sign(pen.private)
        return LedgerCheckpoint.objects.create(
            size=head.size, made_at=timezone.now(), reason=reason, note=note
        )


_last_look = -_LOOK_EVERY


def checkpoint_if_due(now: datetime | None = None) -> LedgerCheckpoint | None:
    """Make the day's or the hour's checkpoint if entries were added since the last one; None if none is due.

    Cheap enough for every request: it looks at the database once a minute and doesn't wait for writers. With `now` it
    always looks.
    """
    global _last_look
    if now is None:
        if time.monotonic() - _last_look < _LOOK_EVERY:
            return None
        _last_look = time.monotonic()
        now = timezone.now()
    reason = _due(now)
    if reason is None:
        return None
    try:
        with without_waiting():
            return make_checkpoint(reason=reason)
    except OperationalError:
        return None  # somebody is writing, a long import perhaps: the next look will do


def _due(now: datetime) -> str | None:
    size = LedgerHead.objects.filter(pk=1).values_list("size", flat=True).first()
    last = LedgerCheckpoint.objects.order_by("-size").first()
    if not size or (last is not None and last.size >= size):
        return None
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if not LedgerCheckpoint.objects.filter(reason="daily", made_at__gte=midnight).exists():
        return "daily"
    if last is None or now - last.made_at >= timedelta(hours=1):
        return "hourly"
    return None


@contextmanager
def without_waiting() -> Iterator[None]:
    """Whoever can't have the lock within a moment gets an OperationalError instead of a place in the queue."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _run("SET LOCAL lock_timeout = '200ms'")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
    _run("PRAGMA busy_timeout = 200")
    try:
        yield
    finally:
        _run(f"PRAGMA busy_timeout = {usual}")


class _Head:
    """The locked head row."""

    def __init__(self, size: int, frontier: str) -> None:
        self.frontier = Frontier.from_text(size, frontier)

    @property
    def size(self) -> int:
        return self.frontier.size


def _locked_head() -> _Head:
    if not connection.in_atomic_block:
        raise LedgerError(
            "The ledger is written in the same transaction as what it speaks of: use transaction.atomic()."
        )
    for _attempt in range(2):
        row = read_head(connection)
        if row is not None:
            try:
                return _Head(*row)
            except ValueError as error:
                raise LedgerError(
                    f"The ledger's head row is damaged ({error}). Nothing was written; run `onrecord verify`."
                ) from None
        if LedgerEntry.objects.exists():
            raise LedgerError(
                "The ledger has entries but its head row is gone: somebody removed it. Nothing was written; run `onrecord verify`."
            )
        LedgerHead.objects.bulk_create([LedgerHead(pk=1)], ignore_conflicts=True)
    raise LedgerError("The ledger's head row can't be made.")


def _open_ledger(head: _Head) -> None:
    """Entry 0 names the ledger and its key, so that neither can be exchanged later."""
    pen = signer()
    body = canonical_json({"origin": pen.origin, "public_key": pen.verifier.to_text()})
    _write(head, [(OPENED, f"ledger:{pen.origin}"[:MAX_SUBJECT], body)], PROGRAM)


def _refuse_strange_key(public: str) -> None:
    body = LedgerBody.objects.filter(seq=0).values_list("body", flat=True).first()
    if body != canonical_json({"origin": public.split("+")[0], "public_key": public}):
        raise KeyProblem(
            "The signing key in this installation's folder is not the key with which this ledger was opened. "
            "Put the right keys/ledger.key and keys/ledger.pub back from your backup; servers that share a "
            "database share these two files."
        )


def _write(head: _Head, entries: Iterable[tuple[str, str, str]], by: str) -> None:
    """Insert the entries after the head, then move the head, batch by batch."""
    actor = check_field("by", by, MAX_ACTOR)
    rest: Iterator[tuple[str, str, str]] = iter(entries)
    while batch := list(islice(rest, _AT_A_TIME)):
        rows, bodies = _rows(head.size, batch, actor)
        insert_rows(connection, rows, bodies)
        head.frontier.extend(row[6] for row in rows)
        move_head(connection, head.size, head.frontier.to_text())


def _rows(
    first: int, batch: Sequence[tuple[str, str, str]], actor: str
) -> tuple[list[tuple[int, str, str, str, str, str, bytes]], list[tuple[int, str, str]]]:
    """The table rows of a batch. Written out in one loop, for speed; entry.leaf_bytes and entry.commitment say the same."""
    now = timestamp(timezone.now())
    salts = os.urandom(SALT_BYTES * len(batch))
    salts_hex = salts.hex()
    rows, bodies = [], []
    kinds: set[str] = set()
    seq = first
    at = 0
    for kind, subject, body in batch:
        if kind not in kinds:
            kinds.add(check_field("kind", kind, MAX_KIND))
        if not (subject.isprintable() and 0 < len(subject) <= MAX_SUBJECT):
            check_field("subject", subject, MAX_SUBJECT)
        try:
            raw = body.encode()
        except UnicodeEncodeError as error:
            raise EntryError(
                f"{subject}: the body holds something that isn't text at character {error.start}."
            ) from None
        if b"\n" in raw:
            raise EntryError(f"{subject}: the body holds a line end, so it isn't canonical JSON.")
        commitment = sha256(salts[at : at + SALT_BYTES] + raw).hexdigest()
        line = f"{LEAF_VERSION}\t{seq}\t{now}\t{kind}\t{subject}\t{actor}\t{commitment}"
        leaf = sha256(b"\x00" + line.encode()).digest()
        rows.append((seq, now, kind, subject, actor, commitment, leaf))
        bodies.append((seq, salts_hex[2 * at : 2 * (at + SALT_BYTES)], body))
        seq += 1
        at += SALT_BYTES
    return rows, bodies


def _overwrite_deleted_bytes() -> None:
    """SQLite leaves deleted text in its file until the place is used again, and in its journal; unless told otherwise."""
    if connection.vendor == "sqlite":
        _run("PRAGMA secure_delete = ON")
        # Puts the journal's pages into the file and empties it; does what it can while others are reading.
        transaction.on_commit(lambda: _run("PRAGMA wal_checkpoint(TRUNCATE)"))


def _run(pragma: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
