"""The three tables that rows go into: which columns, and how a content becomes a row of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from typing import Any

from django.db.models import Model

from onrecord.contact.models import LinkState, Log, LogEntry
from onrecord.contact.references import reference_key
from onrecord.exchange.rows import Content
from onrecord.recording.models import Crime

Values = tuple[Any, ...]


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _json(value: Any) -> str:
    if not value:
        return "[]" if isinstance(value, list) else "{}"
    return _encode(value)


def _time(iso: str | None) -> str | None:
    """UTC, in the form in which SQLite keeps it and PostgreSQL takes it (the session's zone is UTC)."""
    return None if iso is None else iso[:-1].replace("T", " ")


@dataclass(frozen=True)
class Target:
    """`content_columns` are written when a record is new and when it changes; `new_only` columns when it is new."""

    model: type[Model]
    new_kind: str
    changed_kind: str
    subject: str
    content_columns: tuple[str, ...]
    values: Callable[[Content], Values]
    new_only: tuple[str, ...]
    new_values: Callable[[str, Content], Values]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Of a new row, in order. Lines of a log have no versions."""
        version = () if not self.changed_kind else ("version",)
        return (
            "system",
            *self.content_columns,
            *self.new_only,
            *version,
            "entry_seq",
            "imported_in",
        )

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def copy_sql(self) -> str:
        return " ".join(("COPY", self.table, "(", ", ".join(self.columns), ") FROM STDIN"))

    @cached_property
    def insert_sql(self) -> str:
        names, marks = ", ".join(self.columns), ", ".join(["%s"] * len(self.columns))
        return " ".join(("INSERT INTO", self.table, "(", names, ") VALUES (", marks, ")"))

    @cached_property
    def update_sql(self) -> str:
        names = (*self.content_columns, "version", "entry_seq", "imported_in")
        pairs = ", ".join(f"{name} = %s" for name in names)
        return " ".join(("UPDATE", self.table, "SET", pairs, "WHERE id = %s"))

    @cached_property
    def any_sql(self) -> str:
        """Whether the system has any record yet."""
        return " ".join(("SELECT 1 FROM", self.table, "WHERE system = %s LIMIT 1"))

    def held_sql(self, vendor: str) -> str:
        """What is held for some keys of a system: for lines (reference, line, id), else (reference, id, version, body)."""
        keys = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        if not self.changed_kind:
            what = ("SELECT r.log_ref_key, r.line_key, r.id FROM", self.table, "r")
            return " ".join((*what, "WHERE r.system = %s AND r.log_ref_key", keys))
        what = ("SELECT r.ref_key, r.id, r.version, b.body FROM", self.table, "r")
        body = "LEFT JOIN ledger_ledgerbody b ON b.seq = r.entry_seq"
        return " ".join((*what, body, "WHERE r.system = %s AND r.ref_key", keys))


def _log_values(c: Content) -> Values:
    return (
        c["ref"],
        _time(c["received_at"]),
        c["received_precision"],
        c["source"],
        c["opening_code"],
        c["closing_code"],
        c["grade"],
        _json(c["qualifiers"]),
        c["text"],
        _time(c["closed_at"]),
        c["officer"],
        c["department"],
        _json(c["crime_refs"]),
        c["duplicate_of"],
        _json(c["extra"]),
    )


def _crime_values(c: Content) -> Values:
    return (
        c["ref"],
        _json(c["log_refs"]),
        _time(c["recorded_at"]),
        c["recorded_precision"],
        c["class"],
        c["ho_code"],
        c["offence"],
        c["victim_role"],
        _json(c["extra"]),
        crime_group(c["ho_code"], c["class"], c["offence"]),
    )


def _entry_values(c: Content) -> Values:
    return (
        c["log_ref"],
        _time(c["entered_at"]),
        c["author"],
        c["role"],
        c["text"],
        _json(c["extra"]),
    )


@cache
def _group_of() -> Callable[..., str]:
    from crimerules.offence_groups import group_of

    return group_of


@cache
def crime_group(code: str, crime_class: str, offence: str) -> str:
    """The group of the published results that a crime counts in."""
    return _group_of()(code=code, crime_class=crime_class, offence=offence)


def line_key(content: Content) -> str:
    """What makes a line of a log the same line: when, who, in what role, and what."""
    parts = (content["entered_at"], content["author"], content["role"], content["text"])
    return sha256(_encode(parts).encode()).hexdigest()


TARGETS = {
    "logs": Target(
        Log,
        "log.imported",
        "log.changed",
        "log",
        (
            "ref", "received_at", "received_precision", "source", "opening_code", "closing_code", "grade", "qualifiers",
            "text", "closed_at", "officer", "department", "crime_refs", "duplicate_of", "extra",
        ),
        _log_values,
        ("ref_key", "crime_count", "link_state"),
        lambda key, _content: (key, 0, LinkState.NONE.value),
    ),
    "crimes": Target(
        Crime,
        "crime.imported",
        "crime.changed",
        "crime",
        (
            "ref", "log_refs", "recorded_at", "recorded_precision", "crime_class", "ho_code", "offence", "victim_role",
            "extra", '"group"',
        ),
        _crime_values,
        ("ref_key",),
        lambda key, _content: (key,),
    ),
    "entries": Target(
        LogEntry,
        "entry.imported",
        "",
        "entry",
        ("log_ref", "entered_at", "author", "role", "text", "extra"),
        _entry_values,
        ("log_ref_key", "line_key"),
        lambda _key, content: (reference_key(content["log_ref"]), line_key(content)),
    ),
}  # fmt: skip
