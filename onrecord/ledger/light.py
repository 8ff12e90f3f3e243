"""Live rows without the weight of model instances: the same values under the same names, several times quicker."""

import json
from collections import namedtuple
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import connection, models

from onrecord.ledger.fetching import fetch

# Fields whose stored value is the value, on both databases.
_PLAIN: Final = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.AutoField,
    models.BigAutoField,
    models.ForeignKey,
)
# Without the search for blanks around the value, which the database never writes.
_decode = json.JSONDecoder().raw_decode
_EMPTY: Final[dict[str, Any]] = {"[]": [], "{}": {}}
Convert = Callable[[Any], Any]


def light_rows(model: type[models.Model], first: int, end: int) -> list[Any] | None:
    """Rows with primary keys from `first` up to, not including, `end`; None for a model with other kinds of column.

    Raises whatever a column raises that holds something impossible.
    """
    fields = model._meta.concrete_fields
    converters = [_converter(field) for field in fields]
    if None in converters:
        return None
    columns = ", ".join(_column(field) for field in fields)
    quoted = connection.ops.quote_name
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
    sql = " ".join(
        ("SELECT", columns, "FROM", table, "WHERE", key, ">= %s AND", key, "< %s ORDER BY", key)
    )
    names = [field.attname for field in fields]
    to_convert = [(at, convert) for at, convert in enumerate(converters) if convert is not _same]
    make = _live(names, model._meta.pk.attname)._make
    rows = []
    for values in fetch(sql, (first, end)):
        row = list(values)
        for at, convert in to_convert:
            if row[at] is not None and convert is not None:
                row[at] = convert(row[at])
        rows.append(make(row))
    return rows


def _live(names: list[str], key: str) -> Any:
    """What holds one row: its columns and, as with a model, its key as `pk`, of which a subject may be made."""
    columns: Any = namedtuple("Live", names)  # type: ignore[misc]  # the columns are known here only
    at = names.index(key)
    return type("Live", (columns,), {"__slots__": (), "pk": property(lambda row: row[at])})


def _column(field: Any) -> str:
    name = connection.ops.quote_name(field.column)
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        # As an expression it loses its declared type, and with that the slow converter of the driver.
        return f"{name} || ''"
    return name


def _converter(field: Any) -> Convert | None:
    if isinstance(field, models.DateTimeField):
        return _utc if connection.vendor == "sqlite" else _same
    if isinstance(field, models.JSONField):
        return _json
    return _same if isinstance(field, _PLAIN) else None


def _same(value: Any) -> Any:
    return value


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def _json(text: str) -> Any:
    found = _EMPTY.get(text)
    if found is not None:
        return found
    value, end = _decode(text)
    return value if end == len(text) else json.loads(text)
