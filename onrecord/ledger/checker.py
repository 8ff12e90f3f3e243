"""Reading entries one after the other: which are altered, which are missing, and what tree they make. Pure: no Django.

The same check serves the live database, range by range, and an export in the hands of somebody outside.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple

from onrecord.ledger.entry import LEAF_VERSION
from onrecord.ledger.tree import HASH_BYTES, Frontier

MOST_LISTED: Final = 1000
_BATCH: Final = 4096
_MOST_RUNS: Final = 2000


class Row(NamedTuple):
    """One entry as stored. `leaf` is the hash kept beside it; salt and body are None once erased."""

    seq: int
    recorded_at: str
    kind: str
    subject: str
    actor: str
    commitment: str
    leaf: bytes
    salt: str | None
    body: str | None


@dataclass(frozen=True)
class Problem:
    """Something that isn't as it was signed: entries `seq` to `until`, both included; None if not about entries.

    `what` is one of: edited, body edited, body missing, body left, dropped, added, re-ordered, rewritten, hash,
    erasure, checkpoint, head, key, guard, record, file.
    """

    what: str
    seq: int | None
    until: int | None
    sentence: str


def leaf_of(row: Row, seq: int) -> bytes:
    """The leaf hash the entry would have under that number."""
    line = f"{LEAF_VERSION}\t{seq}\t{row.recorded_at}\t{row.kind}\t{row.subject}\t{row.actor}\t{row.commitment}"
    return sha256(b"\x00" + line.encode(errors="surrogatepass")).digest()


def body_fits(salt: str | None, body: str, commitment: str) -> bool:
    """Whether the commitment is the SHA-256 of salt (16 bytes, lower-case hex) and body."""
    try:
        raw = bytes.fromhex(salt or "")
        text = body.encode(errors="surrogatepass")
    except (ValueError, TypeError, AttributeError):  # SQLite lets anything be put into a column
        return False
    fits = sha256(raw + text).hexdigest() == commitment
    return fits and len(raw) == 16 and raw.hex() == salt


@dataclass
class Part:
    """What the entries from `first` up to, not including, `end` amount to."""

    first: int
    end: int
    bodies: int = 0
    size: int = 0
    hashes: list[bytes] = field(default_factory=list)
    # The tree with the stored leaf hashes in place of those that don't fit; None while all fit.
    stored: list[bytes] | None = None
    # For each size that was asked for: the same two, at that size.
    cuts: dict[int, tuple[list[bytes], list[bytes] | None]] = field(default_factory=dict)
    complete: bool = True
    # Entries whose stored hash isn't their own: the first MOST_LISTED, without their bodies, and how many there are.
    suspects: list[Row] = field(default_factory=list)
    suspect_count: int = 0
    no_body: list[int] = field(default_factory=list)
    # erased entry -> number, subject and actor of the entry that says so
    erasures: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    times: dict[int, str] = field(default_factory=dict)
    opening: str | None = None
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0


class Checker:
    """Reads the entries of one range, in whatever order they come, and makes their Part."""

    def __init__(self, first: int = 0, cuts: Iterable[int] = ()) -> None:
        """`cuts`: sizes of the whole ledger at which the tree's state is wanted."""
        self.part = Part(first, first)
        self._tree = Frontier()
        self._stored: Frontier | None = None
        self._cuts = sorted({cut for cut in cuts if cut > first})
        self._edges = {edge for cut in self._cuts for edge in (cut - 1, cut)}
        self._next = first
        self._digests: list[bytes] = []
        self._leaves: list[bytes] = []
        # Entries that came before their turn, as runs: [first number, leaf hashes, stored leaf hashes], in order.
        self._early: list[tuple[int, list[bytes], list[bytes]]] = []
        self._disorder: list[tuple[int, int]] = []
        self._chaos = False

    def feed(self, rows: Iterable[Row]) -> None:
        """Look at more entries."""
        part = self.part
        digests, leaves, early, edges = self._digests, self._leaves, self._early, self._edges
        for row in rows:
            seq, recorded_at, kind, subject, actor, commitment, leaf, salt, body = row
            line = f"{LEAF_VERSION}\t{seq}\t{recorded_at}\t{kind}\t{subject}\t{actor}\t{commitment}"
            digest = sha256(b"\x00" + line.encode(errors="surrogatepass")).digest()
            if digest != leaf:
                leaf = self._suspect(row)
            if body is None:
                part.no_body.append(seq)
            elif body_fits(salt, body, commitment):
                part.bodies += 1
            else:
                self._say(
                    "body edited",
                    seq,
                    seq,
                    f"Entry {seq} ({kind}, {subject}): what it says is not what was written; its text, salt or commitment was altered.",
                )
            if kind == "record.erased" or seq == 0:
                self._note_special(row)
            if seq in edges:
                part.times[seq] = recorded_at
            if seq != self._next or early:
                self._place(row, digest, leaf)
                continue
            self._next = seq + 1
            digests.append(digest)
            leaves.append(leaf)
            if len(digests) == _BATCH:
                self._grow()

    def finish(self, end: int | None = None) -> Part:
        """All is read; if `end` is given, the range should have reached it. What never came was dropped."""
        part = self.part
        self._grow()
        reached = self._next
        if self._chaos:
            part.complete, part.end = False, max(self._last(), end or 0)
            part.size, part.hashes = self._tree.size, self._tree.hashes
            sentence = f"From entry {reached} on the entries are in no order at all; the check stops there."
            self._say("re-ordered", reached, part.end - 1, sentence)
            return part
        for first, hashes, _ in [*self._early, (max(end or 0, self._last()), [], [])]:
            if reached < first:
                self._say(
                    "dropped",
                    reached,
                    first - 1,
                    f"{entries_are(reached, first - 1)} missing: removed, or given another number.",
                )
                part.complete = False
            reached = first + len(hashes)
        for low, high in self._disorder:
            self._say(
                "re-ordered",
                low,
                high,
                f"{entries_are(low, high)} not in the order in which they were written.",
            )
        part.end, part.size, part.hashes = reached, self._tree.size, self._tree.hashes
        part.stored = None if self._stored is None else self._stored.hashes
        return part

    def _last(self) -> int:
        return self._early[-1][0] + len(self._early[-1][1]) if self._early else self._next

    def _grow(self) -> None:
        """Put the waiting hashes into the tree; keep its state where that was asked for."""
        while self._digests:
            room = len(self._digests)
            if self._cuts:
                room = min(room, self._cuts[0] - self.part.first - self._tree.size)
            now, kept = self._digests[:room], self._leaves[:room]
            if self._stored is None and now != kept:
                self._stored = self._tree.copy()
            if self._stored is not None:
                self._stored.extend(kept)
            self._tree.extend(now)
            del self._digests[:room], self._leaves[:room]
            if self._cuts and self._cuts[0] == self.part.first + self._tree.size:
                stored = None if self._stored is None else list(self._stored.hashes)
                self.part.cuts[self._cuts.pop(0)] = (list(self._tree.hashes), stored)

    def _suspect(self, row: Row) -> bytes:
        """Note an entry whose stored hash isn't its own; return that hash at its proper length."""
        self.part.suspect_count += 1
        if len(self.part.suspects) < MOST_LISTED:
            self.part.suspects.append(row._replace(salt=None, body=None))
        kept = row.leaf if isinstance(row.leaf, bytes) else b""
        return kept.ljust(HASH_BYTES, b"\x00")[:HASH_BYTES]

    def _place(self, row: Row, digest: bytes, leaf: bytes) -> None:
        """An entry that isn't simply the next: something was left out, moved, or put in twice."""
        seq, last = row.seq, self._last()
        if len(self._early) > _MOST_RUNS:
            self._chaos = True
            return
        if seq < self._next or any(at <= seq < at + len(run) for at, run, _ in self._early):
            self._say(
                "added",
                seq,
                seq,
                f"Entry {seq} ({row.kind}, {row.subject}) is there twice or has no place here: somebody put it in.",
            )
            return
        if seq < last:
            low, high = seq, last - 1
            while self._disorder and self._disorder[-1][1] >= low:
                low = min(low, self._disorder.pop()[0])
            self._disorder.append((low, high))
        after = next((i for i, run in enumerate(self._early) if run[0] > seq), len(self._early))
        if after and self._early[after - 1][0] + len(self._early[after - 1][1]) == seq:
            self._early[after - 1][1].append(digest)
            self._early[after - 1][2].append(leaf)
        else:
            self._early.insert(after, (seq, [digest], [leaf]))
        while self._early and self._early[0][0] == self._next:
            _, run, stored = self._early.pop(0)
            self._digests += run
            self._leaves += stored
            self._next += len(run)
            self._grow()

    def _note_special(self, row: Row) -> None:
        if row.seq == 0:
            self.part.opening = row.body
        if row.kind == "record.erased" and row.body is not None:
            try:
                said = json.loads(row.body)
                self.part.erasures[int(said["seq"])] = (row.seq, row.subject, row.actor)
            except (ValueError, TypeError, KeyError, RecursionError):
                self._say(
                    "erasure",
                    row.seq,
                    row.seq,
                    f"Entry {row.seq} should say what was erased and why, and doesn't.",
                )

    def _say(self, what: str, seq: int, until: int, sentence: str) -> None:
        self.part.problem_count += 1
        if len(self.part.problems) < MOST_LISTED:
            self.part.problems.append(Problem(what, seq, until, sentence))


def entries_are(low: int, high: int) -> str:
    return f"Entry {low} is" if low == high else f"Entries {low} to {high} are"
