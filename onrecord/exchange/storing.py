"""Batches of converted rows into the database and the ledger, set by set; nothing row by row."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import connection

from onrecord.exchange.bodies import body_of
from onrecord.exchange.faults import ERROR, LEFT_OUT, WARNING, Fault
from onrecord.exchange.rows import Content, identity
from onrecord.exchange.seen import First, Seen
from onrecord.exchange.targets import TARGETS, line_key
from onrecord.ledger.actions import append_many


class Record(NamedTuple):
    """A converted row on its way."""

    row: int
    cells: Sequence[Any]
    content: Content


class Held(NamedTuple):
    """What the database has for a key. `body` is None once the record was erased."""

    id: int
    version: int
    body: str | None


@dataclass(slots=True)
class Outcome:
    """What became of a batch. `faults` are (record, fault) for the report."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[tuple[Record, Fault]] = field(default_factory=list)


_IDENTICAL = (
    "The row repeats an earlier row of the file, word for word",
    "Nothing: it was taken in once.",
)
_DISAGREES = (
    "Repeats the reference of an earlier row but disagrees with it; the earlier row was taken",
    'Correct the export, or say in the map which one counts: on_repeat = "latest" or "number".',
)
_NUMBERED = (
    "Repeats the reference of an earlier row and was kept apart under a number",
    "Check whether they are two records or one.",
)
_SUPERSEDED = (
    "A later row of the file has the same reference; that one was taken",
    "Nothing: the map says that the last row counts.",
)
_ERASED = (
    "The record was erased from the ledger and is not taken in again",
    "Take it out of the export.",
)


