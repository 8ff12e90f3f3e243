"""Hours until a crime is recorded, with the reports that still wait."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase

from django.db.models import Q

from onrecord.contact import clock
from onrecord.contact.heard import first_heard
from onrecord.contact.models import CodeMeaning, Log
from onrecord.measures.counting.facts import Fact, counted, facts
from onrecord.measures.counting.tally import Hours, Tally, Where, moment_of, where
from onrecord.measures.months import bounds
from onrecord.measures.registry import Measure
from onrecord.recording.models import Crime, CrimeLog
from onrecord.statistics.timeliness import waiting_quantiles

# Half were recorded sooner; nine in ten were.
HALF, TAIL = 0.5, 0.9


def hours_to_record(one: Measure, month: date, now: datetime) -> Tally:
    """Crimes first reported in the month, and reports of it that wait. `kept`: those that took longer than the limit."""
    tally = Tally()
    done: dict[tuple[str, str], list[float]] = defaultdict(list)
    still: dict[tuple[str, str], list[float]] = defaultdict(list)
    start, end = bounds(month)
    for each in _reported_in(start, end):
        if each.hours is None:
            tally.unsaid += 1
            continue
        late = each.hours > one.within_hours
        tally.add(each.where, met=int(not late), any=int(not late))
        if late:
            tally.kept[each.pk] = each.where
        _under_each(done, one, each.where, each.hours)
    for place, hours in _waiting(start, end, now):
        _under_each(still, one, place, hours)
    for by, value in sorted({*done, *still}):
        hours_done, hours_still = done[by, value], still[by, value]
        (median, low, high), (tail, _, _) = waiting_quantiles(hours_done, hours_still, (HALF, TAIL))
        tally.spreads.append(
            Hours(by, value, len(hours_done), len(hours_still), median, low, high, tail)
        )
    return tally


def _under_each(
    to: dict[tuple[str, str], list[float]], one: Measure, where: Where, hours: float
) -> None:
    to["", ""].append(hours)
    for by in one.by:
        to[by, getattr(where, by)].append(hours)


def _reported_in(start: datetime, end: datetime) -> list[Fact]:
    """Crimes whose first report fell into the time. One linked to a log of the time may have been reported before."""
    linked = CrimeLog.objects.filter(log__received_at__gte=start, log__received_at__lt=end)
    # Of those recorded here the force may have known before their log, or they have none.
    here = Crime.objects.exclude(state="").filter(known_at__gte=start, known_at__lt=end)
    either = Q(pk__in=linked.values("crime_id")) | Q(pk__in=here.values("pk"))
    return [
        each
        for each in facts(counted(Crime.objects.filter(either)))
        if each.heard is None or start <= each.heard < end
    ]


def _waiting(start: datetime, end: datetime, now: datetime) -> list[tuple[Where, float]]:
    """Undecided logs kept here whose opening code promises a crime, with the hours so far."""
    promises = [
        (row.system, row.pattern.casefold())
        for row in CodeMeaning.objects.filter(
            which=CodeMeaning.Which.OPENING, meaning=CodeMeaning.Meaning.CRIME
        )
    ]
    # The first report may be some time before the log's own.
    open_logs = clock.undecided(Log.objects.filter(received_at__gte=start))
    rows = [
        row
        for row in open_logs.filter(received_at__lt=end + timedelta(days=31))
        if any(
            row.system == system and fnmatchcase(row.opening_code.casefold(), pattern)
            for system, pattern in promises
        )
    ]
    heard = first_heard(rows)
    found = []
    for row in rows:
        at = heard[row.pk].at
        if start <= at < end and at <= now:
            place = where(row.department, "", row.source, "not decided yet", moment_of(at))
            found.append((place, (now - at).total_seconds() / 3600))
    return found
