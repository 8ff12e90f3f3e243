"""The clock of a response: 56 days with the day of publication as day 1, bank holidays of England and Wales, warnings."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.response.clock import (
    ClockError,
    bank_holidays,
    due,
    working_days_before,
    working_days_left,
)


@pytest.mark.parametrize(
    ("published", "last"),
    [
        # Police Act 1996 s.55(5A) on the report of 15 January 2019.
        (date(2019, 1, 15), date(2019, 3, 11)),
        # Over the end of a February that has 29 days, and over the end of a year.
        (date(2020, 1, 15), date(2020, 3, 10)),
        (date(2018, 12, 1), date(2019, 1, 25)),
    ],
)
def test_the_day_of_publication_is_day_1(published, last):
    found = due(published)
    assert found.last == last
    assert found.day_number(published) == 1
    assert found.day_number(last) == 56
    assert not found.is_late(last)
    assert found.is_late(last + timedelta(days=1))


def test_days_that_were_moved_or_given_once_are_known():
    """Bank holidays of England and Wales as proclaimed."""
    assert date(2020, 5, 8) in bank_holidays(2020)  # moved from the 4th, for VE Day
    assert date(2020, 5, 4) not in bank_holidays(2020)
    assert {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)} <= set(bank_holidays(2022))
    assert date(2022, 5, 30) not in bank_holidays(2022)
    assert date(2022, 12, 27) in bank_holidays(2022)  # Christmas Day fell on a Sunday
    assert date(2023, 5, 8) in bank_holidays(2023)
    # Of Scotland and Northern Ireland, not of England and Wales.
    assert date(2019, 3, 17) not in bank_holidays(2019)
    assert date(2019, 3, 18) not in bank_holidays(2019)
    assert date(2019, 8, 5) not in bank_holidays(2019)
    assert len(bank_holidays(2019)) == 8


def test_a_56th_day_on_a_bank_holiday_stays_and_the_warning_comes_earlier():
    """Day 56 is Easter Monday 2019: the last working day before is Maundy Thursday."""
    found = due(date(2019, 2, 26))
    assert found.last == date(2019, 4, 22)
    assert found.why_not_working == "a bank holiday (Easter Monday)"
    assert found.work_by == date(2019, 4, 18)
    assert dict(found.warnings)[1] == date(2019, 4, 17)
    assert "the law doesn't move it" in found.sentence()
    assert "Thursday 18 April 2019" in found.sentence()


def test_a_56th_day_on_a_weekend_stays_too():
    found = due(date(2019, 1, 19))
    assert found.last == date(2019, 3, 15)
    assert found.why_not_working == ""
    found = due(date(2019, 1, 20))
    assert (found.last, found.why_not_working) == (date(2019, 3, 16), "a Saturday")
    assert found.work_by == date(2019, 3, 15)


def test_warnings_come_in_order_on_working_days():
    found = due(date(2019, 1, 15))
    assert [number for number, _ in found.warnings] == [20, 10, 5, 2, 1, 0]
    assert dict(found.warnings) == {
        20: date(2019, 2, 11),
        10: date(2019, 2, 25),
        5: date(2019, 3, 4),
        2: date(2019, 3, 7),
        1: date(2019, 3, 8),
        0: date(2019, 3, 11),
    }
    assert found.warned(date(2019, 2, 10)) is None
    assert found.warned(date(2019, 2, 11)) == 20
    assert found.warned(date(2019, 3, 9)) == 1


def test_working_days_pass_over_bank_holidays_and_years():
    # Back over New Year's Day, a weekend, Boxing Day and Christmas Day.
    assert working_days_before(date(2019, 1, 2), 4) == date(2018, 12, 24)
    assert working_days_left(date(2018, 12, 24), date(2019, 1, 2)) == 5
    assert working_days_left(date(2019, 3, 12), date(2019, 3, 11)) == 0


@pytest.mark.parametrize("day", [date(1995, 12, 31), date(2100, 1, 1), date.min, date.max])
def test_a_day_that_no_report_can_have_is_refused(day):
    with pytest.raises(ClockError, match="between 1996 and 2099"):
        due(day)


def test_the_command_prints_the_day_first():
    ran = CliRunner().invoke(app, ["response", "due", "2019-01-15"])
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert lines[0] == "2019-03-11"
    assert "Monday 11 March 2019" in lines[1]
    assert any("20 working days" in line and "Monday 11 February 2019" in line for line in lines)
    assert CliRunner().invoke(app, ["response", "due", "15/01/2019"]).stdout == ran.stdout
    for nonsense in ("tomorrow", "32/01/2019", ""):
        ran = CliRunner().invoke(app, ["response", "due", nonsense])
        assert ran.exit_code == 2
        assert "Write DAY as 15/01/2019" in ran.output


def test_the_clock_needs_neither_django_nor_an_installation():
    code = (
        "import sys; from datetime import date; from onrecord.response.clock import due;"
        "due(date(2019, 1, 15)); sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("today", "proposed"),
    [
        (date(2026, 1, 15), date(2026, 2, 11)),  # the middle of the 56 days
        (date(2026, 2, 14), date(2026, 2, 26)),  # a Saturday after it: half of what is left
        (
            date(2026, 3, 7),
            date(2026, 3, 9),
        ),  # a Saturday, two days before the last: not the Friday
        (date(2026, 3, 11), date(2026, 3, 11)),  # the last day
        (date(2026, 3, 14), date(2026, 3, 16)),  # too late: no day that has passed
    ],
)
def test_no_day_that_has_passed_is_proposed_for_comments(today, proposed):
    clock = due(date(2026, 1, 15))
    assert clock.half_way(today) == proposed