class Storing:
    """Takes the batches of one import. Must run inside the import's transaction."""

    def __init__(
        self, *, kind: str, system: str, import_id: int, by: str, on_repeat: str, seen: Seen
    ) -> None:
        self.kind, self._system, self._import_id, self._by = kind, system, import_id, by
        self._target = TARGETS[kind]
        # A log may say the same thing twice in two lines; there only identical lines are repeats.
        self.on_repeat = "refuse" if kind == "entries" else on_repeat
        self._seen = seen
        self._ref_field = "crime_ref" if kind == "crimes" else "log_ref"
        self._prefix = f"{self._target.subject}:{system}:"
        with connection.cursor() as cursor:
            cursor.execute(self._target.any_sql, [system])
            self._nothing_held = cursor.fetchone() is None

    def note(self, records: Sequence[Record]) -> None:
        """First reading of a file whose last rows count: remember which row is the last of each reference."""
        self._seen.replace([(k, r.row, d) for r, k, _, d in map(self._prepared, records)])

    def _prepared(self, record: Record) -> tuple[Record, str, str, bytes]:
        content = record.content
        key = identity(self.kind, content)
        if self.kind == "entries":
            key = f"{key}\n{line_key(content)}"
        body = body_of(content)
        return record, key, body, blake2b(body.encode(), digest_size=12).digest()

    def take(self, records: Sequence[Record]) -> Outcome:
        """Store a batch, with its ledger entries."""
        outcome = Outcome()
        prepared = [self._prepared(record) for record in records]
        marks = [(key, record.row, digest) for record, key, _, digest in prepared]
        if self.on_repeat == "latest" or not self._seen.add(marks):
            prepared = self._without_repeats(prepared, outcome)
        held: dict[str, Held] = {}
        if not self._nothing_held:
            held = self._held([key for _, key, _, _ in prepared])
        fresh: list[tuple[str, int, Content]] = []
        changed: list[tuple[Held, int, Content]] = []
        entries: list[tuple[str, str, str]] = []
        targets: list[tuple[Held | None, str, Content]] = []
        for record, key, body, _ in prepared:
            before = held.get(key)
            if before is None:
                kind = self._target.new_kind
            elif before.body == body or self.kind == "entries":
                outcome.unchanged += 1
                continue
            elif before.body is None:
                outcome.faults.append(
                    (record, Fault(LEFT_OUT, self._ref_field, record.content["ref"], *_ERASED))
                )
                continue
            else:
                kind = self._target.changed_kind
            subject = self._prefix + key.partition("\n")[0]
            entries.append((kind, subject, body))
            targets.append((before, key, record.content))
        if entries:
            numbers = append_many(entries, by=self._by)
            for seq, (before, key, content) in zip(numbers, targets, strict=False):
                if before is None:
                    fresh.append((key, seq, content))
                else:
                    changed.append((before, seq, content))
            self._insert(fresh)
            self._update(changed)
        outcome.new, outcome.changed = len(fresh), len(changed)
        return outcome

    def _without_repeats(
        self, prepared: list[tuple[Record, str, str, bytes]], outcome: Outcome
    ) -> list[tuple[Record, str, str, bytes]]:
        firsts = self._seen.find([key for _, key, _, _ in prepared])
        bodies = {record.row: body for record, _, body, _ in prepared}
        kept = []
        disagreeing: list[tuple[Record, str, First]] = []
        for item in prepared:
            record, key, _, digest = item
            first = firsts[key]
            if first.row == record.row:
                kept.append(item)
            elif first.digest == digest or self.kind == "entries":
                outcome.unchanged += 1
                words = Fault(
                    WARNING, self._ref_field, self._shown(record), *_IDENTICAL, f"row {first.row}"
                )
                outcome.faults.append((record, words))
            elif self.on_repeat == "latest":
                detail = f"row {first.row}"
                fault = Fault(LEFT_OUT, self._ref_field, self._shown(record), *_SUPERSEDED, detail)
                outcome.faults.append((record, fault))
            elif self.on_repeat == "number":
                numbered = self._numbered(item, first, outcome)
                if numbered is not None:
                    kept.append(numbered)
            else:
                disagreeing.append((record, key, first))
        if disagreeing:
            missing = [key for _, key, first in disagreeing if first.row not in bodies]
            held = self._held(missing) if missing else {}
            for record, key, first in disagreeing:
                body = bodies.get(first.row) or (held[key].body if key in held else None)
                fields = _differences(record.content, json.loads(body)) if body else []
                detail = f"row {first.row}" + (f", in {', '.join(fields)}" if fields else "")
                fault = Fault(ERROR, self._ref_field, self._shown(record), *_DISAGREES, detail)
                outcome.faults.append((record, fault))
        return kept

    def _numbered(
        self, item: tuple[Record, str, str, bytes], first: First, outcome: Outcome
    ) -> tuple[Record, str, str, bytes] | None:
        """The row under REF#2, REF#3 ..., or None if it says the same as one that is there already."""
        record, key, _, digest = item
        number = 1
        while True:
            number += 1
            name = f"{key}#{number}"
            if self._seen.add([(name, record.row, digest)]):
                break
            there = self._seen.find([name])[name]
            if there.digest == digest:
                outcome.unchanged += 1
                words = Fault(
                    WARNING, self._ref_field, self._shown(record), *_IDENTICAL, f"row {there.row}"
                )
                outcome.faults.append((record, words))
                return None
        ref = f"{record.content['ref']}#{number}"
        if max(len(ref), len(name)) > 120:
            remedy = "Shorten the reference."
            problem = "The reference is too long to be numbered"
            outcome.faults.append((record, Fault(ERROR, self._ref_field, ref, problem, remedy)))
            return None
        content = {**record.content, "ref": ref}
        detail = f"row {first.row}, kept as {ref}"
        outcome.faults.append(
            (record, Fault(WARNING, self._ref_field, self._shown(record), *_NUMBERED, detail))
        )
        return record._replace(content=content), name, body_of(content), digest

    def _shown(self, record: Record) -> str:
        return str(record.content["log_ref" if self.kind == "entries" else "ref"])

    def _held(self, keys: Sequence[str]) -> dict[str, Held]:
        """What the database has for these keys."""
        lines = self.kind == "entries"
        refs = list({key.partition("\n")[0] for key in keys})
        sql = self._target.held_sql(connection.vendor)
        with connection.cursor() as cursor:
            wanted = refs if connection.vendor == "postgresql" else json.dumps(refs)
            cursor.execute(sql, [self._system, wanted])
            found = cursor.fetchall()
        if lines:
            return {f"{ref}\n{line}": Held(row_id, 1, None) for ref, line, row_id in found}
        return {key: Held(*rest) for key, *rest in found}

    def _insert(self, rows: list[tuple[str, int, Content]]) -> None:
        if not rows:
            return
        target = self._target
        first = (1,) if target.changed_kind else ()
        values = [
            (
                self._system,
                *target.values(content),
                *target.new_values(key, content),
                *first,
                seq,
                self._import_id,
            )
            for key, seq, content in rows
        ]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(target.copy_sql) as copy:
                    for row in values:
                        copy.write_row(row)
            else:
                cursor.executemany(target.insert_sql, values)

    def _update(self, rows: list[tuple[Held, int, Content]]) -> None:
        if not rows:
            return
        values = [
            (*self._target.values(c), held.version + 1, seq, self._import_id, held.id)
            for held, seq, c in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(self._target.update_sql, values)


def _differences(mine: Content, other: Content) -> list[str]:
    """The fields in which two contents differ; unknown columns by their own names."""
    fields = [name for name in mine if name != "extra" and mine[name] != other.get(name)]
    extra, others = mine["extra"], other.get("extra", {})
    return fields + sorted(n for n in {*extra, *others} if extra.get(n) != others.get(n))
