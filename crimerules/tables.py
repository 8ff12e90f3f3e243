"""Reading the tables of the rulebook: CSV files whose first lines may be remarks, each mistake with its file and row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

RULEBOOK = Path(__file__).resolve().parent / "rulebook"


class TableError(ValueError):
    """A table of the rulebook can't be used; says which file, which row and what to do."""


def read_table(name: str, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of ``rulebook/<name>``; lines that start with ``#`` are remarks.

    Raises TableError if the file is missing, lacks a column or has a row of another length.
    """
    path = RULEBOOK / name
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TableError(
            f"{name}: can't be read ({error.strerror}); install the package again"
        ) from error
    yield from parse_table(name, lines, columns)


def parse_table(
    name: str, lines: list[str], columns: Iterable[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The same for the lines of a table already in memory."""
    wanted = list(columns)
    skipped = 0
    while skipped < len(lines) and lines[skipped].startswith("#"):
        skipped += 1
    reader = csv.reader(lines[skipped:])
    header = next(reader, [])
    missing = [column for column in wanted if column not in header]
    if missing:
        raise TableError(f"{name}, row {skipped + 1}: no column {', '.join(missing)}; add it")
    for row in reader:
        line = skipped + reader.line_num
        if len(row) != len(header):
            raise TableError(
                f"{name}, row {line}: {len(row)} values for {len(header)} columns; "
                "put quotes round a value that holds a comma"
            )
        yield line, dict(zip(header, row, strict=True))
