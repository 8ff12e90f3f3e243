"""From a measure and a month to its numbers: which code counts which measure.

Nothing here, and nothing that is imported here, reaches the looks (people.ReadRecord): the law allows those for lawfulness,
security and self-monitoring only, and an import contract keeps the whole of `onrecord.people` out.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from onrecord.measures import (
    count_crimes,
    count_hours,
    count_logs,
    count_open,
    count_told,
    facts,
    meaning,
    months,
    reading,
    tally,
)
from onrecord.measures.registry import Measure, MeasureError, seal_of
from onrecord.measures.tally import Tally

Count = Callable[[Measure, date, datetime], Tally]
QUERIES: Mapping[str, Count] = {
    "within_24": count_crimes.within_24,
    "first_call": count_crimes.first_call,
    "first_hour": count_crimes.first_hour,
    "hours_to_record": count_hours.hours_to_record,
    "log_footprint": count_logs.log_footprint,
    "crime_footprint": count_open.crime_footprint,
    "told_recorded": count_told.told_recorded,
}
_SHARED = (facts, months, reading, tally)
_CODE = {
    "within_24": (count_crimes, *_SHARED),
    "first_call": (count_crimes, *_SHARED),
    "first_hour": (count_crimes, *_SHARED),
    "hours_to_record": (count_hours, *_SHARED),
    "log_footprint": (count_logs, meaning, months, reading, tally),
    "crime_footprint": (count_open, meaning, *_SHARED),
    "told_recorded": (count_told, *_SHARED),
}


def tally_of(one: Measure, month: date, now: datetime) -> Tally:
    """The numbers of a month as they are now. Raises MeasureError for a measure that no code counts."""
    if one.query not in QUERIES:
        raise MeasureError(f"measures.toml: {one.id} asks for {one.query!r}, which nothing counts.")
    return QUERIES[one.query](one, month, now)


def present_seal(one: Measure) -> str:
    """What the seal of a measure must be, as its wording and its code are now."""
    data = (meaning.FILE,) if meaning in _CODE[one.query] else ()
    return seal_of(one, *_CODE[one.query], data=data)
