"""The populations a programme may audit: for each source, which records belong to it and how they stand in a frame.

Every record becomes one line of the frame: system, reference key, time, opening code, closing code, linked, score. What
these say of a crime or an incident is in `sample/frame_file.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from onrecord.audit.models import RecordKind
from onrecord.calls.models import Recording
from onrecord.contact.models import LinkState, Log
from onrecord.recording.models import Crime, CrimeEvent, CrimeLog, ReportedIncident
from onrecord.screening.models import STEP

Filters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of record a frame may hold. `prefix` stands before the system in the frame, so that no two kinds meet."""

    name: str
    kind: RecordKind
    words: str
    prefix: str
    records: Callable[[datetime | None, datetime | None, Filters], QuerySet[Any]]
    columns: Callable[[bool], dict[str, Any]]
    # What divides the records into parts: department, route, and what is said of them (`frame_parts.PartCounts`).
    parts: Callable[[], tuple[Any, Any, Any]]


def _within(
    rows: QuerySet[Any], field: str, start: datetime | None, end: datetime | None
) -> QuerySet[Any]:
    if start is not None:
        rows = rows.filter(**{f"{field}__gte": start})
    if end is not None:
        rows = rows.filter(**{f"{field}__lt": end})
    return rows


def _like(field: str, patterns: Iterable[str]) -> Q:
    """Any of these patterns, without regard to case; `*` at either end stands for any words."""
    found = Q()
    for pattern in patterns:
        core = pattern.strip("*")
        if not core:
            return Q()
        before, after = pattern.startswith("*"), pattern.endswith("*")
        how = (
            "icontains"
            if before and after
            else "iendswith"
            if before
            else "istartswith"
            if after
            else "iexact"
        )
        found |= Q(**{f"{field}__{how}": core})
    return found


