"""Measures of how soon crimes are recorded: within 24 hours, at the first call, within the first hour."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from onrecord.contact.models import LogEntry
from onrecord.measures.counting.facts import Fact, counted, facts
from onrecord.measures.counting.logs import openers
from onrecord.measures.counting.rows import shared
from onrecord.measures.counting.tally import Tally
from onrecord.measures.months import bounds
from onrecord.measures.registry import Measure
from onrecord.recording.models import Crime


def within_24(one: Measure, month: date, now: datetime) -> Tally:
    """Crimes recorded in the month, and those recorded in time. `kept`: those recorded late."""
    return _in_time(one, month)


def first_hour(one: Measure, month: date, now: datetime) -> Tally:
    """The same with the hour of the measure. `kept`: those recorded later."""
    return _in_time(one, month)


def first_call(one: Measure, month: date, now: datetime) -> Tally:
    """Crimes recorded here in the month for a log kept here, and those recorded while the first contact lasted."""
    held = [
        each
        for each in _facts(month)
        if each.state and each.here is not None and each.recorded_at is not None
    ]
    first = _first_contact(held, timedelta(hours=one.within_hours))
    return _tally(held, lambda each: each.pk in first)


def _in_time(one: Measure, month: date) -> Tally:
    def soon(each: Fact) -> bool | None:
        return None if each.hours is None else each.hours <= one.within_hours

    return _tally(_facts(month), soon)


def _facts(month: date) -> list[Fact]:
    """Crimes in the force's count that were recorded in the month: read once for all measures that count them."""

    def read() -> list[Fact]:
        start, end = bounds(month)
        return list(
            facts(counted(Crime.objects.filter(recorded_at__gte=start, recorded_at__lt=end)))
        )

    return shared(f"recorded in {month}", read)


def _tally(held: Iterable[Fact], met: Callable[[Fact], bool | None]) -> Tally:
    tally = Tally()
    for each in held:
        good = met(each)
        if good is None:
            tally.unsaid += 1
            continue
        tally.add(each.where, met=int(good), any=int(good))
        if not good:
            tally.kept[each.pk] = each.where
    return tally


def _first_contact(held: list[Fact], within: timedelta) -> set[int]:
    """Crimes recorded by whoever opened the log, before anybody else had a hand in it."""
    opened_by = dict(openers({each.here for each in held}))
    others = _first_by_another(opened_by)
    found = set()
    for each in held:
        if each.here is None or each.opened_at is None or each.recorded_at is None:
            continue
        other = others.get(each.here)
        if (
            each.recorded_by == opened_by.get(each.here)
            and each.recorded_at - each.opened_at <= within
            and (other is None or each.recorded_at <= other)
            and (each.closed_at is None or each.recorded_at <= each.closed_at)
        ):
            found.add(each.pk)
    return found


def _first_by_another(opened_by: dict[tuple[str, str], str]) -> dict[tuple[str, str], datetime]:
    """When somebody else first wrote in each log, or it was given to somebody."""
    found: dict[tuple[str, str], datetime] = {}
    names = list(opened_by)
    for start in range(0, len(names), 500):
        some = set(names[start : start + 500])
        rows = LogEntry.objects.filter(log_ref_key__in={key for _, key in some}).values_list(
            "system", "log_ref_key", "by", "kind", "entered_at", "recorded_at"
        )
        for system, key, by, kind, entered, recorded in rows:
            name = (system, key)
            if name in some and (by != opened_by[name] or kind == "allocation"):
                at = recorded or entered
                found[name] = min(found.get(name, at), at)
    return found
