"""The footprint of supervision on incident logs: who wrote what in which log, and when. From entries only."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, Count, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform

from onrecord.contact.models import EntryKind, Log, LogEntry, Precision
from onrecord.measures.counting.meaning import Entry, is_supervisor, meaningful, own_words
from onrecord.measures.counting.rows import bare, bare_sql, held, moment
from onrecord.measures.counting.tally import TEAM, Tally, Where, where
from onrecord.measures.months import bounds
from onrecord.measures.registry import Measure

# Most logs have no columns of their own, and reading JSON for each of a force-year takes seconds.
_TEAM = Case(
    When(extra={}, then=Value("")),
    default=KeyTextTransform(TEAM, "extra"),
    output_field=TextField(),
)


def log_footprint(one: Measure, month: date, now: datetime) -> Tally:
    """Logs received in the month, and those with a supervisor's meaningful entry in time. `kept`: those with one."""
    start, end = bounds(month)
    within = timedelta(hours=one.within_hours)
    due = min(end, now - within)
    tally = Tally()
    _count_all(tally, start, end, due)
    entries: list[Entry] = []
    looked: dict[int, Where] = {}
    early: set[int] = set()
    for pk, received, words, in_time, place in _said(start, end, within):
        if in_time:
            looked[pk] = place
            if received >= due:
                early.add(pk)
        entries.append(Entry(pk, words, in_time))
    met = meaningful(entries)
    for pk, place in looked.items():
        # One whose time is not over yet counts only once it is met.
        if pk in early and pk not in met:
            continue
        tally.add(place, n=int(pk in early), met=int(pk in met), any=1)
        if pk in met:
            tally.kept[pk] = place
    return tally


def _count_all(tally: Tally, start: datetime, end: datetime, due: datetime) -> None:
    """The logs of the month whose time is over, and how many can't be said."""
    due = max(due, start)
    rows = (
        Log.objects.filter(received_at__gte=start, received_at__lt=due)
        .order_by()
        .annotate(the_team=_TEAM)
        .values_list("received_precision", "department", "the_team", "source", "grade")
        .annotate(n=Count("id"))
    )
    for precision, *place, n in bare(rows):
        if precision == Precision.MINUTE:
            tally.add(where(*place), n=n)
        else:
            tally.unsaid += n
    later = Log.objects.filter(received_at__gte=due, received_at__lt=end)
    tally.unsaid += later.exclude(received_precision=Precision.MINUTE).count()


# Entries of supervisors with their logs, in one pass: there is no foreign key between the two, since entries may come before
# their log. The first index narrows to roles and times, the second finds each log.
_SAID = """
SELECT l.id, l.received_at, l.received_precision, l.officer, l.opened_at, l.system, l.ref_key,
    l.department, {team}, l.source, l.grade,
    e.entered_at, e.recorded_at, e.author, e."by", e.kind, e.text, e.detail
FROM contact_logentry e JOIN contact_log l ON l.ref_key = e.log_ref_key AND l.system = e.system
WHERE e.role > '' AND e.role IN ({roles}) AND e.entered_at >= %s AND e.entered_at < %s
"""
_TEAM_OF = {
    "sqlite": f"json_extract(l.extra, '$.\"{TEAM}\"')",
    "postgresql": f"l.extra ->> '{TEAM}'",
}


def _said(
    start: datetime, end: datetime, within: timedelta
) -> Iterator[tuple[int, datetime, str, bool, Where]]:
    """What supervisors wrote in these weeks: (log, when it was received, their own words, whether it counts as in time and
    as not about their own work, where). Those that don't count are there to know a copied sentence by."""
    roles = [role for role in _roles() if is_supervisor(role)]
    if not roles:
        return
    sql = _SAID.format(team=_TEAM_OF[connection.vendor], roles=", ".join(["%s"] * len(roles)))
    # As columns hold times: in a question of one's own Django leaves that to whoever asks.
    times = [connection.ops.adapt_datetimefield_value(each) for each in (start, end + within)]
    rows = list(bare_sql(sql, [*roles, *times]))
    opened_by = dict(openers({(row[5], row[6]) for row in rows if row[4] is not None}))
    for pk, at, precision, officer, _, system, key, *place, entered_at, recorded_at, author, by, kind, text, detail in rows:  # fmt: skip
        words = own_words(kind, text, held(detail))
        if words is None:
            continue
        received, written = moment(at), moment(entered_at)
        if recorded_at is not None:
            # What was written later counts from when it was written, whatever time it is given.
            written = max(written, moment(recorded_at))
        own = (by and by == opened_by.get((system, key))) or (author and author == officer)
        in_time = precision == Precision.MINUTE and start <= received < end and not own
        in_time = in_time and received <= written <= received + within
        yield pk, received, words, in_time, where(*place)


def openers(logs: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """(system and key of a log, user name of whoever opened it here), for those of the given names."""
    names = list(logs)
    for start in range(0, len(names), 500):
        some = set(names[start : start + 500])
        rows = LogEntry.objects.filter(
            kind=EntryKind.OPENED, log_ref_key__in={key for _, key in some}
        )
        for system, key, by in rows.values_list("system", "log_ref_key", "by"):
            if (system, key) in some:
                yield (system, key), by


def _roles() -> list[str]:
    """The different roles among the entries: jumps from one to the next in the index instead of reading every entry."""
    sql = """
        WITH RECURSIVE jump(v) AS (
            SELECT MIN(role) FROM contact_logentry WHERE role > ''
            UNION ALL
            SELECT (SELECT MIN(role) FROM contact_logentry WHERE role > jump.v AND role > '') FROM jump
            WHERE jump.v IS NOT NULL
        )
        SELECT v FROM jump WHERE v IS NOT NULL LIMIT 5000"""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]
