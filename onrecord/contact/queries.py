"""What the list of logs shows. Pages are found by key, never by counting rows to skip, so that the last page of
two million logs costs what the first does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Exists, Func, OuterRef, Q, QuerySet
from django.utils import timezone

from onrecord.contact import clock
from onrecord.contact.models import LinkState, Log, LogEntry, Precision
from onrecord.contact.policies import visible_by_way
from onrecord.contact.references import reference_key
from onrecord.people.models import User

PAGE = 50
COUNT_UP_TO = 1000
LIMIT = timedelta(hours=24)
# After any character that a reference may hold.
_LAST = "\U0010ffff"


class _DayLater(Func):
    """24 hours after a time, worked out by the database itself: on SQLite Django's own way calls Python for every row."""

    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="datetime(%(expressions)s, '+24 hours')", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="(%(expressions)s + interval '24 hours')", **extra
        )


@dataclass(frozen=True)
class LogFilter:
    """What to look for; everything left empty is not asked."""

    reference: str = ""
    since: date | None = None
    until: date | None = None
    opening: str = ""
    closing: str = ""
    department: str = ""
    state: str = ""
    suspect: str = ""
    late: bool = False
    # Of logs kept here: "open" or "closed"; "undecided" or "late"; hours until the limit.
    open: str = ""
    clock: str = ""
    due: int = 0


@dataclass(frozen=True)
class Page:
    """One page of logs; `older` continues it. `count` stops at `COUNT_UP_TO`, then `more` is set."""

    logs: list[Log]
    older: str
    count: int
    more: bool


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def filtered(logs: QuerySet[Log], asked: LogFilter) -> QuerySet[Log]:
    """The logs that answer to the filter, in no order yet."""
    if asked.reference:
        key = reference_key(asked.reference)
        if connection.vendor == "postgresql":
            logs = logs.filter(ref_key__startswith=key)
        else:
            # SQLite's LIKE can't use the index; a range of keys says the same.
            logs = logs.filter(ref_key__gte=key, ref_key__lt=key + _LAST)
    if asked.since:
        logs = logs.filter(received_at__gte=start_of(asked.since))
    if asked.until:
        logs = logs.filter(received_at__lt=start_of(asked.until + timedelta(days=1)))
    if asked.opening:
        logs = logs.filter(opening_code=asked.opening)
    if asked.closing:
        logs = logs.filter(closing_code=asked.closing)
    if asked.department:
        logs = logs.filter(department=asked.department)
    if asked.state in LinkState.values:
        logs = logs.filter(link_state=asked.state)
    if asked.suspect:
        # Screening stands above this app, so its table is reached through the relation.
        suspects = Log._meta.get_field("suspect").related_model._default_manager
        there = Exists(suspects.filter(pk=OuterRef("pk")))
        logs = logs.filter(there if asked.suspect == "yes" else ~there)
    if asked.late:
        logs = logs.filter(
            link_state=LinkState.LINKED,
            received_precision=Precision.MINUTE,
            first_recorded_at__gt=_DayLater("received_at"),
        )
    if asked.open:
        logs = logs.filter(opened_at__isnull=False, closed_at__isnull=asked.open == "open")
    if asked.clock or asked.due:
        logs = clock.undecided(logs)
    if asked.clock == "late":
        logs = clock.late(logs)
    if asked.due:
        logs = clock.due_within(logs, asked.due)
    return logs


def log_page(logs: QuerySet[Log], asked: LogFilter, after: str = "", size: int = PAGE) -> Page:
    """One page, newest first (by reference where one is looked for), beginning after the key `after`."""
    found = filtered(logs, asked)
    if asked.reference:
        found = found.order_by("ref_key", "id")
    else:
        found = found.order_by("-received_at", "-id")
    key = _read_key(after, by_reference=bool(asked.reference))
    if key is not None and asked.reference:
        found = found.filter(ref_key__gte=key[0]).filter(Q(ref_key__gt=key[0]) | Q(id__gt=key[1]))
    elif key is not None:
        found = found.filter(received_at__lte=key[0]).filter(
            Q(received_at__lt=key[0]) | Q(id__lt=key[1])
        )
    # One search for both: the first page's logs, and how many there are up to a bound.
    ids = _ids(found, size + 1 if key else max(size, COUNT_UP_TO) + 1, asked)
    rows = _in_order(ids[: size + 1])
    older = ""
    if len(rows) > size:
        last = rows[size - 1]
        first_part = (
            last.ref_key if asked.reference else last.received_at.astimezone(UTC).isoformat()
        )
        older = f"{last.id}~{first_part}"
    counted = len(ids) if key is None else -1
    return Page(rows[:size], older, min(counted, COUNT_UP_TO), counted > COUNT_UP_TO)


