"""Excel sheets (XLSX), row by row. The zip directory is looked at before anything is unpacked. Pure."""

import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from onrecord.exchange.cells import cell_text, clean_text
from onrecord.exchange.examine import FileFacts
from onrecord.exchange.faults import WARNING, Fault, NoSuchSheet, ReadError
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.tables import MOST_COLUMNS, Row, fit, sound_header

_MOST_PARTS = 10_000
_MOST_UNPACKED = 4 << 30
# The texts of all cells are held in memory, so they get a limit of their own.
_MOST_TEXTS = 256 << 20
# A part that grows more than this, and is not small, is a bomb: sheets grow ten- to forty-fold.
_MOST_GROWTH = 150
_SMALL = 8 << 20


def refuse_zip_bomb(path: Path) -> None:
    """Look at the zip directory only. Raises ReadError for a bomb, or for a zip that is no workbook."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError(
            f"{name} is damaged or cut off ({error}). Copy or export it again."
        ) from None
    if len(parts) > _MOST_PARTS:
        raise ReadError(
            f"{name} holds {len(parts):,} parts, which no workbook does; it was not opened."
        )
    size = sum(part.file_size for part in parts)
    grown = [
        part for part in parts
        if part.file_size > _SMALL and part.file_size > _MOST_GROWTH * max(part.compress_size, 1)
    ]  # fmt: skip
    if size > _MOST_UNPACKED or grown:
        raise ReadError(
            f"{name} would unpack to {size / 1e6:,.0f} MB from {path.stat().st_size / 1e6:,.1f} MB, as a zip bomb does; it "
            "was not opened. If the file is sound, save the sheet as CSV and import that."
        )
    texts = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
    if texts > _MOST_TEXTS:
        raise ReadError(f"{name} is too large for a sheet. Save it as CSV and import that.")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        kind = (
            "an OpenDocument sheet"
            if "mimetype" in names
            else "a zip file, but not an Excel workbook"
        )
        raise ReadError(f"{name} is {kind}. Save the table as .xlsx or CSV and import that.")
    if any(part.flag_bits & 1 for part in parts):
        raise ReadError(f"{name} is protected by a password. Save it without one.")


class SheetTable:
    """An open workbook, and the sheet of it that holds the table."""

    def __init__(self, facts: FileFacts, options: FileOptions) -> None:
        refuse_zip_bomb(facts.path)
        self.total = facts.size
        self.notes: list[Fault] = []
        self._name = facts.path.name
        try:
            self._book = load_workbook(facts.path, read_only=True, data_only=True, keep_links=False)
        except _DAMAGE as error:
            raise self._damaged(error) from None
        try:
            self._sheet = self._choose(options.sheet)
            self._header_row = options.header_row
            self._rows_expected = self._sheet.max_row or 0
            # What the file says of its own extent may be wrong, and then costs memory.
            self._sheet.reset_dimensions()
            self._source = enumerate(
                self._sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1
            )
            self._row = 0
            names: list[str] = []
            for number, cells in self._records():
                if number == self._header_row or (not self._header_row and any(cells)):
                    names = [cell_text(cell) for cell in cells]
                    break
            self.header, remarks = sound_header(names)
        except ReadError:
            self._book.close()
            raise
        self.notes += remarks

    def _damaged(self, error: Exception) -> ReadError:
        return ReadError(
            f"{self._name} cannot be read as a workbook ({type(error).__name__}: {str(error)[:200]}). Open it in a "
            "spreadsheet and save it again, or save it as CSV."
        )

    def _choose(self, told: str | None) -> Any:
        sheets = [sheet for sheet in self._book.worksheets if hasattr(sheet, "reset_dimensions")]
        titles = ", ".join(f"“{sheet.title}”" for sheet in sheets)
        if told is not None:
            for sheet in sheets:
                if sheet.title.strip().casefold() == told.strip().casefold():
                    return sheet
            raise NoSuchSheet(
                f"{self._name} has no sheet “{told}”. Its sheets are: {titles}. Correct the map."
            )
        filled = [
            sheet for sheet in sheets if sheet.sheet_state == "visible" and self._is_filled(sheet)
        ]
        if not filled:
            raise ReadError(
                f"{self._name} is empty: none of its sheets holds a row. Export it again."
            )
        if len(filled) > 1:
            self.notes.append(
                Fault(
                    WARNING,
                    "sheet",
                    filled[0].title,
                    f"The workbook has {len(filled)} sheets; only “{filled[0].title}” was read",
                    f'To read another, say so in the map: sheet = "{filled[1].title}".',
                    titles,
                )
            )
        return filled[0]

    def _is_filled(self, sheet: Any) -> bool:
        sheet.reset_dimensions()
        try:
            rows = sheet.iter_rows(max_row=50, max_col=MOST_COLUMNS, values_only=True)
            return any(cell not in (None, "") for row in rows for cell in row)
        except _DAMAGE as error:
            raise self._damaged(error) from None

    def _records(self) -> Iterator[tuple[int, list[Any]]]:
        try:
            for number, cells in self._source:
                self._row = number
                yield number, [_cell(cell) for cell in cells]
        except _DAMAGE as error:
            raise self._damaged(error) from None

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        for number, cells in self._records():
            if not any(cell != "" for cell in cells):
                continue
            # Sheets store no empty cells at the end of a row, so a short row is whole.
            cells += [""] * (width - len(cells))
            yield number, fit(cells, width)

    def done(self) -> int:
        """A guess from the row number: a sheet is unpacked out of our sight."""
        if self._rows_expected <= 1:
            return 0
        return min(self.total, self.total * self._row // self._rows_expected)

    def close(self) -> None:
        self._book.close()


# What a damaged or hostile workbook makes openpyxl raise; defusedxml's refusals are ValueErrors.
_DAMAGE = (
    InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, EOFError,
    AttributeError, IndexError, OSError, OverflowError,
)  # fmt: skip


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if type(value) is str:
        return clean_text(value.replace("\0", "")) if value else ""
    # A date cell comes as midnight of the day.
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value
