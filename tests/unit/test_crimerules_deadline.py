"""How long a force has to record, and from when (Crime Recording Rules 2026/27, p. 10)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crimerules.clock import uk_date
from crimerules.deadline import due, in_time, limit_hours, limit_on

BST = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2011, 3, 31), None),
        (date(2011, 4, 1), 72),
        (date(2015, 3, 31), 72),
        (date(2015, 4, 1), 24),
        (date(2026, 11, 22), 24),
    ],
)
def test_limit_changes_on_the_dates_held(day, hours):
    assert limit_hours(day) == hours


def test_due_is_the_limit_after_first_report():
    first = datetime(2026, 4, 10, 21, 15, tzinfo=BST)
    assert due(first) == datetime(2026, 4, 11, 21, 15, tzinfo=BST)
    assert due(first).utcoffset() == timedelta(hours=1)


def test_limit_follows_the_uk_day_of_the_report_not_the_utc_day():
    # 23:30 UTC on 31 March 2015 is half past midnight on 1 April in London
    assert due(datetime(2015, 3, 31, 23, 30, tzinfo=UTC)) == datetime(
        2015, 4, 1, 23, 30, tzinfo=UTC
    )
    assert due(datetime(2015, 3, 31, 22, 30, tzinfo=UTC)) == datetime(
        2015, 4, 3, 22, 30, tzinfo=UTC
    )


def test_elapsed_hours_count_when_the_clocks_change():
    first = datetime(2026, 10, 24, 20, 0, tzinfo=BST)
    assert due(first).astimezone(UTC) == datetime(2026, 10, 25, 19, 0, tzinfo=UTC)


def test_nothing_is_due_where_no_edition_is_held():
    first = datetime(2005, 6, 1, 12, 0, tzinfo=UTC)
    assert due(first) is None
    assert in_time(first, first) is None
    assert limit_on(first.date()) is None


def test_exactly_on_the_limit_is_in_time_and_a_second_later_is_late():
    first = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert in_time(first, first + timedelta(hours=24)) is True
    assert in_time(first, first + timedelta(hours=24, seconds=1)) is False
    assert in_time(first, first - timedelta(minutes=1)) is True


@pytest.mark.parametrize("ask", [due, uk_date])
def test_a_moment_without_a_time_zone_is_refused_with_the_remedy(ask):
    with pytest.raises(ValueError, match=r"no time zone: write it with an offset"):
        ask(datetime(2026, 1, 5, 9, 0))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 28)),  # still winter time
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),  # summer time since 01:00
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 7, 1, 3, 0, tzinfo=timezone(timedelta(hours=9))), date(2026, 6, 30)),
    ],
)
def test_uk_day_of_a_moment(moment, day):
    assert uk_date(moment) == day
