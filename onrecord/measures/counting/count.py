"""From a measure and a month to its numbers: which code counts which measure.

Nothing here, and nothing that is imported here, reaches the looks (people.ReadRecord): the law allows those for lawfulness,
security and self-monitoring only, and an import contract keeps the whole of `onrecord.people` out.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from onrecord.measures import months
from onrecord.measures.counting import (
    crimes,
    facts,
    hours,
    investigations,
    logs,
    meaning,
    rows,
    tally,
    told,
)
from onrecord.measures.counting.tally import Tally
from onrecord.measures.registry import Measure, MeasureError, seal_of

Count = Callable[[Measure, date, datetime], Tally]
QUERIES: Mapping[str, Count] = {
    "within_24": crimes.within_24,
    "first_call": crimes.first_call,
    "first_hour": crimes.first_hour,
    "hours_to_record": hours.hours_to_record,
    "log_footprint": logs.log_footprint,
    "crime_footprint": investigations.crime_footprint,
    "told_recorded": told.told_recorded,
}
_SHARED = (facts, months, rows, tally)
_CODE = {
    "within_24": (crimes, *_SHARED),
    "first_call": (crimes, *_SHARED),
    "first_hour": (crimes, *_SHARED),
    "hours_to_record": (hours, *_SHARED),
    "log_footprint": (logs, meaning, months, rows, tally),
    "crime_footprint": (investigations, meaning, *_SHARED),
    "told_recorded": (told, *_SHARED),
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
