"""Figures that audits estimate: which audit is chosen, and its rate with its interval.

Chosen is the audit whose window ended last (of two that ended on one day the one made later), among those of the measure's
programmes that were read to their end or stopped by their own rule. Nobody picks one by its result.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from onrecord.audit.estimate.domains import domains_of
from onrecord.audit.estimate.estimate import ALL, AuditEstimate, GroupEstimate, estimate_audit
from onrecord.audit.models import READ, Audit, Phase, Reading
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import CRIMES, Programme
from onrecord.audit.sample.window import Window
from onrecord.ledger.entry import canonical_json
from onrecord.measures import months
from onrecord.measures.by_month.rollup import ledger_size
from onrecord.measures.catalogue import ESTIMATED, Definition
from onrecord.measures.figures.figure import FORCE, Figure, Sees
from onrecord.measures.figures.of_months import DEPARTMENTS
from onrecord.statistics.domains import DomainEstimate
from onrecord.statistics.estimator import RateEstimate
from onrecord.statistics.intervals import LEVEL

T = TypeVar("T")
PASSED = "passed"
# Seconds. What is kept is found by the readings themselves, so it can't be out of date.
_KEEP = 3600
_OLD = date(1900, 1, 1)


@dataclass(frozen=True)
class Read:
    """An audit that was read to its end, and the days of its frame."""

    audit: Audit
    since: date
    until: date


def one(what: Definition, since: date | None, until: date | None, part: str, sees: Sees) -> Figure:
    """The figure of the audit that is chosen among those whose window ends between the days."""
    for read in audits_of(what, sees):
        if (since is None or read.until >= since) and (until is None or read.until <= until):
            return figure_of(what, read, part)
    return _none(what, since, until, part)


def several(what: Definition, number: int, part: str, sees: Sees) -> Iterator[Figure]:
    first = months.after(months.month_of(timezone.now()), 1 - number)
    for read in reversed(audits_of(what, sees)):
        if read.until >= first:
            yield figure_of(what, read, part)


def parts(what: Definition, sees: Sees) -> list[tuple[str, list[str]]]:
    """Departments of the audit that is chosen, where the measure speaks of all that the audit read."""
    found = audits_of(what, sees)[:1]
    names = (
        [part.name for part in _departments(found[0])]
        if found and what.what in (ALL, PASSED)
        else []
    )
    return [(DEPARTMENTS, names)] if names else []


def audits_of(what: Definition, sees: Sees) -> list[Read]:
    """The audits that give this measure, the one to be chosen first."""
    rows = Audit.objects.select_related("programme", "stop")
    if what.programmes:
        rows = rows.filter(programme__slug__in=what.programmes)
    found = []
    for audit in rows:
        if fits(what, programme_of(audit)) and read_to_the_end(audit) and sees(audit):
            found.append(Read(audit, *days_of(audit)))
    return sorted(found, key=lambda read: (read.until, read.audit.pk), reverse=True)


def fits(what: Definition, programme: Programme) -> bool:
    """Whether audits of this programme give the measure."""
    if what.programmes:
        return programme.slug in what.programmes
    population = programme.population
    return programme.measure == CRIMES and "logs" in population.sources and not population.filters


def read_to_the_end(audit: Audit) -> bool:
    if hasattr(audit, "stop"):
        return True
    done = Q(readings__current=True, readings__phase=Phase.FIRST, readings__outcome__in=READ)
    return (
        audit.items.exists() and not audit.items.exclude(pk__in=audit.items.filter(done)).exists()
    )


def days_of(audit: Audit) -> tuple[date, date]:
    """First and last day of the frame; of one without limits the day on which it was made."""
    made = timezone.localdate(audit.made_at)
    if audit.frame_from is None or audit.frame_to is None:
        return made, made
    window = Window(audit.frame_from, audit.frame_to)
    return window.first_day, window.last_day


def figure_of(what: Definition, read: Read, part: str = FORCE) -> Figure:
    """The figure of one audit, made anew only when somebody has read since."""
    # The path is in the name, too: it may be served below another one.
    held = _kept(read, (what, part, _source(what)), lambda: _made(what, read, part).to_json())
    return replace(Figure.from_json(held), ledger_size=ledger_size())


def _kept(read: Read, name: tuple[object, ...], make: Callable[[], T]) -> T:
    """What was made of an audit, as long as nobody has read in it since."""
    audit = read.audit
    last = Reading.objects.filter(item__audit=audit).aggregate(last=Max("pk"))["last"]
    text = repr((*name, audit.pk, audit.made_at, last, hasattr(audit, "stop")))
    key = f"audit-figure-{hashlib.sha256(text.encode()).hexdigest()[:40]}"
    held: T | None = cache.get(key)
    if held is None:
        held = make()
        cache.set(key, held, _KEEP)
    return held


def _made(what: Definition, read: Read, part: str) -> Figure:
    estimate = estimate_audit(read.audit)
    programme = programme_of(read.audit)
    note = f"Audit \u201c{read.audit.name}\u201d, {programme.title}: {estimate.n_logs:,} of {estimate.frame_size:,} records read and decided."
    if part == FORCE:
        group = _group(what, estimate)
        n, result = (group.n_should, group.result) if group else (0, None)
    else:
        chosen = next((each for each in _departments(read) if each.name == part), None)
        n, result = (
            (chosen.n_should, chosen.result) if chosen and what.what in (ALL, PASSED) else (0, None)
        )
        if result is None:
            note = f"The audit \u201c{read.audit.name}\u201d has no rate of its own for {part}."
        elif chosen and chosen.few:
            note += " It rests on few, so it shouldn't be compared."
    return _figure(what, read, part, n, result, note, programme)


def _figure(
    what: Definition,
    read: Read,
    part: str,
    n: int,
    result: RateEstimate | None,
    note: str,
    programme: Programme,
) -> Figure:
    interval = result.interval if result else None
    rate = result.rate if result and interval else None
    if result is not None and rate is None:
        note = f"{note} {result.reason or ''}".strip()
    return Figure(
        measure=what.id,
        version=what.version,
        title=what.name,
        part=part,
        since=read.since,
        until=read.until,
        n=n,
        met=None,
        share=rate,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        confidence=interval.level if interval else LEVEL,
        how=ESTIMATED,
        as_of=_last_read(read.audit),
        ledger_size=ledger_size(),
        source=f"{_source(what)}?audit={read.audit.pk}",
        note=note,
        value=rate,
        unit=what.unit,
        good=what.good,
        basis=basis(programme),
    )


def basis(programme: Programme) -> str:
    """The programme, with a hash over what makes its rates comparable: population, questions, what is counted."""
    held = programme.to_json()
    kept = {name: held[name] for name in ("measure", "population", "questions")}
    return f"{programme.slug}/{hashlib.sha256(canonical_json(kept).encode()).hexdigest()[:12]}"


def _group(what: Definition, estimate: AuditEstimate) -> GroupEstimate | None:
    if what.what in (ALL, PASSED):
        return estimate.overall
    return next((each for each in estimate.groups if each.key == what.what), None)


def _departments(read: Read) -> list[DomainEstimate]:
    return _kept(
        read,
        ("departments",),
        lambda: next(
            (each.parts for each in domains_of(read.audit) if each.name == DEPARTMENTS), []
        ),
    )


def _last_read(audit: Audit) -> datetime:
    last = (
        Reading.objects.counted().filter(item__audit=audit).aggregate(last=Max("read_at"))["last"]
    )
    return last or audit.made_at


def _source(what: Definition) -> str:
    return reverse("measure-records", args=[what.id])


def _none(what: Definition, since: date | None, until: date | None, part: str) -> Figure:
    today = timezone.localdate()
    last = until or today
    words = "No audit that gives it has been read to its end"
    words += " with a window that ends between these days." if since or until else "."
    return Figure(
        measure=what.id,
        version=what.version,
        title=what.name,
        part=part,
        since=since or min(last, months.first_of(last)),
        until=last,
        n=0,
        met=None,
        share=None,
        low=None,
        high=None,
        confidence=LEVEL,
        how=ESTIMATED,
        as_of=timezone.now(),
        ledger_size=ledger_size(),
        source=_source(what),
        note=words,
        unit=what.unit,
        good=what.good,
    )
