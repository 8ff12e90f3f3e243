"""British time without a time-zone database: one rule, the same on every machine.

Times are whole seconds since 1970 in UTC. Summer time runs from the last Sunday of March to the last Sunday of
October, changing at 01:00 UTC (the rule in force since 1996; Summer Time Order 2002).
"""

from datetime import date, timedelta
from functools import lru_cache

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_TWO = tuple(f"{number:02d}" for number in range(60))


def _last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=day.isoweekday() % 7)


@lru_cache(maxsize=64)
def _summer(year: int) -> tuple[int, int]:
    """First second of summer time, and first second after it."""
    first, last = _last_sunday(year, 3), _last_sunday(year, 10)
    return (
        (first.toordinal() - _EPOCH) * DAY + 3600,
        (last.toordinal() - _EPOCH) * DAY + 3600,
    )


@lru_cache(maxsize=4096)
def _date_of(days: int) -> tuple[str, int]:
    day = date.fromordinal(_EPOCH + days)
    return day.isoformat(), day.year


def offset(second: int) -> int:
    """Seconds by which British time is ahead of UTC at this moment: 0 or 3600."""
    begin, end = _summer(_date_of(second // DAY)[1])
    return 3600 if begin <= second < end else 0


def moment(day: date, wall_second: int, *, later: bool = False) -> int:
    """The moment when British clocks show this second of this day.

    A wall time that does not exist (the hour skipped in March) becomes the same distance into the next hour. In the
    hour that occurs twice (October), `later` says which of the two is meant.
    """
    wall = (day.toordinal() - _EPOCH) * DAY + wall_second
    if later and offset(wall) == 0:
        return wall
    summer = wall - 3600
    return summer if offset(summer) else wall


@lru_cache(maxsize=1 << 16)
def _hour(hour: int) -> tuple[str, str]:
    """How a stamp within this hour begins and ends: clocks only ever change on the hour."""
    ahead = offset(hour * 3600)
    days, wall = divmod(hour * 3600 + ahead, DAY)
    return f"{_date_of(days)[0]}T{wall // 3600:02d}:", "+01:00" if ahead else "+00:00"


def stamp(second: int) -> str:
    """ISO 8601 with offset, as in 2026-10-25T01:30:00+01:00."""
    hour, rest = divmod(second, 3600)
    head, tail = _hour(hour)
    return f"{head}{_TWO[rest // 60]}:{_TWO[rest % 60]}{tail}"


def date_code(second: int) -> str:
    """The British calendar day as 20261025, for references."""
    return _date_of((second + offset(second)) // DAY)[0].replace("-", "")


def wall_clock(second: int) -> str:
    """British time of day as 0130, as logs write it."""
    minute = (second + offset(second)) % DAY // 60
    return f"{minute // 60:02d}{minute % 60:02d}"