# Equality filters that have an index of their own: (field of the filter, column, index).
_INDEXES = (
    ("closing", "closing_code", "log_by_closing"),
    ("opening", "opening_code", "log_by_opening"),
    ("department", "department", "log_by_department"),
    ("state", "link_state", "log_by_link"),
)
# Fewer logs than this are quicker to collect than to meet on the way through all of them.
RARE = 20_000


def _ids(found: QuerySet[Log], most: int, asked: LogFilter) -> list[int]:
    """The ids of a search. SQLite keeps no statistics of single values, so it is told which index to follow: with the
    wrong one a rare code takes seconds."""
    wanted = found.values_list("id", flat=True)[:most]
    if connection.vendor != "sqlite":
        return list(wanted)
    sql, values = wanted.query.sql_with_params()
    table = '"contact_log"'
    sql = sql.replace(f"FROM {table}", f"FROM {table} INDEXED BY {_index(asked)}", 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def count_up_to(logs: QuerySet[Log], most: int) -> int:
    """How many there are, counted no further than `most`."""
    return logs.order_by().values("pk")[:most].count()


def count_open(logs: QuerySet[Log], most: int) -> int:
    """How many of these open logs there are, counted no further than `most`: few logs are open, so those are looked
    through, whatever else is asked."""
    return len(_ids(logs.order_by(), most, LogFilter(open="open")))


def newest(user: User, size: int) -> list[Log]:
    """The newest logs that this person may see. Each way of being allowed is asked by itself, since each has an index."""
    found: dict[int, Log] = {}
    for some in visible_by_way(user, Log.objects.all()):
        rows = some.select_related("suspect").defer("text", "extra", "suspect__reasons")
        found |= {row.pk: row for row in rows.order_by("-received_at", "-id")[:size]}
    return sorted(found.values(), key=lambda row: (row.received_at, row.pk), reverse=True)[:size]


def _index(asked: LogFilter) -> str:
    """The index of the rarest value that is asked for; by time where nothing rare is."""
    if asked.reference:
        return "log_by_ref"
    if asked.open == "open" or asked.clock or asked.due:
        return "log_open"
    best, least = "log_by_time", RARE
    for name, column, index in _INDEXES:
        value = getattr(asked, name)
        if value:
            held = count_up_to(Log.objects.filter(**{column: value}), least)
            if held < least:
                best, least = index, held
    return best


def _in_order(ids: list[int]) -> list[Log]:
    """The logs with these ids, as a list shows them, in the order of the ids."""
    logs = Log.objects.select_related("suspect").defer("text", "extra", "suspect__reasons")
    by_id = logs.in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


def _read_key(after: str, *, by_reference: bool) -> tuple[str | datetime, int] | None:
    """The place a page begins after; None for the first page or for a key that somebody has edited."""
    number, _, rest = after.partition("~")
    if not (number.isdecimal() and len(number) < 19 and rest and rest.isprintable()):
        return None
    if by_reference:
        return rest, int(number)
    try:
        moment = datetime.fromisoformat(rest)
    except ValueError:
        return None
    return (moment, int(number)) if moment.tzinfo else None


def distinct_values(field: str, limit: int = 400) -> list[str]:
    """The different values of an indexed column of the logs, in order, at most `limit` (+1).

    Jumps from value to value in the index instead of reading every log.
    """
    if field not in {"opening_code", "closing_code", "department"}:
        raise ValueError(field)
    column = connection.ops.quote_name(field)
    sql = f"""
        WITH RECURSIVE jump(v) AS (
            SELECT MIN({column}) FROM contact_log
            UNION ALL
            SELECT (SELECT MIN({column}) FROM contact_log WHERE {column} > jump.v) FROM jump WHERE jump.v IS NOT NULL
        )
        SELECT v FROM jump WHERE v <> '' LIMIT %s"""  # noqa: S608  (the column is one of three)
    with connection.cursor() as cursor:
        cursor.execute(sql, [limit + 1])
        return [row[0] for row in cursor.fetchall()]


def entries_of(log: Log, limit: int = 500) -> list[LogEntry]:
    """The log's lines in order, one more than `limit` if there are that many."""
    lines = LogEntry.objects.filter(log_ref_key=log.ref_key, system=log.system)
    return list(lines.order_by("entered_at", "id")[: limit + 1])
