"""Figures counted from findings, reported incidents and courses when somebody asks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import ModuleType

from django.utils import timezone

from onrecord.measures import months
from onrecord.measures.by_month.rollup import ledger_size
from onrecord.measures.catalogue import COUNT, COUNTED, Definition, seal_of
from onrecord.measures.counting import findings, incidents, on_demand, training
from onrecord.measures.counting.on_demand import Counting, Part
from onrecord.measures.figures.figure import FORCE, Figure, Sees
from onrecord.measures.figures.of_months import DEPARTMENTS, source
from onrecord.measures.registry import MeasureError
from onrecord.statistics.differences import count_bounds
from onrecord.statistics.intervals import LEVEL, wilson

Count = Callable[[date, date, Part, datetime], Counting]
QUERIES: Mapping[str, tuple[ModuleType, Count]] = {
    "n100_manager": (incidents, incidents.n100_manager),
    "n100_date": (incidents, incidents.n100_date),
    "n100_oversight": (incidents, incidents.n100_oversight),
    "n100_in_time": (incidents, incidents.n100_in_time),
    "training_held": (training, training.training_held),
    "feedback_in_time": (findings, findings.feedback_in_time),
    "findings_corrected": (findings, findings.findings_corrected),
    "findings_open": (findings, findings.findings_open),
}


def counting(what: Definition, since: date, until: date, part: str) -> Counting:
    """The numbers and the records without. Raises MeasureError for a measure that no code counts."""
    if what.query not in QUERIES:
        raise MeasureError(
            f"catalogue.toml: {what.id} asks for {what.query!r}, which nothing counts."
        )
    return QUERIES[what.query][1](since, until, part or None, timezone.now())


def one(what: Definition, since: date | None, until: date | None, part: str, sees: Sees) -> Figure:
    since, until = days(what, since, until)
    return _made(what, since, until, part)


def several(what: Definition, number: int, part: str, sees: Sees) -> Iterator[Figure]:
    today = timezone.localdate()
    running = months.first_of(today)
    for back in range(number - 1, -1, -1):
        first = months.after(running, -back)
        last = min(months.after(first) - timedelta(days=1), today)
        yield _made(what, *days(what, first, last), part)


def parts(what: Definition, sees: Sees) -> list[tuple[str, list[str]]]:
    today = timezone.localdate()
    module = QUERIES[what.query][0]
    names = module.departments(months.after(months.first_of(today), -11), today)
    return [(DEPARTMENTS, names)] if names else []


def days(what: Definition, since: date | None, until: date | None) -> tuple[date, date]:
    """The days that a figure speaks of: the last month that is over, or of a stock one day."""
    today = timezone.localdate()
    if what.stock:
        last = until or today
        return last, last
    last = until or months.first_of(today) - timedelta(days=1)
    return since or months.first_of(last), last


def present_seal(one: Definition) -> str:
    """What the seal of a definition of catalogue.toml must be, as its wording and its code are now."""
    if one.query in QUERIES:
        return seal_of(one, QUERIES[one.query][0], on_demand)
    from onrecord.measures.figures import of_audits

    return seal_of(one, of_audits)


def _made(what: Definition, since: date, until: date, part: str) -> Figure:
    now = timezone.now()
    found = counting(what, since, until, part)
    share = low = high = value = None
    note = ""
    if what.shape == COUNT:
        bounds = count_bounds(found.n)
        value, low, high = bounds.value, bounds.low, bounds.high
        note = (
            "Every one is counted; the interval says how far such a number moves by chance alone."
        )
    elif found.n and found.met is not None:
        share = value = found.met / found.n
        interval = wilson(share, found.n)
        low, high = interval.low, interval.high
    else:
        note = "There was nothing to count."
    return Figure(
        measure=what.id,
        version=what.version,
        title=what.name,
        part=part or FORCE,
        since=since,
        until=until,
        n=found.n,
        met=found.met,
        share=share,
        low=low,
        high=high,
        confidence=LEVEL,
        how=COUNTED,
        as_of=now,
        ledger_size=ledger_size(),
        source=source(what, since, until, part),
        note=note,
        shape=what.shape,
        value=value,
        unit=what.unit,
        good=what.good,
    )
