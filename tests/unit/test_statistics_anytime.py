"""Watching an order record by record: test and interval agree, undecidable records can't make it say too much."""

import itertools

import numpy as np
import pytest

from onrecord.statistics.anytime import COARSE, watch
from onrecord.statistics.bets import Bets, Step
from onrecord.statistics.early import expected_reading
from onrecord.statistics.planner import PlannedStratum
from onrecord.statistics.sequential import (
    confidence_sequence,
    sequential_shares,
    sequential_steps,
    sequential_test,
)
from onrecord.statistics.strata import Plan

SIZES = [300, 900]
SHARES = sequential_shares([100.0, 200.0], SIZES)


def steps(number=250, missed=0.2, seed=3):
    rng = np.random.default_rng(seed)
    order = sequential_steps(SIZES, SHARES, number, seed=str(seed), frame_hash="f")
    return [Step(0, 1, 1) if h == 0 else Step(1, int(rng.random() < missed), 0) for h in order]


def watched(worst, best=None, **more):
    given = {"sizes": SIZES, "shares": SHARES, "target": 0.9, "most": 2}
    return watch(worst, worst if best is None else best, **{**given, **more})


def test_it_says_what_the_test_and_the_sequence_say():
    found = watched(steps())
    alone = sequential_test(steps(), sizes=SIZES, shares=SHARES, target=0.9, error=0.025, most=2)
    assert (found.above_after, found.below_after) == (alone.above_after, alone.below_after)
    assert found.below_after is not None
    assert found.decided_after == found.below_after
    assert not found.above
    sequence = confidence_sequence(steps(), sizes=SIZES, shares=SHARES, most=2)
    assert found.looks == sequence
    assert found.interval == sequence[-1]


@pytest.mark.parametrize(("target", "above"), [(0.5, True), (0.95, False)])
def test_a_side_is_shown_exactly_when_the_interval_has_left_the_target_behind(target, above):
    found = watched(steps(), target=target)
    assert found.above is above
    for number in range(1, found.read + 1):
        interval = found.after(number)
        outside = interval.low >= target if above else interval.high <= target
        assert outside == (number >= found.decided_after), number


def test_the_interval_never_widens_and_coarse_steps_only_widen_it():
    found, coarse = watched(steps()), watched(steps(), grid=COARSE)
    for before, after in itertools.pairwise(found.looks):
        assert before.low <= after.low <= after.high <= before.high
    for fine, rough in zip(found.looks, coarse.looks, strict=True):
        assert rough.low <= fine.low + 1e-9
        assert rough.high >= fine.high - 1e-9


def test_what_cannot_be_decided_makes_the_interval_hold_both_ways():
    sure = steps()
    worst, best = list(sure), list(sure)
    for place in (5, 40, 41, 90):
        worst[place] = Step(sure[place].stratum, 1, 0)
        best[place] = Step(sure[place].stratum, 1, 1)
    found = watched(worst, best)
    assert found.interval.low == watched(worst).interval.low
    assert found.interval.high == watched(best).interval.high
    assert found.interval.half_width > max(
        watched(worst).interval.half_width, watched(best).interval.half_width
    )


def test_a_record_beyond_the_limit_ends_one_side_only_and_takes_nothing_back():
    missed = [*steps(100), Step(1, 3, 0), *steps(150, seed=4)[:100]]
    found = watched(missed)
    assert (found.up_ended, found.down_ended) == (101, None)
    assert found.interval.low == found.after(100).low
    assert found.interval.high < found.after(100).high
    recorded = [*steps(100), Step(0, 4, 3), *steps(150, seed=4)[:100]]
    assert (watched(recorded).up_ended, watched(recorded).down_ended) == (None, 101)
    assert watched(recorded).interval.high == watched(recorded).after(100).high


@pytest.mark.parametrize("target", [0.01, 0.3, 0.85, 0.999])
def test_no_record_within_the_limit_is_worse_than_what_the_stakes_survive(target):
    """Every record with at most 3 missed and 3 on record, so up to 6 crimes: z stays between -3 t and 3 (1 - t)."""
    for missed, recorded in itertools.product(range(4), repeat=2):
        z = recorded - target * (recorded + missed)
        assert -3 * target - 1e-12 <= z <= 3 * (1 - target) + 1e-12
        bets = Bets(np.array([target]), [50, 50], None, [0.4, 0.6], 3)
        bets.read(Step(0, missed + recorded, recorded))
        assert (bets._up > 0).all()
        assert (bets._down > 0).all()


def test_nothing_read_shows_nothing():
    found = watched([])
    assert (found.interval.low, found.interval.high) == (0.0, 1.0)
    assert found.decided_after is None
    assert found.looks == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"target": 0.0}, "between 0 and 1"),
        ({"level": 1.0}, "confidence level"),
        ({"best": []}, "the same records"),
    ],
)
def test_bad_input_is_said(more, words):
    with pytest.raises(ValueError, match=words):
        watched(steps(5), **more)


def test_the_plan_says_how_much_reading_a_target_takes():
    strata = [PlannedStratum(800, Plan(True, 0.97, 0.02)), PlannedStratum(3000, Plan(False, 0.05))]
    shares = sequential_shares([s.size * s.plan.spread(0.85) for s in strata], [800, 3000])

    def of(target, seed=1):
        return expected_reading(
            strata, shares, target=target, steps=600, most=2, plays=8, seed=seed
        )

    far, near = of(0.6), of(0.8)
    assert far == of(0.6)
    assert far.rate == pytest.approx(776 / (776 + 16 + 150))
    assert len(far.after) == 8
    assert far.of(0.5) < far.of(0.9)
    assert len(near.after) < 8 or near.of(0.5) > 2 * far.of(0.5)
    assert near.of(1.0) is None or near.of(1.0) <= 600


def test_a_frame_that_is_read_whole_ends_the_play():
    strata = [PlannedStratum(30, Plan(True, 0.97, 0.02)), PlannedStratum(20, Plan(False, 0.05))]
    found = expected_reading(strata, [0.5, 0.5], target=0.9, steps=200, plays=3)
    assert all(after <= 50 for after in found.after)
