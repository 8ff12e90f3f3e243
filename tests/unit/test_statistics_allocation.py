"""Sharing the reading out."""

import math

import pytest

from onrecord.statistics.allocation import AllocationError, allocate, neyman, proportional


def test_neyman_by_hand():
    # Scores 1000 x .5 = 500 and 1000 x .1 = 100: five to one.
    assert neyman([1000, 1000], [0.5, 0.1], 120, floor=2) == [100, 20]


def test_proportional_by_hand():
    assert proportional([600, 300, 100], 10, floor=1) == [6, 3, 1]


def test_the_floor_comes_off_what_the_others_get():
    # Without a floor the shares were 0.2, 33.3, 66.5.
    assert allocate([50, 100, 200], [1.0, 200.0, 400.0], 100, floor=4) == [4, 32, 64]


def test_no_stratum_gives_more_than_it_has_and_the_rest_goes_on():
    assert allocate([10, 1000, 1000], [900.0, 50.0, 50.0], 110, floor=4) == [10, 50, 50]


def test_a_stratum_smaller_than_the_floor_is_read_whole():
    assert allocate([2, 500], [0.0, 1.0], 50, floor=4) == [2, 48]


def test_largest_remainders_get_what_rounding_leaves_over():
    # Shares 3.5, 3.3, 3.2: ten is reached by one more for the first.
    assert allocate([100, 100, 100], [35.0, 33.0, 32.0], 10, floor=1) == [4, 3, 3]
    assert allocate([100, 100, 100], [32.0, 33.0, 35.0], 10, floor=1) == [3, 3, 4]
    # Equal remainders: the earlier stratum.
    assert allocate([100, 100, 100], [1.0, 1.0, 1.0], 10, floor=1) == [4, 3, 3]


def test_without_any_score_the_sizes_decide():
    assert allocate([300, 100], [0.0, 0.0], 40, floor=1) == [30, 10]


def test_a_score_of_nought_still_takes_what_nobody_else_can():
    assert allocate([10, 90], [1.0, 0.0], 60, floor=4) == [10, 50]


def test_more_than_there_is_means_everything():
    assert allocate([3, 5], [1.0, 2.0], 1000, floor=4) == [3, 5]


def test_a_sample_too_small_for_its_floors_is_refused():
    with pytest.raises(
        AllocationError, match="3 strata with at least 4 logs each need a sample of 12"
    ):
        allocate([50, 50, 50], [1.0, 1.0, 1.0], 11, floor=4)


@pytest.mark.parametrize("spread", [-1.0, math.nan, math.inf])
def test_an_impossible_spread_is_refused(spread):
    with pytest.raises(AllocationError, match="spread"):
        neyman([10, 10], [0.5, spread], 8)


def test_negative_sizes_are_refused():
    with pytest.raises(AllocationError, match="below 0"):
        allocate([-1, 5], [1.0, 1.0], 3)


def test_neyman_beats_proportional_and_equal_shares():
    """The reason for it: for the same number of logs no other sharing gives a smaller variance."""
    sizes, spreads, total = [5000, 800, 200, 4000], [0.1, 0.45, 0.5, 0.02], 400

    def variance(numbers):
        return sum(
            size * (size - n) / n * s * s
            for size, s, n in zip(sizes, spreads, numbers, strict=True)
        )

    best = variance(neyman(sizes, spreads, total, floor=1))
    assert best < variance(proportional(sizes, total, floor=1))
    assert best < variance([100, 100, 100, 100])
    # Moving one log from any stratum to any other makes it worse (but for rounding).
    numbers = neyman(sizes, spreads, total, floor=1)
    for a in range(4):
        for b in range(4):
            moved = list(numbers)
            moved[a] -= 1
            moved[b] += 1
            if a != b and moved[a] > 0 and moved[b] <= sizes[b]:
                assert variance(moved) > best * (1 - 1e-4)
