"""A small ledger made without a database, as an export on disk, for tests of the check."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onrecord.ledger.checker import Row
from onrecord.ledger.checkpoint import Checkpoint
from onrecord.ledger.entry import canonical_json, commitment, leaf_bytes
from onrecord.ledger.note import Verifier
from onrecord.ledger.tree import leaf_hash, root_of
from onrecord.ledger.verify import write_line

ORIGIN = "force.example/ledger"


def made_row(
    seq: int, *, kind: str = "log.imported", subject: str = "", body: str = "", actor: str = "sam"
) -> Row:
    """An entry whose hashes are right."""
    body = body or canonical_json({"n": seq, "text": f'said "{seq}"'})
    salt = bytes([seq % 256]) * 16
    fields = (
        seq,
        f"2026-03-01T09:{seq // 60 % 60:02d}:{seq % 60:02d}.000000Z",
        kind,
        subject or f"log:campus:{seq}",
        actor,
    )
    bound = commitment(salt, body)
    return Row(*fields, bound, leaf_hash(leaf_bytes((*fields, bound))), salt.hex(), body)


def rehashed(row: Row) -> Row:
    """The row with the leaf hash that fits what it says now."""
    return row._replace(leaf=leaf_hash(leaf_bytes(row[:6])))


def erased(row: Row) -> Row:
    return row._replace(salt=None, body=None)


@dataclass
class MadeLedger:
    """Rows, and signed checkpoints of them as they were when it was made."""

    rows: list[Row]
    sizes: Sequence[int]
    key: Ed25519PrivateKey = field(
        default_factory=lambda: Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    )
    notes: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.notes = {size: self.sign(size) for size in self.sizes}

    @property
    def verifier(self) -> Verifier:
        return Verifier(ORIGIN, self.key.public_key().public_bytes_raw())

    def sign(self, size: int) -> str:
        return Checkpoint(ORIGIN, size, root_of([row.leaf for row in self.rows[:size]])).sign(
            self.key
        )

    def write(self, folder: Path, *, bodies: bool = True) -> Path:
        """The export, with the rows as they are now and the checkpoints as they were."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = [write_line(row, bodies=bodies) for row in self.rows]
        (folder / "entries.ndjson").write_text("".join(lines), encoding="utf-8", newline="\n")
        notes = [
            json.dumps(
                {"size": size, "made_at": self.made_at(size), "reason": "hourly", "note": note},
                ensure_ascii=False,
            )
            for size, note in self.notes.items()
        ]
        (folder / "checkpoints.ndjson").write_text(
            "".join(n + "\n" for n in notes), encoding="utf-8", newline="\n"
        )
        (folder / "ledger.pub").write_text(self.verifier.to_text() + "\n")
        return folder

    def made_at(self, size: int) -> str:
        return made_row(max(0, size - 1)).recorded_at.replace("Z", "+00:00")


def made_ledger(count: int = 40, sizes: Sequence[int] = (10, 25, 40)) -> MadeLedger:
    """`count` entries, the first of which opens the ledger; checkpoints at these sizes."""
    ledger = MadeLedger([made_row(seq) for seq in range(count)], ())
    opening = canonical_json({"origin": ORIGIN, "public_key": ledger.verifier.to_text()})
    ledger.rows[0] = made_row(
        0, kind="ledger.opened", subject=f"ledger:{ORIGIN}", body=opening, actor="onrecord"
    )
    ledger.sizes = sizes
    ledger.__post_init__()
    return ledger
