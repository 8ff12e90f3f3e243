"""Logs and crimes from files, as the finder sees them. Every row of a file of logs is read, also one that an import would refuse."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from onrecord.contact.references import reference_key
from onrecord.exchange.cells import cell_text
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import ReadError
from onrecord.exchange.layouts import LAYOUTS, normalise
from onrecord.exchange.map_file import Column, FileOptions, Map, MapError, load_map
from onrecord.exchange.maps import guess_map
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken
from onrecord.exchange.times import TimeFault, TimeReader
from onrecord.screening.finder.around import CallsOfAFile, columns_of, keys_in, lowered
from onrecord.screening.rules.codes import CodeBooks
from onrecord.screening.rules.engine import LogFacts

_LIST = re.compile(r"[|;]")
# The row as `onrecord check` and a spreadsheet count it, the headings being row 1.
ROW = " row"


class FindError(ValueError):
    """The files can't be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class FileLog:
    """One log of a file: its reference as written and what the rules see of it."""

    ref: str
    facts: LogFacts


def read_map(path: Path) -> Map:
    """A map from a file. Raises FindError."""
    try:
        return load_map(path)
    except MapError as error:
        raise FindError(str(error)) from error


def _mapping(
    kind: str, header: Sequence[str], given: Map | None
) -> dict[str, tuple[Column, list[int]]]:
    """For every field of the layout that the file has: its column of the map and the places in a row."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        places.setdefault(normalise(name), place)
    columns = dict((given or guess_map(kind, header)).columns)
    found = {}
    for field in LAYOUTS[kind]:
        column = columns.get(field.name)
        if column is None:
            continue
        at = [places[normalise(name)] for name in column.columns if normalise(name) in places]
        if len(at) < len(column.columns):
            lacking = next(name for name in column.columns if normalise(name) not in places)
            raise FindError(
                f"The map takes {field.name} from the column “{lacking}”, which the file does not have."
            )
        if at or column.default:
            found[field.name] = column, at
    return found


def _value(row: Sequence[object], column: Column, at: list[int]) -> str:
    parts = [cell_text(row[place]) if place < len(row) else "" for place in at]
    text = column.join.join(part for part in parts if part) or column.default
    if column.match and text:
        found = re.findall(column.match, text)
        return "|".join(hit if isinstance(hit, str) else hit[0] for hit in found)
    return column.replace.get(text, text) if column.replace else text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _LIST.split(text) if part.strip()) if text else ()


def rows_of(
    path: Path, kind: str, given: Map | None, only: Container[int] | None = None
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Every row of a file (or those whose numbers, from 0, are in `only`) with its number, as {field of the layout: text}; of
    logs also what is known of place, caller, grade and resources, by the roles of around.COLUMNS.

    Rows that can't be taken apart come as far as they go.

    Raises FindError when the file can't be read at all or lacks what is needed.
    """
    options = given.file if given else FileOptions()
    try:
        facts = examine(path, options.encoding)
        with open_table(facts, options) as table:
            columns = _mapping(kind, table.header, given)
            needed = "text" if kind == "logs" else "crime_ref"
            if needed not in columns:
                shown = ", ".join(f"“{name}”" for name in table.header[:40])
                raise FindError(
                    f"{path.name} has no column {needed}. Its columns are: {shown}. Rename one, or give a map with --map."
                )
            besides = columns_of(table.header) if kind == "logs" else {}
            # Most columns are taken as they stand; there are many rows.
            plain = {
                name: (at[0], column.default)
                for name, (column, at) in columns.items()
                if len(at) == 1 and not column.match and not column.replace
            }
            rest = {name: of for name, of in columns.items() if name not in plain}
            plain_items = [(name, *of) for name, of in plain.items()]
            for number, (line, cells) in enumerate(table.rows()):
                if only is None or number in only:
                    row = list(cells.cells) if isinstance(cells, Broken) else cells
                    width, told = len(row), {}
                    for name, place, default in plain_items:
                        cell = row[place] if place < width else ""
                        told[name] = (cell if type(cell) is str else cell_text(cell)) or default
                    for name, (column, at) in rest.items():
                        told[name] = _value(row, column, at)
                    for role, place in besides.items():
                        told[role] = cell_text(row[place]) if place < len(row) else ""
                    told[ROW] = str(line)
                    yield number, told
    except ReadError as error:
        raise FindError(f"{path.name}: {error}") from error


def code_books(given: Map | None) -> CodeBooks:
    """What the codes of a map mean; the usual British ones where it says nothing."""
    own = [
        ("", which, meaning, pattern)
        for which, meanings in (given.codes if given else {}).items()
        for meaning, patterns in meanings.items()
        for pattern in patterns
    ]
    return CodeBooks(own)


