"""The rows of an open file, converted and in batches; what cannot be taken is reported on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.exchange.faults import ERROR, LEFT_OUT, WARNING, Fault
from onrecord.exchange.progress import Reporter
from onrecord.exchange.report_files import ReportFiles
from onrecord.exchange.rows import Converter
from onrecord.exchange.storing import Outcome, Record
from onrecord.exchange.tables import Broken, OddRow, Table

BATCH = 5_000
_COUNTED = ("read", "new", "changed", "unchanged", "refused", "left_out")


@dataclass
class Intake:
    """Counts rows and reports what is wrong with them. Without `files` it is a first reading that reports nothing.

    read = new + changed + unchanged + refused + left_out.
    """

    converter: Converter
    reporter: Reporter
    files: ReportFiles | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))

    def batches(self, table: Table, words: str) -> Iterator[list[Record]]:
        """The rows that can be taken. `words` say what is being done, for the progress."""
        batch: list[Record] = []
        for number, cells in table.rows():
            record = self._record(number, cells)
            if record is not None:
                batch.append(record)
                if len(batch) >= BATCH:
                    self.reporter.tell(table.done(), table.total, words)
                    yield batch
                    batch = []
        self.reporter.tell(table.total, table.total, words)
        if batch:
            yield batch

    def _record(self, number: int, cells: list[Any] | Broken) -> Record | None:
        if isinstance(cells, Broken):
            self.counts["read"] += 1
            self._refuse(number, cells.cells, [cells.fault])
            return None
        converter = self.converter
        if converter.is_blank(cells):
            return None
        self.counts["read"] += 1
        if isinstance(cells, OddRow):
            remarks = [*cells.remarks, *_shortness(converter, cells)]
            if any(remark.level == ERROR for remark in remarks):
                self._refuse(number, cells, remarks)
                return None
            self._remark(number, remarks)
        left_out = converter.left_out(cells)
        if left_out is not None:
            self.counts["left_out"] += 1
            self._remark(number, [left_out])
            return None
        content, faults = converter.convert(cells)
        if content is None:
            self._refuse(number, cells, faults)
            return None
        if faults:
            self._remark(number, faults)
        return Record(number, cells, content)

    def _refuse(self, number: int, cells: Sequence[Any], faults: Sequence[Fault]) -> None:
        self.counts["refused"] += 1
        if self.files is not None:
            self.files.refused(number, cells, faults)

    def _remark(self, number: int, faults: Sequence[Fault]) -> None:
        if self.files is not None:
            for fault in faults:
                self.files.remark(number, fault)

    def stored(self, outcome: Outcome) -> None:
        """Count what became of a batch, and report what showed only when its rows met the others."""
        self.counts["new"] += outcome.new
        self.counts["changed"] += outcome.changed
        self.counts["unchanged"] += outcome.unchanged
        for record, fault in outcome.faults:
            if fault.level == ERROR:
                self._refuse(record.row, record.cells, [fault])
            else:
                self.counts["left_out"] += fault.level == LEFT_OUT
                self._remark(record.row, [fault])


def _shortness(converter: Converter, cells: OddRow) -> list[Fault]:
    if cells.had >= len(cells):
        return []
    detail = f"{cells.had} cells, {len(cells)} columns"
    if converter.ends_in_text(cells.had):
        problem = "The row breaks off in the middle of a text"
        remedy = "A line break in the text has cut it in two. Put texts in quotation marks, and export again."
        return [Fault(ERROR, "", "", problem, remedy, detail)]
    problem = "The row has fewer cells than the header has columns; the missing ones were taken to be empty"
    return [Fault(WARNING, "", "", problem, "Check that the row is whole.", detail)]
