"""Rows of a file into the content of logs, log entries and crimes. Pure, and quick: a map is compiled once.

The content is the dictionary that the ledger keeps (see `onrecord.contact.content`), times already as UTC text.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from onrecord.contact.references import reference_key, tidy
from onrecord.exchange.cells import cell_text
from onrecord.exchange.faults import ERROR, LEFT_OUT, WARNING, Fault
from onrecord.exchange.layouts import LAYOUTS, Field, Form, normalise
from onrecord.exchange.map_file import Column, Map, MapError, zone_of
from onrecord.exchange.maps import missing_required, missing_words
from onrecord.exchange.steps import (
    PRECISION,
    SPARE,
    Content,
    Faults,
    Step,
    constant_step,
    list_step,
    text_step,
    time_step,
)
from onrecord.exchange.times import TimeReader
from onrecord.exchange.writing import BAD_ROW_COLUMNS

# Fields whose name in the content differs from the layout's.
_CONTENT_NAME = {
    ("logs", "log_ref"): "ref",
    ("crimes", "crime_ref"): "ref",
    ("crimes", "log_ref"): "log_refs",
}


def is_bad_rows_file(header: Sequence[str]) -> bool:
    """Whether this is a file of refused rows that came back mended: its first five columns are ours."""
    return tuple(header[: len(BAD_ROW_COLUMNS)]) == BAD_ROW_COLUMNS


def own_columns(header: Sequence[str]) -> list[str]:
    """The file's columns without those that a file of refused rows has before them."""
    return list(header[len(BAD_ROW_COLUMNS) :] if is_bad_rows_file(header) else header)


class Converter:
    """A compiled map for one header.

    Raises MapError when the map names a column that the header lacks, or leaves a required field without one.
    """

    def __init__(self, mapping: Map, header: Sequence[str], *, system: str, now: datetime) -> None:
        self.kind, self.system = mapping.kind, system
        self._header = list(header)
        if missing := missing_required(mapping):
            raise MapError(missing_words(mapping.kind, missing, own_columns(header)))
        self._places = _Places(header)
        self._skipped = len(BAD_ROW_COLUMNS) if is_bad_rows_file(header) else 0
        self._steps = self._compile(mapping, now)
        self._leave_out = [
            (
                self._places.find(rule.column, "leave_out"),
                frozenset(map(tidy, rule.equals)),
                re.compile(rule.matches).search if rule.matches else None,
                rule,
            )
            for rule in mapping.leave_out
        ]

    def _compile(self, mapping: Map, now: datetime) -> list[Step]:
        fields = LAYOUTS[mapping.kind]
        zone = zone_of(mapping.file)
        columns = {field.name: mapping.columns.get(field.name, Column()) for field in fields}
        places = {
            name: [self._places.find(source, name) for source in column.columns]
            for name, column in columns.items()
        }
        self._text_places = {
            place for field in fields if field.form is Form.TEXT for place in places[field.name]
        }
        # Columns that some field takes whole; one read only through `match` still gives its other values to extra.
        whole = {
            place
            for field in fields
            if not (field.is_list and columns[field.name].match)
            for place in places[field.name]
        }

        def step(field: Field) -> Step:
            column, at = columns[field.name], places[field.name]
            name = _CONTENT_NAME.get((mapping.kind, field.name), field.name)
            if not at and not column.default and field.form is not Form.TIME:
                return constant_step(name, [] if field.is_list else "")
            if field.form is Form.TIME:
                return time_step(field, name, column, at, TimeReader(column.formats, zone, now))
            if field.is_list:
                spare = (
                    (at[0], self._header[at[0]]) if len(at) == 1 and at[0] not in whole else None
                )
                return list_step(field, name, column, at, spare)
            return text_step(field, name, column, at)

        used = {place for at in places.values() for place in at}
        self._extra: list[tuple[int, str]] = []
        for place, name in enumerate(self._header):
            if place >= self._skipped and place not in used:
                taken = any(name == other for _, other in self._extra)
                self._extra.append((place, f"{name} ({place + 1})" if taken else name))
        return [step(field) for field in fields]

    def left_out(self, values: Sequence[Any]) -> Fault | None:
        """Why the row is not meant, if one of the map's leave_out rules says so."""
        for place, equals, search, rule in self._leave_out:
            value = cell_text(values[place])
            if (search(value) is not None) if search else (tidy(value) in equals):
                remedy = "Nothing: the map leaves these rows out."
                return Fault(LEFT_OUT, rule.column, value, rule.reason, remedy)
        return None

    def is_blank(self, values: Sequence[Any]) -> bool:
        own = values[self._skipped :] if self._skipped else values
        return not any(own) or not any(map(cell_text, own))

    def ends_in_text(self, length: int) -> bool:
        """Whether a row of so few cells stops in a column of free text: a line break has probably cut it in two."""
        return length - 1 in self._text_places

    def convert(self, values: list[Any]) -> tuple[Content | None, Faults]:
        """The content of one row, or None if it is refused; and what is wrong with it, warnings too."""
        content: Content = {"system": self.system}
        faults: Faults = []
        for step in self._steps:
            step(values, content, faults)
        extra: dict[str, str] = {}
        for place, name in self._extra:
            value = values[place]
            if value != "" and (text := cell_text(value)):
                extra[name] = text
        if SPARE in content:
            extra.update(content.pop(SPARE))
        content["extra"] = extra
        if self.kind == "logs":
            closed, received = content["closed_at"], content["received_at"]
            # Whole days only: the closing time may be known to the day and stand for its midnight.
            if closed is not None and received is not None and closed[:10] < received[:10]:
                problem = "The log was closed on a day before it was received"
                remedy = "Check both dates; day and month may have been exchanged."
                faults.append(Fault(WARNING, "closed_at", closed, problem, remedy))
        if faults and any(fault.level == ERROR for fault in faults):
            return None, faults
        return content, faults


class _Places:
    """Finds a map's columns in the header: exactly as written, else without regard to case, spaces and underscores."""

    def __init__(self, header: Sequence[str]) -> None:
        self._header = header
        self._exact: dict[str, list[int]] = {}
        self._loose: dict[str, list[int]] = {}
        for place, name in enumerate(header):
            self._exact.setdefault(tidy(name), []).append(place)
            self._loose.setdefault(normalise(name), []).append(place)

    def find(self, name: str, field: str) -> int:
        found = self._exact.get(tidy(name)) or self._loose.get(normalise(name), [])
        if not found:
            columns = ", ".join(f"“{n}”" for n in own_columns(self._header)[:40])
            raise MapError(
                f"The map takes {field} from the column “{name}”, which the file does not have. "
                f"Its columns are: {columns}. Correct the name in the map."
            )
        if len(found) > 1:
            numbers = ", ".join(str(place + 1) for place in found)
            raise MapError(
                f"The map takes {field} from the column “{name}”, but the file has {len(found)} columns of that name "
                f"(columns {numbers}). Rename the one that is meant."
            )
        return found[0]


def identity(kind: str, content: Mapping[str, Any]) -> str:
    """The key by which a record is found again, with its system: its reference in the form that is compared."""
    return reference_key(content["log_ref" if kind == "entries" else "ref"])


__all__ = ["PRECISION", "Content", "Converter", "identity", "is_bad_rows_file", "own_columns"]
