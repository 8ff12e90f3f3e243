"""The ledger as files for somebody outside, who checks them with `onrecord-verify`."""

import gzip
import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from django.db import connection

from onrecord.ledger import ranges
from onrecord.ledger.actions import LedgerError, make_checkpoint
from onrecord.ledger.checker import Row
from onrecord.ledger.keys import public_key
from onrecord.ledger.models import LedgerCheckpoint
from onrecord.ledger.verify import write_line

Progress = Callable[[int, int | None, str], None]

_README: Final = """This folder holds a ledger as it was on {made_at}: {size} entries.

{entries:<24} every entry, one a line (JSON), in the order in which they were written
checkpoints.ndjson       every signed checkpoint: the number of entries, the root hash, the signature
checkpoint.txt           the newest checkpoint by itself: keep it. With it you can prove, at any later time,
                         whether anything in these {size} entries was changed
ledger.pub               the public key of the ledger. Compare it with the key you were given by another way

To check it:     onrecord-verify .
Better:          onrecord-verify . --public-key FILE --against checkpoint-you-kept.txt{flag}
What it means:   docs/how-to/verify-the-record.md in onrecord's documentation

{bodies}
"""
_WITH: Final = """The lines hold what was recorded about people. Treat this folder as you treat the records themselves."""
_WITHOUT: Final = """What was recorded about people is not in here: each line holds only a commitment to it (a hash of it and a
random number), from which nothing can be read. Say --no-bodies when you check it."""


def export_ledger(
    out: Path,
    *,
    bodies: bool = True,
    compressed: bool = False,
    progress: Progress | None = None,
) -> LedgerCheckpoint:
    """Write the ledger to the folder `out`, which must be empty or new, and return the checkpoint that closes it.

    `bodies=False` leaves out what was recorded and writes only what proves the order. Raises FileExistsError when
    the folder holds something, OSError when it can't be written, KeyProblem when the closing checkpoint can't be signed,
    LedgerError when an entry was altered beyond what a line can show.
    """
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise FileExistsError(17, "The folder is not empty; name a new one", str(out))
    last = make_checkpoint(reason="on request")
    name = "entries.ndjson.gz" if compressed else "entries.ndjson"
    with ExitStack() as stack:
        plain = stack.enter_context((out / name).open("wb"))
        packed = stack.enter_context(gzip.GzipFile("", "wb", 6, plain, 0)) if compressed else None
        file = packed or plain
        done = 0
        for page in ranges.entry_rows(0, last.size):
            try:
                lines = [write_line(_row(row), bodies=bodies) for row in page]
            except (TypeError, AttributeError):
                raise LedgerError(
                    f"Among the entries {page[0][0]} to {page[-1][0]} one holds what no entry can: it was altered. "
                    "Nothing whole can be exported; run `onrecord verify`."
                ) from None
            file.write("".join(lines).encode(errors="surrogatepass"))
            done += len(page)
            if progress:
                progress(done, last.size, "writing entries")
    notes = LedgerCheckpoint.objects.filter(size__lte=last.size).order_by("size")
    with (out / "checkpoints.ndjson").open("w", encoding="utf-8", newline="\n") as file_of_notes:
        for row in notes.iterator():
            line = {
                "size": row.size,
                "made_at": row.made_at.isoformat(),
                "reason": row.reason,
                "note": row.note,
            }
            file_of_notes.write(json.dumps(line, ensure_ascii=False) + "\n")
    _write(out / "checkpoint.txt", last.note)
    _write(out / "ledger.pub", public_key().to_text() + "\n")
    readme = _README.format(
        made_at=f"{last.made_at:%d/%m/%Y %H:%M} UTC",
        size=last.size,
        entries=name,
        flag="" if bodies else " --no-bodies",
        bodies=_WITH if bodies else _WITHOUT,
    )
    _write(out / "README.txt", readme)
    return last


def _row(values: tuple[object, ...]) -> Row:
    row = Row._make(values)
    return row._replace(leaf=bytes(row.leaf)) if connection.vendor == "postgresql" else row


def _write(path: Path, text: str) -> None:
    # The same bytes on every system: a note with other line ends is no longer what was signed.
    path.write_bytes(text.encode())
