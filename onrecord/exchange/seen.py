"""Which references a file has already brought. Kept on disk, so that a file of any size needs little memory. Pure."""

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple


class First(NamedTuple):
    """The row that speaks for a reference: its number, and the digest of what it says."""

    row: int
    digest: bytes


class Seen:
    """A private database without a name: it spills to disk when it grows and is gone with the process."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "temp_store = FILE",
            "cache_size = -32768",
        ):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(
            "CREATE TABLE seen (key TEXT PRIMARY KEY, number INTEGER, digest BLOB) WITHOUT ROWID"
        )

    def add(self, rows: Sequence[tuple[str, int, bytes]]) -> bool:
        """Remember rows (key, number, digest) unless their key is known. True if all were new."""
        before = self._db.total_changes
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")
        return self._db.total_changes - before == len(rows)

    def replace(self, rows: Sequence[tuple[str, int, bytes]]) -> None:
        """Remember rows; a later one takes the place of an earlier one with the same key."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def find(self, keys: Sequence[str]) -> dict[str, First]:
        found = self._db.execute(
            "SELECT key, number, digest FROM seen WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
        return {key: First(number, digest) for key, number, digest in found}

    def close(self) -> None:
        self._db.close()
