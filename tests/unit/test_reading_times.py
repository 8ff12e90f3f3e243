"""Dates and times as exports write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from onrecord.exchange.times import TimeFault, TimeReader

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def reader(*formats: str, zone: str = "Europe/London") -> TimeReader:
    return TimeReader(formats, ZoneInfo(zone), NOW)


@pytest.mark.parametrize(
    ("value", "iso", "precision"),
    [
        ("2025-01-15T10:30:00", "2025-01-15T10:30:00Z", "minute"),
        ("2025-07-15 10:30", "2025-07-15T09:30:00Z", "minute"),
        ("2025-07-15T10:30:00Z", "2025-07-15T10:30:00Z", "minute"),
        ("2025-07-15T10:30:00+02:00", "2025-07-15T08:30:00Z", "minute"),
        ("2025-07-15 10:30:00 +0200", "2025-07-15T08:30:00Z", "minute"),
        ("2025-07-15 10:30:00.250", "2025-07-15T09:30:00.250000Z", "minute"),
        ("2025-1-5 9:05", "2025-01-05T09:05:00Z", "minute"),
        ("2025-01-15", "2025-01-15T00:00:00Z", "day"),
        ("2025-07-15", "2025-07-14T23:00:00Z", "day"),
        ("2025-01", "2025-01-01T00:00:00Z", "month"),
        ("20250115", "2025-01-15T00:00:00Z", "day"),
        ("20250115103000", "2025-01-15T10:30:00Z", "minute"),
        # British, day first
        ("15/01/2025 10:30", "2025-01-15T10:30:00Z", "minute"),
        ("15/01/2025 10:30:15", "2025-01-15T10:30:15Z", "minute"),
        ("5/1/25 9:05", "2025-01-05T09:05:00Z", "minute"),
        ("15/01/2025", "2025-01-15T00:00:00Z", "day"),
        ("15-Jan-2025 10:30", "2025-01-15T10:30:00Z", "minute"),
        ("15 JANUARY 2025", "2025-01-15T00:00:00Z", "day"),
        ("15/01/2025 10:30 pm", "2025-01-15T22:30:00Z", "minute"),
        ("15/01/2025 12:05 AM", "2025-01-15T00:05:00Z", "minute"),
    ],
)
def test_usual_forms_are_read_without_a_map(value, iso, precision):
    found = reader().read(value)
    assert (found.iso, found.precision, found.warning) == (iso, precision, None)


def test_formats_are_tried_in_order_and_a_form_without_a_date_gives_way_to_the_next():
    two = reader("%d/%m/%Y", "%m/%d/%Y")
    assert two.read("05/07/2025").iso == "2025-07-04T23:00:00Z"
    assert two.read("01/13/2025").iso == "2025-01-13T00:00:00Z"


def test_the_format_that_matched_tells_the_precision():
    mixed = reader("%m/%d/%Y %I:%M %p", "%m/%d/%y")
    assert mixed.read("5/7/2025 12:02 AM").precision == "minute"
    assert mixed.read("05/07/25").precision == "day"


@pytest.mark.parametrize(
    ("value", "problem", "words"),
    [
        ("31/02/2025", "There is no such date or time", "no 31 February 2025"),
        ("31/02/2025 10:00", "There is no such date or time", "no 31 February 2025"),
        ("2025-02-31", "There is no such date or time", "no 31 February 2025"),
        ("29/02/2025 10:00", "There is no such date or time", "no 29 February 2025"),
        ("15/01/2025 25:30", "There is no such date or time", "no time 25:30"),
        ("2025-13-01", "There is no such date or time", "no month 13"),
        ("12/31/2025 10:00", "There is no such date or time", "no month 31"),
        ("1/2/1979", "The date lies before 1990", "1979"),
        ("yesterday", "The date cannot be read", ""),
        ("10:30", "The date cannot be read", ""),
        ("0001-01-01", "The date", ""),
        ("9999-12-31T23:59:59-12:00", "There is no such date or time", "calendar"),
    ],
)
def test_impossible_and_unreadable_dates_are_refused_in_words(value, problem, words):
    with pytest.raises(TimeFault) as refused:
        reader().read(value)
    assert refused.value.problem.startswith(problem)
    assert words in refused.value.detail
    assert refused.value.remedy


def test_a_month_that_cannot_be_suggests_the_american_order():
    with pytest.raises(TimeFault) as refused:
        reader().read("12/31/2025 10:00")
    assert "%m/%d/%Y" in refused.value.remedy


def test_the_hour_that_occurs_twice_is_taken_as_the_first_with_a_warning():
    found = reader().read("26/10/2025 01:30")
    assert found.iso == "2025-10-26T00:30:00Z"
    assert "occurs twice" in found.warning.problem
    assert reader().read("26/10/2025 00:59").warning is None
    assert reader().read("26/10/2025 02:00").warning is None


def test_an_offset_settles_the_hour_that_occurs_twice():
    assert reader().read("2025-10-26T01:30:00+00:00") == ("2025-10-26T01:30:00Z", "minute", None)
    assert reader().read("2025-10-26T01:30:00+01:00") == ("2025-10-26T00:30:00Z", "minute", None)


def test_a_time_in_the_skipped_hour_is_moved_forward_with_a_warning():
    found = reader().read("30/03/2025 01:30")
    assert found.iso == "2025-03-30T01:30:00Z"  # 02:30 by the clock on the wall
    assert "does not exist" in found.warning.problem


def test_zones_that_change_on_the_half_hour_are_told_apart():
    lord_howe = reader(zone="Australia/Lord_Howe")
    assert "occurs twice" in lord_howe.read("2025-04-06 01:45").warning.problem
    assert lord_howe.read("2025-04-06 01:15").warning is None


def test_a_date_more_than_two_days_ahead_is_warned_of():
    assert reader().read("2026-03-03 11:00").warning is None
    assert "future" in reader().read("2026-03-04").warning.problem


@pytest.mark.parametrize(
    ("value", "iso", "precision"),
    [
        (datetime(2025, 7, 15, 10, 30), "2025-07-15T09:30:00Z", "minute"),
        (datetime(2025, 7, 15, 10, 30, tzinfo=UTC), "2025-07-15T10:30:00Z", "minute"),
        (date(2025, 1, 15), "2025-01-15T00:00:00Z", "day"),
        (45672.4375, "2025-01-15T10:30:00Z", "minute"),
        (45672, "2025-01-15T00:00:00Z", "day"),
        ("45672.4375", "2025-01-15T10:30:00Z", "minute"),
        (20250115, "2025-01-15T00:00:00Z", "day"),
    ],
)
def test_cells_that_are_dates_or_day_numbers_are_read(value, iso, precision):
    found = reader().read(value)
    assert (found.iso, found.precision) == (iso, precision)


def test_a_day_number_is_warned_of():
    assert "day number" in reader().read("45672.4375").warning.problem


def test_a_number_that_is_no_date_is_refused():
    with pytest.raises(TimeFault, match="cannot be read"):
        reader().read(3.5)


def test_two_digit_years_turn_at_69_as_everywhere():
    assert reader().read("01/01/68").iso.startswith("2068")
    with pytest.raises(TimeFault, match="1990"):
        reader().read("01/01/69")
