"""CSV files, row by row in bounded memory; a row that is broken is given back and reading goes on behind it. Pure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from onrecord.exchange.cells import clean_row
from onrecord.exchange.examine import FileFacts, open_bytes
from onrecord.exchange.faults import ERROR, WARNING, Fault, ReadError
from onrecord.exchange.layouts import TEXT_LIMIT
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.tables import Broken, OddRow, Row, fit, sound_header

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "upright line"}
_LONGEST_LINE = 4 * TEXT_LIMIT
_SAMPLE = 64 * 1024
# Text read a second time after quotation marks that were never closed; beyond it the whole file is in disorder.
_MOST_REREAD = 256 << 20

# Excel lets the first line say what parts the cells.
_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n"])"?[ \t]*\r?\n', re.IGNORECASE)

_UNCLOSED = (
    "A quotation mark is opened and never closed",
    'Close it, or write a quotation mark inside a cell twice (""), and import this row again.',
)
_STRAY = (
    "A quotation mark stands in the wrong place",
    'Put the whole cell in quotation marks and write those inside it twice ("").',
)
_HUGE = (
    "A cell is longer than 1 MB",
    "Shorten it, or leave this column out of the export.",
)


_NULS = (
    Fault(
        WARNING,
        "",
        "",
        "The row held NUL characters, which were removed",
        "The file may be damaged; compare it with the source system.",
    ),
)


class _Lines:
    """Gives lines to the CSV reader, remembers those of the present row, and can take lines back."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._read = text.readline
        self._back: list[str] = []
        self.row: list[str] = []
        self.nuls = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else self._read(_LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) >= _LONGEST_LINE:
            raise ReadError(
                "A line of the file is longer than 4 million characters, so it is no table of rows. "
                "Check that it is CSV, and that its lines end as lines do."
            )
        if "\0" in line:
            self.nuls = True
            line = line.replace("\0", "")
        self.row.append(line)
        return line

    def take_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))


