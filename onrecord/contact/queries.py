"""What the list of logs shows. Pages are found by key, never by counting rows to skip, so that the last page of
two million logs costs what the first does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from onrecord.contact.models import LinkState, Log, LogEntry, Precision
from onrecord.contact.references import reference_key

PAGE = 50
COUNT_UP_TO = 1000
LIMIT = timedelta(hours=24)
# After any character that a reference may hold.
_LAST = "\U0010ffff"


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
        logs = logs.filter(suspect__isnull=asked.suspect != "yes")
    if asked.late:
        logs = logs.filter(
            link_state=LinkState.LINKED,
            received_precision=Precision.MINUTE,
            first_recorded_at__gt=F("received_at") + LIMIT,
        )
    return logs


def log_page(logs: QuerySet[Log], asked: LogFilter, after: str = "", size: int = PAGE) -> Page:
    """One page, newest first (by reference where one is looked for), beginning after the key `after`."""
    found = filtered(logs, asked)
    counted = -1
    if asked.reference:
        found = found.order_by("ref_key", "id")
    else:
        found = found.order_by("-received_at", "-id")
    key = _read_key(after, by_reference=bool(asked.reference))
    if key is None:
        counted = found.values_list("id")[: COUNT_UP_TO + 1].count()
    elif asked.reference:
        found = found.filter(ref_key__gte=key[0]).filter(Q(ref_key__gt=key[0]) | Q(id__gt=key[1]))
    else:
        found = found.filter(received_at__lte=key[0]).filter(
            Q(received_at__lt=key[0]) | Q(id__lt=key[1])
        )
    rows = list(
        found.select_related("suspect").defer("text", "extra", "suspect__reasons")[: size + 1]
    )
    older = ""
    if len(rows) > size:
        last = rows[size - 1]
        first_part = (
            last.ref_key if asked.reference else last.received_at.astimezone(UTC).isoformat()
        )
        older = f"{last.id}~{first_part}"
    return Page(rows[:size], older, min(counted, COUNT_UP_TO), counted > COUNT_UP_TO)


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
