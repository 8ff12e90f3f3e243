"""The population stability index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.statistics.drift import MOVED, STEADY, stability


def test_an_example_by_hand():
    # (.5-.6) ln(.5/.6) + (.5-.4) ln(.5/.4) = .0182 + .0223
    assert stability([6, 4], [5, 5]) == pytest.approx(0.04055, abs=1e-5)


def test_the_usual_reading():
    assert stability([50, 30, 20], [51, 29, 20]) < STEADY
    assert stability([80, 15, 5], [40, 30, 30]) > MOVED


def test_an_empty_band_gives_a_number():
    assert 0 < stability([10, 0], [5, 5]) < 10


@given(st.lists(st.integers(1, 50), min_size=2, max_size=5))
def test_nothing_moved_is_nought_and_order_does_not_matter(then):
    now = then[::-1]
    assert stability(then, then) == 0
    assert stability(then, [2 * n for n in then]) == pytest.approx(0)
    assert stability(then, now) == pytest.approx(stability(now, then))
    assert stability(then, now) >= 0


@pytest.mark.parametrize(("then", "now"), [([1], [1, 2]), ([0, 0], [1, 1]), ([1], [0])])
def test_what_can_not_be_compared_is_refused(then, now):
    with pytest.raises(ValueError, match=r"same bands|nothing to compare"):
        stability(then, now)