def read_logs(
    path: Path, given: Map | None = None, calls: CallsOfAFile | None = None
) -> Iterator[FileLog]:
    """The logs of a file. A log without a reference is called after its row."""
    for _, log in read_some_logs(path, given, calls=calls):
        yield log


def read_some_logs(
    path: Path,
    given: Map | None = None,
    only: Container[int] | None = None,
    calls: CallsOfAFile | None = None,
) -> Iterator[tuple[int, FileLog]]:
    """The logs of a file with the numbers of their rows, from 0; `only`: those rows. `calls`: from `read_calls`."""
    books, clock = code_books(given), _clock()
    for number, row in rows_of(path, "logs", given, only):
        opening, closing = row.get("opening_code", ""), row.get("closing_code", "")
        refs = _listed(row.get("crime_refs", ""))
        first, last = row.get("first_grade", ""), row.get("grade", "")
        fell = lowered(first, last)
        facts = LogFacts(
            text=row.get("text", ""),
            opening_code=opening,
            closing_code=closing,
            opening=books.meanings("", "opening", opening),
            closing=books.meanings("", "closing", closing),
            qualifiers=_listed(row.get("qualifiers", "")),
            closed=bool(row.get("closed_at") or closing),
            crime_refs=refs,
            lowered_from=first if fell else "",
            lowered_to=last if fell else "",
            minutes_there=_minutes(
                clock, row.get("there_at", ""), row.get("clear_at", "") or row.get("closed_at", "")
            ),
        )
        if calls:
            facts = replace(facts, **calls.around(number))  # type: ignore[arg-type]
        yield number, FileLog(_ref(row), facts)


def read_calls(path: Path, given: Map | None, register: "Register | None") -> CallsOfAFile | None:
    """The calls of a file by place and caller; None where its columns tell of neither."""
    calls, clock, any_key = CallsOfAFile(), _clock(), False
    for number, row in rows_of(path, "logs", given):
        if not number and not {"uprn", "place", "caller"} & row.keys():
            return None
        keys = keys_in(row)
        refs = _listed(row.get("crime_refs", ""))
        log = FileLog(_ref(row), LogFacts(crime_refs=refs))
        crime = bool(register.of(log)) if register else bool(refs)
        calls.add(keys, _seconds(clock, row.get("received_at", "")), crime)
        any_key = any_key or any(key is not None for key in keys)
    return calls if any_key else None


def _ref(row: Mapping[str, str]) -> str:
    return " ".join(row.get("log_ref", "").split()) or f"row {row[ROW]}"


def _clock() -> TimeReader:
    return TimeReader((), ZoneInfo("Europe/London"), datetime.now(UTC))


def _seconds(clock: TimeReader, text: str) -> float | None:
    try:
        return datetime.fromisoformat(clock.read(text).iso).timestamp() if text else None
    except TimeFault:
        return None


def _minutes(clock: TimeReader, there: str, clear: str) -> int | None:
    """Minutes between two times; None unless both can be read and the second is later, within two days."""
    if not there:
        return None
    start, end = _seconds(clock, there), _seconds(clock, clear)
    if start is None or end is None or not 0 <= end - start <= 2 * 86_400:
        return None
    return int((end - start) // 60)


@dataclass(frozen=True)
class Register:
    """The crimes of a file: what each log has, by the log's key, and the crimes by their own key."""

    by_log: Mapping[str, tuple[str, ...]]
    by_ref: Mapping[str, str]

    def of(self, log: FileLog) -> tuple[str, ...]:
        """The kinds (class, code and title) of the crimes that belong to a log, by either side's reference."""
        kinds = list(self.by_log.get(reference_key(log.ref), ()))
        for ref in log.facts.crime_refs:
            kind = self.by_ref.get(reference_key(ref))
            if kind is not None and kind not in kinds:
                kinds.append(kind)
        return tuple(kinds)


def read_register(path: Path, given: Map | None = None) -> Register:
    """The crimes of a file, by log and by reference."""
    by_log: dict[str, tuple[str, ...]] = {}
    by_ref: dict[str, str] = {}
    for _, row in rows_of(path, "crimes", given):
        told = (row.get("class", ""), row.get("ho_code", ""), row.get("offence", ""))
        kind = " ".join(part for part in told if part) or "class not given"
        by_ref[reference_key(row.get("crime_ref", ""))] = kind
        for ref in _listed(row.get("log_ref", "")):
            key = reference_key(ref)
            by_log[key] = (*by_log.get(key, ()), kind)
    return Register(by_log, by_ref)
