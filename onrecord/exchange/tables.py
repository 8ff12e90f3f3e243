"""What every reader gives: a header, rows, and how far it is. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from onrecord.exchange.faults import ERROR, WARNING, Fault, ReadError
from onrecord.exchange.layouts import normalise

MOST_COLUMNS = 1000


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be taken apart; `cells` is what was found, for the file of refused rows."""

    fault: Fault
    cells: Sequence[Any]


class OddRow(list[Any]):
    """A row that can be read, but not without remark: `had` is how many cells there were before it was filled up."""

    def __init__(self, cells: Sequence[Any], had: int, remarks: tuple[Fault, ...] = ()) -> None:
        super().__init__(cells)
        self.had = had
        self.remarks = remarks


# The row's number as a spreadsheet shows it (the header is usually row 1), and its cells, one for each column.
Row = tuple[int, list[Any] | Broken]


class Table(Protocol):
    """An open file. `notes` are remarks about the file as a whole, `total` the bytes of it."""

    header: list[str]
    notes: list[Fault]
    total: int

    def rows(self) -> Iterator[Row]: ...

    def done(self) -> int:
        """Bytes read so far."""
        ...

    def close(self) -> None: ...


def sound_header(names: Sequence[str]) -> tuple[list[str], list[Fault]]:
    """The header with a name for every column, and remarks.

    Empty columns at the end are dropped; other columns without a name are called "column 7". Raises ReadError when
    nothing is left.
    """
    header = [" ".join(name.replace("\0", "").split()) for name in names]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise ReadError("The file has no header. Its first row must hold the names of the columns.")
    if len(header) > MOST_COLUMNS:
        raise ReadError(
            f"The file has {len(header):,} columns; {MOST_COLUMNS:,} are possible. Export only what is needed."
        )
    notes: list[Fault] = []
    seen: dict[str, int] = {}
    for place, name in enumerate(header):
        if not name:
            header[place] = name = f"column {place + 1}"
            notes.append(
                Fault(
                    WARNING,
                    name,
                    "",
                    f"Column {place + 1} has no name in the header",
                    "Give it a name; it is kept under its number.",
                )
            )
        seen[normalise(name)] = seen.get(normalise(name), 0) + 1
    for place, name in enumerate(header):
        if seen[normalise(name)] > 1:
            notes.append(
                Fault(
                    WARNING,
                    name,
                    "",
                    f"The header has the column “{name}” more than once",
                    "Give the columns different names; those kept as they are, are kept apart by their number.",
                    f"column {place + 1}",
                )
            )
    return header, notes


def fit(cells: list[Any], width: int) -> list[Any] | Broken:
    """The row with one cell for each column."""
    count = len(cells)
    if count < width:
        return OddRow(cells + [""] * (width - count), count)
    if any(cell not in ("", None) for cell in cells[width:]):
        problem = "The row has more cells than the header has columns"
        remedy = "Put cells that hold the delimiter or a line break in quotation marks, and export again."
        detail = f"{count} cells, {width} columns"
        return Broken(Fault(ERROR, "", "", problem, remedy, detail), cells)
    return cells[:width]
