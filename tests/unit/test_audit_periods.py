"""Periods of a schedule: whole, without gaps, each day in one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.audit.schedule.periods import EVERY, before, latest, period_of


@given(st.sampled_from(EVERY), st.dates(date(2000, 1, 1), date(2099, 12, 1)))
def test_every_day_lies_in_exactly_one_period(every, day):
    period = period_of(every, day)
    assert period.start <= day < period.end
    assert (
        period_of(every, period.start) == period_of(every, period.end - timedelta(days=1)) == period
    )
    assert before(period).end == period.start
    assert latest(every, day, 5)[-1] == period
    assert [p.end for p in latest(every, day, 5)][:-1] == [p.start for p in latest(every, day, 5)][
        1:
    ]


@pytest.mark.parametrize(
    ("every", "words", "key"),
    [
        ("weekly", "week from 23 November 2026", "weekly 2026-11-23"),
        ("monthly", "November 2026", "monthly 2026-11-01"),
        ("quarterly", "October to December 2026", "quarterly 2026-10-01"),
        ("yearly", "2026", "yearly 2026-01-01"),
    ],
)
def test_they_are_named_as_people_say(every, words, key):
    period = period_of(every, date(2026, 11, 28))
    assert (period.words, period.key) == (words, key)


def test_what_runs_on_demand_has_no_periods():
    with pytest.raises(ValueError, match="no periods"):
        period_of("on demand", date(2026, 11, 28))
