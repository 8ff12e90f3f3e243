"""Whole days in the force's own time."""

from datetime import UTC, date, datetime

from onrecord.audit.sample.window import Window, end_of, start_of


def test_both_days_are_inside():
    window = Window(start_of(date(2026, 3, 1)), end_of(date(2026, 3, 31)))
    # The clocks go forward on 29 March: 31 days all the same.
    assert window.days == 31
    utc = [moment.astimezone(UTC) for moment in (window.start, window.end)]
    assert (utc[1] - utc[0]).total_seconds() == 31 * 86400 - 3600
    assert window.words == "1 March 2026 to 31 March 2026"


def test_days_are_those_of_the_force_not_of_greenwich():
    start = start_of(date(2026, 7, 1))
    assert start.astimezone(UTC) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert Window(start, end_of(date(2026, 7, 1))).last_day == date(2026, 7, 1)


def test_moments_stay_what_they_are():
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert start_of(moment) == end_of(moment) == moment
    assert Window(moment, datetime(2026, 3, 2, 0, tzinfo=UTC)).days == 0.5


def test_a_moment_without_a_zone_is_taken_as_local():
    assert start_of(datetime(2026, 7, 1, 12)).astimezone(UTC) == datetime(
        2026, 7, 1, 11, tzinfo=UTC
    )


def test_part_of_a_day_is_counted_in_real_hours():
    """Noon to noon over the night in which the clocks go forward is 23 hours."""
    window = Window(start_of(datetime(2026, 3, 28, 12)), end_of(datetime(2026, 3, 29, 12)))
    assert window.days == 23 / 24
