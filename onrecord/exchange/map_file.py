"""A map: which column of a source system is which of our fields, read from a TOML file (`map_toml` writes it). Pure.

docs/how-to/make-a-map.md shows one step by step.
"""

import codecs
import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from onrecord.exchange.formats import FormatError, compile_format
from onrecord.exchange.layouts import LAYOUTS, MEANINGS, Form, field_names

ON_REPEAT = ("refuse", "latest", "number")
DEFAULT_ZONE = "Europe/London"
LIST_SIGNS = ("|", ";")
# Text encodings to Python, but not of files.
_NO_FILE_ENCODINGS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined")
MAP_LIMIT = 1_000_000


class MapError(ValueError):
    """A map that cannot be used. The message says where, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where one field comes from. Without `columns` the field is always `default`.

    `split` is None where the map says nothing: list fields are then split at | and ;.
    """

    columns: tuple[str, ...] = ()
    join: str = " "
    formats: tuple[str, ...] = ()
    split: tuple[str, ...] | None = None
    match: str = ""
    replace: Mapping[str, str] = field(default_factory=dict)
    default: str = ""


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Rows that are not meant: those whose `column` equals one of `equals` or matches the pattern `matches`."""

    column: str
    reason: str
    equals: tuple[str, ...] = ()
    matches: str = ""


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What the file is like. None means: find out."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    time_zone: str = DEFAULT_ZONE
    on_repeat: str = "refuse"


@dataclass(frozen=True, slots=True)
class Map:
    """A whole map. `codes` is {"opening" | "closing": {meaning: patterns}}."""

    kind: str
    system: str = ""
    columns: Mapping[str, Column] = field(default_factory=dict)
    file: FileOptions = field(default_factory=FileOptions)
    leave_out: tuple[LeaveOut, ...] = ()
    codes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def load_map(source: str | Path) -> Map:
    """Read a map from a file (a Path) or from its text.

    A string without a line break that names a file is taken for a path. Raises MapError.
    """
    name = "the map"
    if isinstance(source, Path) or ("\n" not in source and source.strip().endswith(".toml")):
        path = Path(source)
        name = path.name
        try:
            if path.stat().st_size > MAP_LIMIT:
                raise MapError(f"{name} is too large to be a map. Give the *.toml file of the map.")
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise MapError(
                f"The map {path} cannot be read: {error.strerror}. Check the name and try again."
            ) from error
        except UnicodeDecodeError as error:
            raise MapError(f"{name} is not UTF-8 text. Save it as UTF-8 and try again.") from error
    else:
        text = str(source)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MapError(
            f"{name} is not valid TOML: {error}. Words need quotation marks, and each key stands once."
        ) from error
    return _Reader(name).map(data)


class _Reader:
    """Turns the parsed TOML into a Map; every message starts with the file's name and the key."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fail(self, key: str, what: str) -> MapError:
        return MapError(f"{self.name}: {key} {what}" if key else f"{self.name}: {what}")

    def known(self, data: Mapping[str, Any], allowed: Sequence[str], inside: str = "") -> None:
        for key in data:
            if key not in allowed:
                close = difflib.get_close_matches(key, allowed, 1)
                hint = f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(allowed)}."
                raise self.fail(f"{inside}.{key}" if inside else key, f"is not known. {hint}")

    def text(self, value: Any, key: str) -> str:
        if isinstance(value, str):
            return value
        raise self.fail(key, f"must be text in quotation marks, but is {value!r}.")

    def texts(self, value: Any, key: str) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self.fail(
            key, f'must be text or a list of texts, such as ["A", "B"], but is {value!r}.'
        )

    def table(self, value: Any, key: str) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        raise self.fail(key, f"must be a table: write [{key}] with its keys below.")

    def pattern(self, value: str, key: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise self.fail(key, f"is not a valid pattern: {error}.") from error
        return value

    def map(self, data: Mapping[str, Any]) -> Map:
        self.known(data, ("kind", "system", "file", "columns", "leave_out", "codes"))
        kind = data.get("kind")
        if kind not in LAYOUTS:
            raise self.fail("kind", f"must be one of {', '.join(LAYOUTS)}, but is {kind!r}.")
        system = self.text(data.get("system", ""), "system").strip()
        if len(system) > 60:
            raise self.fail("system", "is longer than 60 characters. Give the system a short name.")
        columns = self.table(data.get("columns", {}), "columns")
        self.known(columns, field_names(kind), "columns")
        left_out = data.get("leave_out", [])
        if not isinstance(left_out, list):
            raise self.fail("leave_out", "must be written as [[leave_out]], with two brackets.")
        return Map(
            kind=kind,
            system=system,
            columns={name: self.column(kind, name, value) for name, value in columns.items()},
            file=self.file(self.table(data.get("file", {}), "file")),
            leave_out=tuple(self.leave_out(item, n) for n, item in enumerate(left_out, 1)),
            codes=self.codes(self.table(data.get("codes", {}), "codes")),
        )

    def column(self, kind: str, name: str, value: Any) -> Column:
        key = f"columns.{name}"
        if isinstance(value, str):
            value = {"column": value}
        value = self.table(value, key)
        self.known(
            value,
            ("column", "columns", "join", "formats", "split", "match", "replace", "default"),
            key,
        )
        if "column" in value and "columns" in value:
            raise self.fail(key, "has both column and columns. Keep one of them.")
        sources = self.texts(value.get("columns", value.get("column", [])), f"{key}.column")
        if not all(source.strip() for source in sources):
            raise self.fail(key, "names an empty column. Write the column's heading.")
        if not sources and "default" not in value:
            raise self.fail(key, 'names no column. Add column = "..." or default = "...".')
        formats = self.texts(value.get("formats", []), f"{key}.formats")
        form = next(f.form for f in LAYOUTS[kind] if f.name == name)
        if formats and form is not Form.TIME:
            raise self.fail(f"{key}.formats", "is only for dates and times. Take it out.")
        for each in formats:
            try:
                compile_format(each)
            except FormatError as error:
                raise self.fail(f"{key}.formats", str(error)) from error
        replace = self.table(value.get("replace", {}), f"{key}.replace")
        split = self.texts(value["split"], f"{key}.split") if "split" in value else None
        return Column(
            columns=sources,
            join=self.text(value.get("join", " "), f"{key}.join"),
            formats=formats,
            split=None if split is None else tuple(sign for sign in split if sign),
            match=self.pattern(self.text(value.get("match", ""), f"{key}.match"), f"{key}.match"),
            replace={k: self.text(v, f"{key}.replace.{k}") for k, v in replace.items()},
            default=self.text(value.get("default", ""), f"{key}.default"),
        )

    def file(self, data: Mapping[str, Any]) -> FileOptions:
        self.known(
            data,
            ("encoding", "delimiter", "sheet", "header_row", "time_zone", "on_repeat"),
            "file",
        )
        given = {k: self.text(v, f"file.{k}") for k, v in data.items() if k != "header_row"}
        encoding = given.get("encoding")
        if encoding:
            try:
                # Codecs such as base64 turn bytes into bytes; only text encodings will do.
                "".encode(encoding)
                known = codecs.lookup(encoding).name.replace("_", "-") not in _NO_FILE_ENCODINGS
            except (LookupError, ValueError):
                known = False
            if not known:
                words = f'is {encoding!r}, which is not known. Use "utf-8", "cp1252" or "utf-16".'
                raise self.fail("file.encoding", words)
        delimiter = {"tab": "\t", "\\t": "\t"}.get(
            given.get("delimiter", ""), given.get("delimiter")
        )
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise self.fail("file.delimiter", f"must be one character, but is {delimiter!r}.")
        header_row = data.get("header_row")
        if header_row is not None and (type(header_row) is not int or not 1 <= header_row <= 1000):
            raise self.fail("file.header_row", "must be a whole number from 1 to 1000.")
        zone = given.get("time_zone", DEFAULT_ZONE)
        if zone not in _zones():
            close = difflib.get_close_matches(zone, _zones(), 1)
            hint = f" Did you mean {close[0]}?" if close else " Use a name such as Europe/London."
            raise self.fail("file.time_zone", f"is {zone!r}, which is not known.{hint}")
        on_repeat = given.get("on_repeat", "refuse")
        if on_repeat not in ON_REPEAT:
            raise self.fail(
                "file.on_repeat", f"must be one of {', '.join(ON_REPEAT)}, but is {on_repeat!r}."
            )
        return FileOptions(
            encoding or None, delimiter, given.get("sheet") or None, header_row, zone, on_repeat
        )

    def leave_out(self, item: Any, number: int) -> LeaveOut:
        key = f"leave_out {number}"
        data = self.table(item, key)
        self.known(data, ("column", "equals", "matches", "reason"), key)
        column = self.text(data.get("column", ""), f"{key}.column")
        reason = self.text(data.get("reason", ""), f"{key}.reason")
        if not column or not reason:
            raise self.fail(key, "needs a column and a reason, which the report will show.")
        if ("equals" in data) == ("matches" in data):
            raise self.fail(key, 'needs either equals = [...] or matches = "...".')
        return LeaveOut(
            column,
            reason,
            self.texts(data.get("equals", []), f"{key}.equals"),
            self.pattern(self.text(data.get("matches", ""), f"{key}.matches"), f"{key}.matches"),
        )

    def codes(self, data: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
        self.known(data, ("opening", "closing"), "codes")
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for which, meanings in data.items():
            key = f"codes.{which}"
            meanings = self.table(meanings, key)
            self.known(meanings, MEANINGS, key)
            found[which] = {}
            for meaning, patterns in meanings.items():
                patterns = self.texts(patterns, f"{key}.{meaning}")
                if any(len(p) > 200 or not p.strip() for p in patterns):
                    raise self.fail(
                        f"{key}.{meaning}", "has an empty code or one of more than 200 characters."
                    )
                found[which][meaning] = patterns
        return found


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_of(options: FileOptions) -> ZoneInfo:
    return ZoneInfo(options.time_zone)
