"""How one field of one row is read: a function for each field, compiled once from the map. Pure."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from onrecord.contact.references import reference_key, tidy
from onrecord.exchange.cells import cell_text, time_cell
from onrecord.exchange.faults import ERROR, WARNING, Fault
from onrecord.exchange.layouts import Field, Form
from onrecord.exchange.map_file import LIST_SIGNS, Column
from onrecord.exchange.times import TimeFault, TimeReader

Content = dict[str, Any]
Faults = list[Fault]
# Reads cells into the content and adds what is wrong to the faults.
Step = Callable[[list[Any], Content, Faults], None]

# Where the content keeps what `match` refused, until the row is finished.
SPARE = "_spare"
PRECISION = {"received_at": "received_precision", "recorded_at": "recorded_precision"}
# A column has few different codes, so what they are when tidied is remembered.
_MOST_KNOWN = 10_000
_FLOAT = re.compile(r"\d+\.0+")
_SHORTENED = re.compile(r"\d(?:\.\d+)?[Ee]\+\d{1,3}")


def constant_step(name: str, value: Any) -> Step:
    """For a field that the map does not give."""
    if isinstance(value, list):
        return lambda _values, content, _faults: content.__setitem__(name, [])
    return lambda _values, content, _faults: content.__setitem__(name, value)


def _getter(column: Column, places: Sequence[int], join: str) -> Callable[[list[Any]], str]:
    """The field's cell or cells as text, after joining, replacing and the default."""
    replace, default = dict(column.replace), column.default
    if len(places) == 1 and not replace and not default:
        place = places[0]

        def single(values: list[Any]) -> str:
            value = values[place]
            return value if type(value) is str else cell_text(value)

        return single

    def general(values: list[Any]) -> str:
        value = join.join(text for place in places if (text := cell_text(values[place])))
        if replace:
            value = replace[value] if value in replace else replace.get(tidy(value), value)
        return value or default

    return general


def _too_long(field: Field, value: str) -> Fault:
    return Fault(
        ERROR,
        field.name,
        value[:200],
        f"The value is longer than {field.limit:,} characters",
        "Shorten it, or map another column.",
        f"{len(value):,} characters",
    )


def text_step(field: Field, name: str, column: Column, places: Sequence[int]) -> Step:
    """Free text, a code or a reference."""
    limit, required = field.limit, field.required
    get = _getter(column, places, column.join)

    def text(values: list[Any], content: Content, faults: Faults) -> None:
        value = get(values)
        if len(value) > limit:
            faults.append(_too_long(field, value))
        content[name] = value

    known: dict[str, str] = {}

    def code(values: list[Any], content: Content, faults: Faults) -> None:
        raw = get(values)
        value = known.get(raw)
        if value is None:
            value = tidy(raw)
            if len(value) > limit:
                faults.append(_too_long(field, value))
            elif len(known) < _MOST_KNOWN:
                known[raw] = value
        content[name] = value

    def reference(values: list[Any], content: Content, faults: Faults) -> None:
        value = tidy(get(values))
        if value:
            value = sound_reference(field, value, faults)
        elif required:
            problem, remedy = "The reference is empty", "Give every row its reference."
            faults.append(Fault(ERROR, field.name, "", problem, remedy))
        content[name] = value

    return {Form.TEXT: text, Form.CODE: code, Form.REFERENCE: reference}[field.form]


def sound_reference(field: Field, value: str, faults: Faults) -> str:
    """The reference, mended where a spreadsheet has made a number of it; what is wrong is added to the faults."""
    name = field.name
    if len(value) > field.limit or (
        not value.isascii() and len(reference_key(value)) > field.limit
    ):
        faults.append(_too_long(field, value))
    elif not value.isprintable():
        problem = "The reference holds an invisible character"
        faults.append(Fault(ERROR, name, value, problem, "Remove it from the reference."))
    elif "." in value and _FLOAT.fullmatch(value):
        whole = value.partition(".")[0]
        problem = "The reference was a decimal number; the fraction was dropped"
        remedy = "Export references as text."
        faults.append(Fault(WARNING, name, value, problem, remedy, f"read as {whole}"))
        return whole
    elif "+" in value and _SHORTENED.fullmatch(value):
        problem = "A spreadsheet has shortened the reference to a rounded number"
        remedy = "Export it again with the column formatted as text: this file no longer holds the full reference."
        faults.append(Fault(ERROR, name, value, problem, remedy))
    return value


def time_step(
    field: Field, name: str, column: Column, places: Sequence[int], reader: TimeReader
) -> Step:
    """A date or time, with its precision where the record keeps one."""
    precision_name = PRECISION.get(field.name, "")
    place = places[0] if len(places) == 1 and not column.replace and not column.default else -1
    get = _getter(column, places, column.join)
    required, read = field.required, reader.read

    def step(values: list[Any], content: Content, faults: Faults) -> None:
        value = time_cell(values[place]) if place >= 0 else get(values)
        content[name] = None
        if precision_name:
            content[precision_name] = "minute"
        if value == "":
            if required:
                problem, remedy = "The date is empty", "Give every row its date and time."
                faults.append(Fault(ERROR, field.name, "", problem, remedy))
            return
        try:
            iso, precision, warned = read(value)
        except TimeFault as fault:
            shown = cell_text(value)
            faults.append(
                Fault(ERROR, field.name, shown, fault.problem, fault.remedy, fault.detail)
            )
            return
        content[name] = iso
        if precision_name:
            content[precision_name] = precision
        if warned is not None:
            faults.append(Fault(WARNING, field.name, cell_text(value), *warned))

    return step


def list_step(
    field: Field, name: str, column: Column, places: Sequence[int], spare: tuple[int, str] | None
) -> Step:
    """Several values in one cell, each once. `spare` is where the values that `match` refuses are kept, if anywhere."""
    signs = LIST_SIGNS if column.split is None else column.split
    get = _getter(Column(columns=column.columns), places, signs[0] if signs else column.join)
    parted = re.compile("|".join(map(re.escape, signs))).split if signs else None
    match = re.compile(column.match).search if column.match else None
    replace, default, limit = dict(column.replace), column.default, field.limit
    references = field.form is Form.REFERENCES

    def step(values: list[Any], content: Content, faults: Faults) -> None:
        found: list[str] = []
        content[name] = found
        text = get(values) or default
        if not text:
            return
        for raw in parted(text) if parted else (text,):
            value = tidy(raw)
            if not value:
                continue
            value = replace.get(value, value)
            if match is not None and match(value) is None:
                if spare is not None:
                    content[SPARE] = {spare[1]: cell_text(values[spare[0]])}
                continue
            if references:
                value = sound_reference(field, value, faults)
            elif len(value) > limit:
                faults.append(_too_long(field, value))
            if value and value not in found:
                found.append(value)

    return step
