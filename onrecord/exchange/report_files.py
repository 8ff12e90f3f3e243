"""The two files that an import leaves: refused rows to mend, and warnings to look at."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from onrecord.exchange.cells import cell_text
from onrecord.exchange.faults import ERROR, LEFT_OUT, Fault, Tally
from onrecord.exchange.writing import BAD_ROW_COLUMNS, SafeWriter, csv_writer

BAD_ROWS, WARNINGS = "refused-rows.csv", "warnings.csv"


class ReportFiles:
    """Opens each file when there is something to put into it. `skip` columns of the original are ours, not the row's."""

    def __init__(self, folder: Path, header: Sequence[str], skip: int) -> None:
        self._folder, self._header, self._skip = folder, list(header), skip
        self._stack = ExitStack()
        self._bad: SafeWriter | None = None
        self._warnings: SafeWriter | None = None
        self.tally = Tally()

    def refused(self, row: int, cells: Sequence[Any], faults: Sequence[Fault]) -> None:
        """A line for each error; the original row stands after the first, so that the file can be mended and imported."""
        if self._bad is None:
            self._bad = self._open(BAD_ROWS, (*BAD_ROW_COLUMNS, *self._header[self._skip :]))
        original: list[Any] = [cell_text(cell) for cell in cells[self._skip :]]
        for fault in faults:
            if fault.level == ERROR:
                self._bad.writerow(
                    (row, fault.field, fault.value, fault.words, fault.remedy, *original)
                )
                original = []
        for fault in faults:
            self.remark(row, fault)

    def remark(self, row: int | None, fault: Fault) -> None:
        """Count a fault; a warning goes into its file too."""
        self.tally.add(fault, row)
        if fault.level in (ERROR, LEFT_OUT):
            return
        if self._warnings is None:
            self._warnings = self._open(WARNINGS, BAD_ROW_COLUMNS)
        self._warnings.writerow(
            ("" if row is None else row, fault.field, fault.value, fault.words, fault.remedy)
        )

    def _open(self, name: str, header: Sequence[str]) -> SafeWriter:
        writer = self._stack.enter_context(csv_writer(self._folder / name))
        writer.writerow(header)
        return writer

    def close(self) -> tuple[str, str]:
        """Close both; the paths of those that exist, else ""."""
        self._stack.close()
        return (
            str(self._folder / BAD_ROWS) if self._bad else "",
            str(self._folder / WARNINGS) if self._warnings else "",
        )
