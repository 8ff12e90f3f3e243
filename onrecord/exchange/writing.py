"""Every CSV file that the product writes. Pure.

UTF-8 with a byte-order mark, so that Excel shows it right; a cell that a spreadsheet would take for a formula has an
apostrophe before it, which our own reading takes off again.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# The ASCII signs that start a formula, what Excel skips before one, and the full-width forms that some programs accept.
FORMULA_SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(f"'*[{re.escape(FORMULA_SIGNS)}]").match
ENCODING = "utf-8-sig"
# What stands before the original row in a file of refused rows.
BAD_ROW_COLUMNS = ("row", "field", "value", "problem", "what_to_do")


def safe_cell(value: Any) -> Any:
    """The value so that no spreadsheet runs it: text that begins with = + - @, a tab or a line end gets an apostrophe.

    >>> safe_cell("=cmd|' /C calc'!A0")
    "'=cmd|' /C calc'!A0"
    """
    if isinstance(value, str):
        return "'" + value if value and _FORMULA(value) else value
    return "" if value is None else value


def unsafe_cell(text: str) -> str:
    """The text as it was before `safe_cell`."""
    return text[1:] if text[:1] == "'" and _FORMULA(text) else text


class SafeWriter:
    """Like csv.writer, with every cell made safe."""

    def __init__(self, handle: Any) -> None:
        self._writer = csv.writer(handle)

    def writerow(self, row: Iterable[Any]) -> None:
        self._writer.writerow([safe_cell(value) for value in row])

    def writerows(self, rows: Iterable[Iterable[Any]]) -> None:
        for row in rows:
            self.writerow(row)


@contextmanager
def csv_writer(path: Path) -> Iterator[SafeWriter]:
    """A writer into a new file at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=ENCODING, newline="") as handle:
        yield SafeWriter(handle)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> int:
    """Write a whole file; returns the number of rows below the header."""
    count = 0
    with csv_writer(path) as writer:
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count
