"""Samples read in part: what is pooled, what is refused, what the undecidable may hide."""

import pytest

from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.partial import pool_unread, undecidable_bounds
from onrecord.statistics.strata import Plan, readings


def linked(name, size, should=(), recorded=(), rate=0.97):
    return readings(name, size, Plan(True, rate, 0.04), should, recorded)


def unlinked(name, size, should=(), rate=0.05):
    return readings(name, size, Plan(False, rate), should, [0] * len(should))


def test_nothing_read_is_said():
    found = pool_unread([linked("a", 10), unlinked("b", 90)])
    assert found.strata == []
    assert "No log of the sample has been read" in found.reason


@pytest.mark.parametrize(
    ("strata", "says"),
    [
        ([linked("a", 10), unlinked("b", 90, [0, 1])], "with a crime record"),
        ([linked("a", 10, [1], [1]), unlinked("b", 90)], "without a crime record"),
    ],
)
def test_one_side_unread_is_no_estimate(strata, says):
    found = pool_unread(strata)
    assert says in found.reason
    assert found.strata == []


def test_too_much_unread_is_no_estimate():
    found = pool_unread([unlinked("a", 100, [0, 1]), unlinked("b", 30), linked("c", 10, [1], [1])])
    assert "hold 21% of the logs" in found.reason
    assert "1 of 3 strata" in found.reason


def test_an_unread_stratum_goes_to_the_most_similar_of_its_side():
    found = pool_unread(
        [
            unlinked("likely", 300, [1, 0], rate=0.6),
            unlinked("unlikely", 500, [0, 0], rate=0.05),
            unlinked("unread", 40, rate=0.45),
            linked("linked", 100, [1, 1], [1, 0], rate=0.5),
        ]
    )
    assert found.reason is None
    assert found.pooled == [("unread", "likely")]
    assert {s.name: s.size for s in found.strata} == {"likely": 340, "unlikely": 500, "linked": 100}
    likely = next(s for s in found.strata if s.name == "likely")
    assert likely.plan.crime_rate == pytest.approx((300 * 0.6 + 40 * 0.45) / 340)
    # It counts as 340 logs of which two were read.
    estimate = estimate_rate(found.strata)
    assert estimate.should == pytest.approx(170 + 100)


def test_among_equals_the_largest_takes_it_and_may_take_several():
    found = pool_unread(
        [
            unlinked("small", 200, [0, 1]),
            unlinked("large", 700, [0, 1]),
            unlinked("x", 10),
            unlinked("y", 20),
        ]
    )
    assert found.pooled == [("x", "large"), ("y", "large")]
    assert {s.name: s.size for s in found.strata} == {"small": 200, "large": 730}


def test_empty_strata_do_not_matter():
    found = pool_unread([unlinked("empty", 0), linked("full", 5, [1], [1])])
    assert [s.name for s in found.strata] == ["full"]
    assert found.pooled == []


def test_bounds_by_hand():
    strata = [linked("l", 100, [1, 1, 1, 1], [1, 1, 1, 0]), unlinked("u", 50, [1, 0])]
    low, high = undecidable_bounds(strata, {"l": 1, "u": 2})
    # All missed: linked 3 of 5 recorded; unlinked 3 crimes in 4 logs.
    assert low == pytest.approx((100 * 3 / 5) / (100 * 5 / 5 + 50 * 3 / 4))
    # None missed: linked 4 of 5; unlinked 1 crime in 4 logs.
    assert high == pytest.approx((100 * 4 / 5) / (100 * 5 / 5 + 50 * 1 / 4))
    assert low < estimate_rate(strata).rate < high


def test_bounds_without_undecidables_are_the_rate_itself():
    strata = [linked("l", 100, [1, 1, 1, 1], [1, 1, 1, 0])]
    assert undecidable_bounds(strata, {}) == (0.75, 0.75)


def test_bounds_of_logs_without_any_crime():
    assert undecidable_bounds([unlinked("u", 50, [0, 0])], {}) is None
