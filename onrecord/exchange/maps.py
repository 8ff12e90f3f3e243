"""Maps from a source system's columns to ours: the file form, the neutral layouts, and suggestions. Pure."""

from collections.abc import Sequence
from difflib import get_close_matches

from onrecord.exchange.layouts import KIND_WORDS, LAYOUTS, Form, normalise
from onrecord.exchange.map_file import Column, FileOptions, LeaveOut, Map, MapError, load_map
from onrecord.exchange.map_toml import map_to_toml

__all__ = [
    "Column",
    "FileOptions",
    "LeaveOut",
    "Map",
    "MapError",
    "guess_map",
    "load_map",
    "map_to_toml",
    "missing_required",
    "neutral_map",
]


def _first_of_each(header: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in header:
        found.setdefault(normalise(name), name)
    found.pop("", None)
    return found


def neutral_map(kind: str, header: Sequence[str], system: str = "") -> Map:
    """The map of a file whose columns bear the names of the neutral layout.

    Case, spaces and underscores do not count. Raises MapError, naming the missing columns, if a required one is not
    there.
    """
    by_name = _first_of_each(header)
    columns = {
        field.name: Column(columns=(by_name[normalise(field.name)],))
        for field in LAYOUTS[kind]
        if normalise(field.name) in by_name
    }
    mapping = Map(kind=kind, system=system, columns=columns)
    if missing := missing_required(mapping):
        raise MapError(missing_words(kind, missing, header))
    return mapping


def missing_required(mapping: Map) -> list[str]:
    """The required fields that the map does not give."""
    return [f.name for f in LAYOUTS[mapping.kind] if f.required and f.name not in mapping.columns]


def missing_words(kind: str, missing: Sequence[str], header: Sequence[str]) -> str:
    """What to tell a person whose file lacks required columns."""
    suggestion = guess_map(kind, header).columns
    hints = [
        f"{name} is your column{'s' if len(suggestion[name].columns) > 1 else ''} "
        + " and ".join(f"“{column}”" for column in suggestion[name].columns)
        for name in missing
        if name in suggestion
    ]
    columns = ", ".join(f"“{name}”" for name in header[:40]) + (" …" if len(header) > 40 else "")
    several = "columns" if len(missing) > 1 else "column"
    return (
        f"The file of {KIND_WORDS[kind]} has no {several} {' and '.join(missing)}. "
        f"Its columns are: {columns}. "
        + (f"Perhaps {'; '.join(hints)}. " if hints else "")
        + "Rename the columns, or make a map that says which column is which (docs/how-to/make-a-map.md)."
    )


def guess_map(kind: str, header: Sequence[str]) -> Map:
    """A suggestion for a person to check: each field with the column that common names point to, if any.

    Required fields may be missing from it. Every column is suggested at most once.
    """
    by_name = _first_of_each(header)
    free = dict(by_name)
    columns: dict[str, Column] = {}
    for field in LAYOUTS[kind]:
        for name in (normalise(field.name), *field.also):
            if name in free:
                columns[field.name] = Column(columns=(free.pop(name),))
                break
    for field in LAYOUTS[kind]:
        # A near miss is worth suggesting for long names only: "closingcode1", "recievedat".
        names = [n for n in (normalise(field.name), *field.also) if len(n) > 6]
        if field.name in columns:
            continue
        close = [n for n in free if get_close_matches(n, names, 1, 0.86)]
        if close:
            columns[field.name] = Column(columns=(free.pop(close[0]),))
    for name in time_fields(kind):
        # "Date" and "Time", "Date Received" and "Time Received": without its time a report is known to the day only.
        if name in columns:
            (date,) = columns[name].columns
            time = normalise(date).replace("date", "time")
            if "time" not in normalise(date) and time in free:
                columns[name] = Column(columns=(date, free.pop(time)))
    ordered = {f.name: columns[f.name] for f in LAYOUTS[kind] if f.name in columns}
    return Map(kind=kind, columns=ordered)


def time_fields(kind: str) -> tuple[str, ...]:
    """The fields of this kind that hold times, for which a map may give formats."""
    return tuple(f.name for f in LAYOUTS[kind] if f.form is Form.TIME)
