"""The footprint of supervision on incident logs: who wrote what in which log, and when. From entries only."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform

from onrecord.contact.models import EntryKind, Log, LogEntry, Precision
from onrecord.measures.meaning import Entry, is_supervisor, meaningful, own_words
from onrecord.measures.months import bounds
from onrecord.measures.registry import Measure
from onrecord.measures.tally import TEAM, Tally, Where, batched, one_line


def log_footprint(one: Measure, month: date, now: datetime) -> Tally:
    """Logs received in the month, and those with a supervisor's meaningful entry in time. `kept`: those with one."""
    start, end = bounds(month)
    within = timedelta(hours=one.within_hours)
    due = min(end, now - within)
    tally = Tally()
    every = Log.objects.filter(received_at__gte=start, received_at__lt=end).order_by()
    tally.unsaid = every.exclude(received_precision=Precision.MINUTE).count()
    exact = every.filter(received_precision=Precision.MINUTE)
    over = exact.filter(received_at__lt=due)
    columns = ("department", "the_team", "source", "grade")
    for *where, n in (
        over.annotate(the_team=KeyTextTransform(TEAM, "extra"))
        .values_list(*columns)
        .annotate(n=Count("id"))
    ):
        tally.add(_where(*where), n=n)
    met, looked = _supervised(start, end, within)
    for some in batched(met | looked):
        rows = exact.filter(pk__in=some).annotate(the_team=KeyTextTransform(TEAM, "extra"))
        for pk, received, *where in rows.values_list("pk", "received_at", *columns):
            early = int(received >= due)
            if early and pk not in met:
                continue
            place = _where(*where)
            tally.add(place, n=early, met=int(pk in met), any=1)
            if pk in met:
                tally.kept[pk] = place
    return tally


def _where(department: str, team: str | None, source: str, grade: str) -> Where:
    return Where(one_line(department), one_line(team), one_line(source), one_line(grade, 60))


def _supervised(start: datetime, end: datetime, within: timedelta) -> tuple[set[int], set[int]]:
    """Logs with a meaningful entry of a supervisor in time, and those with any."""
    roles = [role for role in _roles() if is_supervisor(role)]
    the_log = Log.objects.filter(system=OuterRef("system"), ref_key=OuterRef("log_ref_key"))
    rows = (
        LogEntry.objects.filter(role__in=roles, entered_at__gte=start, entered_at__lt=end + within)
        .annotate(the_log=Subquery(the_log.values("pk")[:1]))
        .exclude(the_log=None)
        .order_by()
        .values_list(
            "the_log", "entered_at", "recorded_at", "author", "by", "kind", "text", "detail"
        )
    )
    found = list(rows)
    about = {row[0] for row in found}
    whose = _whose(about)
    entries: list[Entry] = []
    looked: set[int] = set()
    for pk, entered, recorded, author, by, kind, text, detail in found:
        words = own_words(kind, text, detail)
        if words is None or pk not in whose:
            continue
        received, officer, opener = whose[pk]
        # What was written later counts from when it was written, whatever time it is given.
        at = max(entered, recorded or entered)
        own = (bool(by) and by == opener) or (bool(author) and author == officer)
        in_time = start <= received < end and received <= at <= received + within and not own
        if in_time:
            looked.add(pk)
        entries.append(Entry(pk, words, in_time))
    return meaningful(entries), looked


def _whose(logs: set[int]) -> dict[int, tuple[datetime, str, str]]:
    """Of each log: when it was received, its officer, and the user name of whoever opened it here."""
    found: dict[int, tuple[datetime, str, str]] = {}
    here: dict[tuple[str, str], int] = {}
    for some in batched(logs):
        rows = Log.objects.filter(pk__in=some).values_list(
            "pk", "received_at", "officer", "opened_at", "system", "ref_key"
        )
        for pk, received, officer, opened, system, key in rows:
            found[pk] = (received, officer, "")
            if opened is not None:
                here[system, key] = pk
    for (system, key), by in openers(here):
        pk = here[system, key]
        found[pk] = (*found[pk][:2], by)
    return found


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
