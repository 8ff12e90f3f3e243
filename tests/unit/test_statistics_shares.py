"""Weighted shares: by hand, and that their interval keeps its promise for unequal weights."""

import random

import pytest

from onrecord.statistics.intervals import wilson
from onrecord.statistics.shares import effective_number, weighted_share

pytestmark = pytest.mark.one_store


def test_equal_weights_are_a_plain_share():
    found = weighted_share([True, False, False, True], [5.0] * 4)
    assert found.rate == 0.5
    assert found.n == 4
    plain = wilson(0.5, 4)
    assert (found.interval.low, found.interval.high) == pytest.approx((plain.low, plain.high))


def test_unequal_weights_by_hand():
    found = weighted_share([True, False], [3.0, 1.0])
    assert found.rate == 0.75
    assert effective_number([3.0, 1.0]) == pytest.approx(1.6)
    plain = wilson(0.75, 1.6)
    assert (found.interval.low, found.interval.high) == pytest.approx((plain.low, plain.high))


def test_nothing_marked_and_all_marked_have_an_interval():
    assert weighted_share([False] * 5, [1.0] * 5).interval.high > 0.3
    assert weighted_share([True] * 3, [0.1, 0.2, 0.3]).rate == 1.0


@pytest.mark.parametrize(
    ("marks", "weights"), [([], []), ([True], [0.0]), ([True], [1.0, 2.0]), ([True], [-1.0])]
)
def test_what_is_no_share_is_refused(marks, weights):
    with pytest.raises(ValueError):
        weighted_share(marks, weights)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    dice = random.Random(4)  # noqa: S311
    truth, held = 0.3, 0
    for _ in range(1500):
        weights = [dice.choice((1.0, 4.0)) for _ in range(80)]
        marks = [dice.random() < truth for _ in weights]
        found = weighted_share(marks, weights).interval
        held += found.low <= truth <= found.high
    assert 0.93 <= held / 1500 <= 0.97
