"""Bodies as data, when they meet, and which small numbers are left out."""

from datetime import date

import pytest

from onrecord.boards.bodies_kept import shipped
from onrecord.boards.body import Body, build
from onrecord.boards.codes import SECTIONS
from onrecord.boards.errors import BoardError
from onrecord.boards.rhythm import last_due, missed, next_day
from onrecord.boards.sections import WRITE, of_hidden
from onrecord.boards.small import left_out, share_given, shown

KNOWN = tuple(SECTIONS)


def plain(**more):
    held = {
        "title": "A board",
        "about": "It oversees.",
        "members": [{"title": "Chair", "part": "chair"}, {"title": "Commissioner's officer", "office": "commissioner", "part": "attends"}],
        "sections": ["rates"],
    }  # fmt: skip
    return {**held, **more}


def body(**more) -> Body:
    return build(plain(**more), "a-board", KNOWN)


def test_the_four_bodies_of_2019_are_there():
    found = shipped()
    assert set(found) == {"gold-group", "crime-governance", "policing-and-crime", "joint-audit"}
    gold = found["gold-group"]
    assert gold.chair == "Deputy Chief Constable"
    assert [each.part for each in gold.of_commissioner] == ["attends"]
    assert found["policing-and-crime"].of_commissioner[0].part == "chair"
    assert "assurance" in found["joint-audit"].sections


def test_every_section_of_a_pack_is_written_by_something():
    assert set(WRITE) == set(SECTIONS)


def test_a_body_comes_back_from_json_as_it_was():
    for one in shipped().values():
        assert build(one.to_json(), one.slug, KNOWN) == one


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": " "}, "Write the title"),
        ({"members": []}, "one office that chairs"),
        ({"members": [{"title": "A", "part": "chair"}, {"title": "B", "part": "chair"}]}, "one only"),
        ({"members": [{"title": "A", "part": "chair"}, {"title": "a"}]}, "same title"),
        ({"members": [{"title": "A", "part": "king"}]}, "part one of"),
        ({"sections": ["weather"]}, "no section 'weather'"),
        ({"schedule": {"every": "weekly"}}, "how often"),
        ({"schedule": {"every": "months"}}, "Name the months"),
        ({"schedule": {"every": "monthly", "day": 31}}, "between 1 and 28"),
        ({"reports": [{"section": "hidden-crimes", "months": [13]}]}, "from 1 to 12"),
    ],
)  # fmt: skip
def test_a_body_that_can_not_meet_is_refused(more, words):
    with pytest.raises(BoardError, match=words):
        body(**more)


def test_a_report_stands_in_the_packs_of_its_months_only():
    one = body(reports=[{"section": "hidden-crimes", "months": [4, 10]}])
    assert one.sections_on(date(2026, 10, 20)) == ("rates", "hidden-crimes")
    assert one.sections_on(date(2026, 11, 20)) == ("rates",)
    assert last_due((4, 10), date(2026, 10, 1)) == date(2026, 10, 1)
    assert last_due((4, 10), date(2026, 9, 30)) == date(2026, 4, 1)
    assert last_due((4, 10), date(2027, 1, 5)) == date(2026, 10, 1)


def test_the_next_day_follows_from_the_schedule():
    monthly = body(schedule={"every": "monthly", "day": 15})
    assert next_day(monthly, date(2026, 11, 14)) == date(2026, 11, 15)
    assert next_day(monthly, date(2026, 12, 15)) == date(2027, 1, 15)
    quarterly = body(schedule={"every": "quarterly", "day": 20})
    assert next_day(quarterly, date(2026, 11, 1)) == date(2027, 1, 20)
    named = body(schedule={"every": "months", "months": [5], "day": 1})
    assert next_day(named, date(2026, 5, 1)) == date(2027, 5, 1)
    assert named.schedule_words == "in May"


def test_a_month_without_a_meeting_is_missed_once_it_is_over():
    monthly = body(schedule={"every": "monthly", "day": 15})
    held = [date(2026, 8, 15), date(2026, 10, 30)]
    assert missed(monthly, held, date(2026, 8, 1), date(2026, 11, 30)) == [date(2026, 9, 1)]
    assert missed(monthly, [], date(2026, 11, 1), date(2026, 11, 30)) == []


def test_small_numbers_are_left_out_and_can_not_be_worked_out_from_the_sum():
    assert [shown(each) for each in (0, 1, 4, 5, 1200)] == [
        "0",
        "fewer than 5",
        "fewer than 5",
        "5",
        "1,200",
    ]
    # One row alone would be the sum less the others: the next smallest goes with it.
    assert left_out([100, 3, 20, 7]) == {1, 3}
    assert left_out([100, 0, 20]) == set()


def test_a_share_is_held_back_where_what_is_left_of_it_is_small():
    # 27 recorded, 26 of them timed: one is not, and whoever knows both numbers knows of it.
    assert share_given(27, 26, 13) == (False, False)
    # All timed, two of them late: n may stand, the share would give the two away.
    assert share_given(26, 26, 24) == (True, False)
    assert share_given(40, 30, 20) == (True, True)
    assert share_given(30, 30, 30) == (True, True)
    assert share_given(30, 0, 0) == (True, True)
    words = of_hidden._share("Within 24 hours", (27, 26, 13), None)
    assert words == "Within 24 hours: held back."
    assert (
        of_hidden._share("Within 24 hours", (26, 26, 24), None)
        == "Within 24 hours: held back, of 26."
    )
    after = of_hidden._share("Within 24 hours", (40, 40, 20), (27, 26, 13))
    assert after.endswith("Before: held back.")