class CsvTable:
    """An open CSV file. Raises ReadError when it cannot be taken for a table."""

    def __init__(self, facts: FileFacts, options: FileOptions) -> None:
        csv.field_size_limit(TEXT_LIMIT)
        self.total = facts.size
        self._bytes, self._raw = open_bytes(facts)
        # A byte that cp1252 lacks becomes the replacement sign; examine() has already warned about the guess.
        errors = "replace" if any(note.field == "encoding" for note in facts.notes) else "strict"
        self._text = io.TextIOWrapper(
            self._bytes,
            encoding=facts.encoding,
            errors=errors,
            newline="",
        )
        self._encoding = facts.encoding
        self.notes = list(facts.notes)
        header_row = options.header_row
        sample = self._peek(header_row or 1)
        separated = None if header_row else _SEPARATOR_LINE.match(sample)
        if separated:
            sample = sample[separated.end() :]
        told = options.delimiter or (separated[1] if separated else None)
        if told is None and _is_no_text(sample):
            raise ReadError(
                "The file holds signs that no text holds, so it is no CSV, whatever its name says. "
                "Export it again as CSV or XLSX."
            )
        self.delimiter = _delimiter(sample, told)
        self._lines = _Lines(self._text)
        self._number = 0
        if separated:
            next(self._lines)
            self._number = 1
        names: list[str] = []
        for _, cells in self._records():
            if (header_row and self._number == header_row) or (
                not header_row and not isinstance(cells, Broken) and any(c.strip() for c in cells)
            ):
                if isinstance(cells, Broken):
                    raise ReadError(
                        f"The header cannot be read: {cells.fault.problem}. {cells.fault.remedy}"
                    )
                names = cells
                break
        self.header, remarks = sound_header(names)
        self.notes += remarks
        if len(self.header) == 1:
            self._explain_one_column(sample)

    def _peek(self, header_row: int) -> str:
        """The beginning of the file from the header on, for finding the delimiter; the text is then at its start again."""
        try:
            sample = self._text.read(_SAMPLE)
        except UnicodeError as error:
            raise self._undecodable(error) from None
        self._text.seek(0)
        lines = sample.splitlines(keepends=True)
        return "".join(lines[header_row - 1 :]).replace("\0", "").lstrip("\ufeff")

    def _explain_one_column(self, sample: str) -> None:
        """A table of one column is nearly always one with the wrong delimiter."""
        first = self.header[0]
        counts = Counter(
            {d: first.count(d) for d in DELIMITERS if d != self.delimiter and d in first}
        )
        if counts:
            better = counts.most_common(1)[0][0]
            raise ReadError(
                f"The file seems to have a single column, “{first[:200]}”, because the map says that the delimiter is "
                f"the {_NAMES.get(self.delimiter, self.delimiter)}. It looks like the {_NAMES[better]}: take "
                f"delimiter out of the map to let it be found out."
            )
        # Some other sign that parts the header and the next row into as many pieces.
        lines = sample.splitlines()[:2]
        signs = Counter(c for c in first if not c.isalnum() and c not in ' _"-.()')
        for sign, heads in signs.most_common() if len(lines) == 2 else ():
            cells = lines[1].count(sign)
            # A text may hold the sign as well, so the row may have more of it than the header has.
            if cells == heads or cells > heads > 1:
                raise ReadError(
                    f"The file seems to have a single column, “{first[:200]}”. Its cells must be parted by comma, "
                    f'semicolon, tab or |. If they are parted by “{sign}”, say so in the map: delimiter = "{sign}".'
                )

    def _undecodable(self, error: UnicodeError) -> ReadError:
        return ReadError(
            f"The text cannot be read as {self._encoding} ({error}). Say in the map which encoding it is."
        )

    def _records(self) -> Iterator[tuple[int, list[str] | Broken]]:
        """Every record with its number; blank lines too, as [].

        Strict reading finds a stray quotation mark at once; the row's first line is then given back and its other lines
        are read again.
        """
        lines = self._lines
        reread = 0
        while True:
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            lines.row.clear()
            try:
                for cells in reader:
                    self._number += 1
                    yield self._number, cells
                    lines.row.clear()
                return
            except UnicodeError as error:
                raise self._undecodable(error) from None
            except csv.Error as error:
                held = list(lines.row)
                reread += sum(map(len, held[1:]))
                if reread > _MOST_REREAD:
                    raise ReadError(
                        f"Quotation marks are opened and not closed in many rows (the last is row {self._number + 1:,}). "
                        "Export the file again with every text in quotation marks."
                    ) from None
                lines.take_back(held[1:])
                self._number += 1
                yield self._number, self._broken(held, str(error))

    def _broken(self, held: list[str], error: str) -> Broken:
        if "field limit" in error and len(held) == 1:
            words = _HUGE
        elif "expected after" in error and len(held) == 1:
            words = _STRAY
        else:
            words = _UNCLOSED
        line = held[0] if held else ""
        fault = Fault(ERROR, "", line.strip()[:200], *words)
        cells = clean_row(line[:TEXT_LIMIT].rstrip("\r\n").split(self.delimiter))
        return Broken(fault, cells)

    def rows(self) -> Iterator[Row]:
        width = len(self.header)
        lines = self._lines
        lines.nuls = False
        for number, cells in self._records():
            if isinstance(cells, Broken):
                yield number, cells
                continue
            if not cells:
                continue
            row = clean_row(cells)
            if lines.nuls:
                lines.nuls = False
                filled = fit(row, width)
                yield (
                    number,
                    filled if isinstance(filled, Broken) else OddRow(filled, len(cells), _NULS),
                )
            elif len(cells) == width:
                yield number, row
            else:
                yield number, fit(row, width)

    def done(self) -> int:
        return self._raw.count

    def close(self) -> None:
        self._text.close()
        self._raw.close()


def _is_no_text(sample: str) -> bool:
    """Whether the file begins like a program or a picture: a tenth of its signs or more are control signs."""
    beginning = sample[:4096]
    odd = sum(c < " " and c not in "\t\n\v\f\r" for c in beginning)
    return 10 * odd > len(beginning)


def _delimiter(sample: str, told: str | None) -> str:
    """The delimiter that parts the first rows into the same number of cells, more than one."""
    if told is not None:
        return told
    best, best_score = ",", (0.0, 0)
    for sign in DELIMITERS:
        widths = _widths(sample, sign)
        if not widths or widths[0] < 2:
            continue
        same = sum(width == widths[0] for width in widths) / len(widths)
        score = (round(same, 1), widths[0])
        if score > best_score:
            best, best_score = sign, score
    return best


def _widths(sample: str, sign: str) -> list[int]:
    widths: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
            if cells:
                widths.append(len(cells))
            if len(widths) == 30:
                break
    except csv.Error:
        pass
    # The last one may have been cut off by the sample's end.
    return widths[:-1] if len(widths) > 1 and len(sample) >= _SAMPLE - 8 else widths
