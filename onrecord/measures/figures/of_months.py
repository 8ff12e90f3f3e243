"""Figures of what is counted month by month (measures.toml): whole months, from the rollup."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from onrecord.measures import months
from onrecord.measures.by_month import queries
from onrecord.measures.by_month.queries import Asked, Month
from onrecord.measures.by_month.rollup import ledger_size, months_held, refresh_a_little
from onrecord.measures.catalogue import COUNTED, HOURS, Definition
from onrecord.measures.figures.figure import FORCE, Figure, Sees
from onrecord.measures.models import Counted
from onrecord.measures.registry import measure
from onrecord.recording.models import Group
from onrecord.statistics.intervals import LEVEL

_GROUPS = dict(Group.choices)
DEPARTMENTS, GROUPS, GRADES = "Department", "Offence group", "Call grade"


def one(what: Definition, since: date | None, until: date | None, part: str, sees: Sees) -> Figure:
    """One figure of whole months; of a stock, or of hours, of the last of them."""
    running = months.month_of(timezone.now())
    last = months.first_of(until) if until else months.after(running, -1)
    first = months.first_of(since) if since else last
    wanted = months.between(first, last)
    if what.stock or what.shape == HOURS:
        # Neither states at a month's end nor medians add up.
        wanted = wanted[-1:]
    return _of(what, wanted, part)


def several(what: Definition, number: int, part: str, sees: Sees) -> Iterator[Figure]:
    held = months_held()[-number:]
    refresh_a_little(measure(what.id), held)
    rows = queries.by_month(measure(what.id), held, asked_of(what, part))
    for row in rows:
        yield _made(what, [row], part)


def parts(what: Definition, sees: Sees) -> list[tuple[str, list[str]]]:
    """Departments, and groups of offences or grades of calls, as far as months are counted."""
    one = measure(what.id)
    held = months_held()[-12:]
    found = [(DEPARTMENTS, queries.values_of(one, "department", held))]
    found.append((GROUPS if what.unit == "crime" else GRADES, queries.values_of(one, "kind", held)))
    return [(name, [each for each in values if each]) for name, values in found if any(values)]


def asked_of(what: Definition, part: str) -> Asked:
    """What the rollup is asked for: a group of offences by its name or short name, a grade of calls, else a department."""
    if not part:
        return Asked()
    if what.unit == "crime" and (part in _GROUPS or part in _GROUPS.values()):
        return Asked(kind=_GROUPS.get(part, part))
    if what.unit == "log" and part in queries.values_of(
        measure(what.id), "kind", months_held()[-12:]
    ):
        return Asked(kind=part)
    return Asked(department=part)


def _of(what: Definition, wanted: list[date], part: str) -> Figure:
    one = measure(what.id, wanted[-1])
    refresh_a_little(one, wanted)
    return _made(what, queries.by_month(one, wanted, asked_of(what, part)), part)


def _made(what: Definition, rows: Sequence[Month], part: str) -> Figure:
    now = timezone.now()
    since, until = rows[0].month, months.after(rows[-1].month) - timedelta(days=1)
    until = min(until, timezone.localdate(now)) if since <= timezone.localdate(now) else until
    counted = [row for row in rows if row.counted_at is not None]
    versions = {row.version for row in counted if row.version is not None}
    version = max(versions) if versions else measure(what.id, rows[-1].month).version
    note = _why_not(rows, counted, versions)
    held = Counted.objects.filter(measure=what.id, month__in=[row.month for row in counted])
    sizes = list(held.values_list("ledger_size", flat=True))
    blank = Figure(
        measure=what.id,
        version=version,
        title=what.name,
        part=part,
        since=since,
        until=until,
        n=0,
        met=None,
        share=None,
        low=None,
        high=None,
        confidence=LEVEL,
        how=COUNTED,
        as_of=min((row.counted_at for row in counted if row.counted_at), default=now),
        ledger_size=min(sizes, default=ledger_size()),
        source=source(what, since, until, part),
        note=note,
        shape=what.shape,
        unit=what.unit,
        good=what.good,
    )
    if what.shape == HOURS:
        return _hours(blank, rows[-1])
    n = sum(row.share.n for row in counted if row.share)
    met = sum(row.share.met for row in counted if row.share)
    found = queries.share(n, met)
    blank = replace(blank, n=n, met=met if n else None)
    if note or found.rate is None or found.interval is None:
        return replace(blank, note=note or "There was nothing to count.")
    more = sum(row.unsaid for row in counted) if part == FORCE else 0
    return replace(
        blank,
        share=found.rate,
        value=found.rate,
        low=found.interval.low,
        high=found.interval.high,
        note=f"Of {more:,} more records it can't be said." if more else "",
    )


def _why_not(rows: Sequence[Month], counted: Sequence[Month], versions: set[int]) -> str:
    left = len(rows) - len(counted)
    if left:
        return f"{left} of {len(rows)} months {'is' if left == 1 else 'are'} not counted yet: `onrecord figures` counts them."
    if len(versions) > 1:
        return f"These months were counted by versions {', '.join(map(str, sorted(versions)))} of the definition: ask for those of one version."
    return ""


def _hours(blank: Figure, row: Month) -> Figure:
    """The median; n: those recorded, and of those still waiting the note speaks."""
    spread = row.spread
    blank = replace(blank, n=spread.n if spread else 0)
    if blank.note:
        return blank
    if spread is None or None in (spread.median, spread.low, spread.high):
        few = "There are too few, or too many still wait, for a median with its interval."
        return replace(blank, note=few)
    waits = f"; {spread.waiting:,} more still wait to be recorded" if spread.waiting else ""
    return replace(
        blank, value=spread.median, low=spread.low, high=spread.high, note=f"The median{waits}."
    )


def source(what: Definition, since: date, until: date, part: str) -> str:
    """Where the records behind a figure are listed."""
    query = QueryDict(mutable=True)
    query["since"], query["until"] = since.isoformat(), until.isoformat()
    if part:
        query["part"] = part
    return f"{reverse('measure-records', args=[what.id])}?{query.urlencode()}"
