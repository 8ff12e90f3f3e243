"""British civil time without a time-zone database: which calendar day a moment falls on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache


def _last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)  # March and October both have 31 days
    return day - timedelta(days=(day.weekday() + 1) % 7)


@cache
def _summer(year: int) -> tuple[datetime, datetime]:
    """When summer time begins and ends; worked out once a year, since every decision asks."""
    return (
        datetime(year, 3, _last_sunday(year, 3).day, 1, tzinfo=UTC),
        datetime(year, 10, _last_sunday(year, 10).day, 1, tzinfo=UTC),
    )


def uk_date(moment: datetime) -> date:
    """The calendar day in the United Kingdom at ``moment``.

    Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of
    October (Summer Time Act 1972 as amended; the European dates have been used since 1998).
    Raises ``ValueError`` when ``moment`` has no time zone, since its day can't then be known.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(
            f"{moment.isoformat()} has no time zone: write it with an offset, such as +00:00 or +01:00"
        )
    utc = moment.astimezone(UTC)
    begins, ends = _summer(utc.year)
    return (utc + timedelta(hours=1) if begins <= utc < ends else utc).date()