def _log_filters(rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    if "words" in filters or "qualifiers" in filters:
        rows = rows.annotate(qualifier_text=Cast("qualifiers", TextField()))
    wanted = Q()
    for name, field in (("opening", "opening_code"), ("closing", "closing_code")):
        if name in filters:
            wanted |= _like(field, filters[name])
    for text in filters.get("qualifiers", ()):
        wanted |= Q(qualifier_text__icontains=text)
    for text in filters.get("words", ()):
        wanted |= (
            Q(opening_code__icontains=text)
            | Q(closing_code__icontains=text)
            | Q(qualifier_text__icontains=text)
        )
    rows = rows.filter(wanted)
    if "route" in filters:
        route = Q()
        for text in filters["route"]:
            route |= Q(source__icontains=text) | Q(first_report__icontains=text)
        rows = rows.filter(route)
    return rows


def logs(start: datetime | None, end: datetime | None, filters: Filters) -> QuerySet[Any]:
    """Every log received in the window; open ones, too."""
    return _log_filters(_within(Log.objects.all(), "received_at", start, end), filters)


def open_logs(start: datetime | None, end: datetime | None, filters: Filters) -> QuerySet[Any]:
    """Logs that nobody has closed at the moment of freezing."""
    return logs(start, end, filters).filter(closed_at__isnull=True)


def heard_logs(start: datetime | None, end: datetime | None, filters: Filters) -> QuerySet[Any]:
    """Logs with the recording of a call that can be played."""
    heard = Recording.objects.filter(log=OuterRef("pk")).exclude(state="unplayable")
    return logs(start, end, filters).filter(Exists(heard))


def crimes(start: datetime | None, end: datetime | None, filters: Filters) -> QuerySet[Any]:
    """Crimes recorded in the window; where events are named, those to which such a thing happened in it."""
    rows = Crime.objects.filter(recorded_at__isnull=False)
    if "events" in filters:
        happened = _within(
            CrimeEvent.objects.filter(crime=OuterRef("pk"), kind__in=filters["events"]),
            "happened_at",
            start,
            end,
        )
        rows = rows.filter(Exists(happened))
    else:
        rows = _within(rows, "recorded_at", start, end)
    for name, field in (
        ("groups", "group"),
        ("states", "state"),
        ("grounds", "ground"),
        ("outcomes", "outcome"),
    ):
        if name in filters:
            rows = rows.filter(**{f"{field}__in": filters[name]})
    if "classes" in filters:
        rows = rows.filter(_like("crime_class", filters["classes"]))
    return rows


def direct_crimes(start: datetime | None, end: datetime | None, filters: Filters) -> QuerySet[Any]:
    """Crimes that were recorded without a log."""
    return crimes(start, end, filters).filter(
        ~Exists(CrimeLog.objects.filter(crime=OuterRef("pk")))
    )


def incidents(start: datetime | None, end: datetime | None, filters: Filters) -> QuerySet[Any]:
    """Records on the crime system that are no crime (N100, crime-related, non-crime) of the window."""
    rows = _within(ReportedIncident.objects.all(), "recorded_at", start, end)
    return rows.filter(kind__in=filters["kinds"]) if "kinds" in filters else rows


def _flag(condition: Any) -> Case:
    # Text, because Django takes whole numbers through Python one by one.
    return Case(When(condition, then=Value("1")), default=Value("0"), output_field=TextField())


def _log_columns(register: bool) -> dict[str, Any]:
    states = [LinkState.LINKED] if register else [LinkState.LINKED, LinkState.CLAIMED]
    return {
        "when": F("received_at"),
        "opening": F("opening_code"),
        "closing": F("closing_code"),
        "is_linked": _flag(Q(link_state__in=states)),
        # In steps of five points: with more steps than strata can use, a frame would have as many cells as logs.
        "score": Cast(Coalesce(F("scored__score"), Value(0)) / STEP, TextField()),
    }


def _crime_columns(register: bool) -> dict[str, Any]:
    return {
        "when": F("recorded_at"),
        "opening": F("crime_class"),
        "closing": Cast(F("group"), TextField()),
        "is_linked": _flag(Exists(CrimeLog.objects.filter(crime=OuterRef("pk")))),
        "score": Value("0", output_field=TextField()),
    }


def _direct_columns(register: bool) -> dict[str, Any]:
    return {
        **_crime_columns(register),
        "closing": Value("(recorded without a log)", output_field=TextField()),
        # It is its own crime record: nothing but a further crime can be missing.
        "is_linked": Value("1", output_field=TextField()),
    }


def _incident_columns(register: bool) -> dict[str, Any]:
    return {
        "when": F("recorded_at"),
        "opening": F("sub_code"),
        "closing": Cast(F("kind"), TextField()),
        "is_linked": _flag(Q(log__isnull=False)),
        "score": Value("0", output_field=TextField()),
    }


def _text(field: str) -> Any:
    return Coalesce(Cast(field, TextField()), Value("", output_field=TextField()))


def _log_parts() -> tuple[Any, Any, Any]:
    told = Q(first_report="")
    route = Case(When(told, then=F("source")), default=F("first_report"), output_field=TextField())
    return F("department"), route, _text("qualifiers")


def _crime_parts() -> tuple[Any, Any, Any]:
    return F("department"), _text("log_refs"), _text("flags")


def _incident_parts() -> tuple[Any, Any, Any]:
    nothing = Value("", output_field=TextField())
    return F("department"), nothing, nothing


_K = RecordKind
SOURCES = {
    source.name: source
    for source in (
        Source("logs", _K.LOG, "logs of every closing code", "", logs, _log_columns, _log_parts),
        Source("open-logs", _K.LOG, "logs that are open", "", open_logs, _log_columns, _log_parts),
        Source("logs-with-recording", _K.LOG, "logs with the recording of a call", "", heard_logs, _log_columns, _log_parts),
        Source("crimes", _K.CRIME, "crimes on record", "crime:", crimes, _crime_columns, _crime_parts),
        Source("direct-crimes", _K.CRIME, "crimes recorded without a log", "crime:", direct_crimes, _direct_columns, _crime_parts),
        Source("incidents", _K.INCIDENT, "records that are no crime", "incident:", incidents, _incident_columns, _incident_parts),
    )
}  # fmt: skip


def kinds_in(counts: Mapping[Any, int]) -> dict[str, int]:
    """How many records of each kind a frame holds, from its counts by (system, ...)."""
    found: dict[str, int] = {}
    for key, number in counts.items():
        kind = str(kind_of(key[0])[0])
        found[kind] = found.get(kind, 0) + number
    return found


def kinds_words(kinds: Mapping[str, int]) -> str:
    """Those numbers in words, such as "8,400 logs and 120 crimes"; empty where there is one kind, or nobody counted."""
    if len(kinds) < 2:
        return ""
    parts = [
        f"{kinds[kind]:,} {kind}{'' if kinds[kind] == 1 else 's'}"
        for kind in ("log", "crime", "incident")
        if kind in kinds
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]])


def kind_of(system: str) -> tuple[RecordKind, str]:
    """What a line of a frame is, and the record's own system."""
    for kind, prefix in ((_K.CRIME, "crime:"), (_K.INCIDENT, "incident:")):
        if system.startswith(prefix):
            return kind, system.removeprefix(prefix)
    return _K.LOG, system
