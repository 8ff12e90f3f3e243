"""What the ledger says about one subject, and about itself."""

import json
from dataclasses import dataclass
from datetime import datetime

from onrecord.ledger.models import (
    LedgerBody,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerErasure,
    LedgerHead,
)

MOST_VERSIONS = 200
# Entries that hold a version of their subject; others (reviews, links) only speak of it.
_RECORDS = (".imported", ".changed", ".made", ".opened", ".recorded", ".named", ".listed")


@dataclass(frozen=True)
class Change:
    """One field that differs from the version before."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class Version:
    """One entry about a subject. `content` is None when its body was erased; `erased_by` is then the entry that says so.

    `signed` is the first checkpoint that covers the entry: from then on nobody could change it unseen.
    """

    seq: int
    number: int
    recorded_at: datetime
    kind: str
    actor: str
    leaf: str
    content: dict[str, object] | None
    changes: list[Change]
    erased_by: int | None
    signed: LedgerCheckpoint | None


def ledger_size() -> int:
    """How many entries there are, without counting them."""
    return LedgerHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def checkpoints(limit: int = 20) -> list[LedgerCheckpoint]:
    """The last checkpoints, newest first."""
    return list(LedgerCheckpoint.objects.order_by("-size")[:limit])


def history(subject: str) -> list[Version]:
    """Everything that was recorded of a subject, oldest first, each with what it changed."""
    entries = list(LedgerEntry.objects.filter(subject=subject).order_by("seq")[:MOST_VERSIONS])
    seqs = [entry.seq for entry in entries]
    bodies = dict(LedgerBody.objects.filter(seq__in=seqs).values_list("seq", "body"))
    erased = dict(LedgerErasure.objects.filter(seq__in=seqs).values_list("seq", "entry_seq"))
    versions: list[Version] = []
    before: dict[str, object] | None = None
    for number, entry in enumerate(entries, 1):
        content = json.loads(bodies[entry.seq]) if entry.seq in bodies else None
        is_record = entry.kind.endswith(_RECORDS)
        versions.append(
            Version(
                seq=entry.seq,
                number=number,
                recorded_at=datetime.fromisoformat(entry.recorded_at),
                kind=entry.kind,
                actor=entry.actor,
                leaf=bytes(entry.leaf).hex(),
                content=content,
                changes=differences(before, content) if is_record else [],
                erased_by=erased.get(entry.seq),
                signed=first_checkpoint_over(entry.seq),
            )
        )
        if is_record:
            before = content
    return versions


def differences(before: dict[str, object] | None, after: dict[str, object] | None) -> list[Change]:
    """The fields that two versions disagree on; none when one of them isn't there."""
    if before is None or after is None:
        return []
    names = [*before, *[name for name in after if name not in before]]
    return [
        Change(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def first_checkpoint_over(seq: int) -> LedgerCheckpoint | None:
    return LedgerCheckpoint.objects.filter(size__gt=seq).order_by("size").first()
