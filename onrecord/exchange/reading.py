"""Opening a file as a table, whatever kind it is. Pure."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from onrecord.exchange.cells import cell_text
from onrecord.exchange.csv_reader import CsvTable
from onrecord.exchange.examine import CountedFile, FileFacts, Tell, examine, unpacked
from onrecord.exchange.faults import Fault, ReadError
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.parquet_reader import ParquetTable
from onrecord.exchange.sheet_reader import SheetTable
from onrecord.exchange.tables import Broken, Table
from onrecord.home import home


@contextmanager
def open_table(facts: FileFacts, options: FileOptions) -> Iterator[Table]:
    """The table in a file that `examine` has looked at. Raises ReadError, also while rows are read."""
    with ExitStack() as opened:
        if facts.gzipped and facts.form != "csv":
            facts = _unpack(facts, opened.enter_context(_work_folder()))
        table: Table
        if facts.form == "xlsx":
            table = SheetTable(facts, options)
        elif facts.form == "parquet":
            table = ParquetTable(facts)
        else:
            table = CsvTable(facts, options)
        opened.callback(table.close)
        yield table


@contextmanager
def _work_folder() -> Iterator[Path]:
    """A folder for the time of the reading, in the installation's own: police data never reaches a shared temporary folder."""
    near = home()
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=near, prefix="unpacked-") as folder:
        yield Path(folder)


def _unpack(facts: FileFacts, folder: Path) -> FileFacts:
    """Sheets and Parquet files are read back and forth, so a packed one is unpacked to disk first."""
    target = folder / facts.path.name.removesuffix(".gz")
    with CountedFile(facts.path) as raw, target.open("wb") as out:
        for chunk in unpacked(raw, True):
            if shutil.disk_usage(folder).free < 2 * len(chunk):
                raise ReadError(
                    "There is no room on the disk to unpack the file. Free some and try again."
                )
            out.write(chunk)
    return replace(facts, path=target, gzipped=False, size=target.stat().st_size)


@dataclass(frozen=True, slots=True)
class Preview:
    """The header and the first rows, as text, for a person who is making a map."""

    header: list[str]
    rows: list[list[str]]
    notes: list[Fault]


def preview(
    path: Path, options: FileOptions | None = None, rows: int = 10, tell: Tell | None = None
) -> Preview:
    """What the beginning of a file looks like. Raises ReadError."""
    options = options or FileOptions()
    facts = examine(path, options.encoding, tell)
    with open_table(facts, options) as table:
        found = [
            [cell_text(cell) for cell in cells]
            for _, cells in islice(table.rows(), rows)
            if not isinstance(cells, Broken)
        ]
        return Preview(table.header, found, table.notes)
