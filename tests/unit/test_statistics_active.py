"""Active sampling: unbiased over every possible sample whatever the score says, and valid with a useless one."""

import itertools
import math

import numpy as np
import pytest

from onrecord.statistics.active import (
    ActiveReadings,
    chances,
    draw_by_chance,
    estimate_active,
    predictions,
)
from onrecord.statistics.draw import draw_number
from onrecord.statistics.strata import Plan


def test_the_totals_are_right_on_average_over_every_sample():
    """Five logs, every one of 31 samples with its probability; the predictions are wrong on purpose."""
    should, recorded = np.array([1, 0, 2, 1, 0]), np.array([1, 0, 1, 0, 0])
    told = np.array([0.1, 0.9, 0.2, 0.7, 0.4])
    chance = np.array([0.9, 0.6, 0.8, 0.7, 0.5])
    total = 0.0
    for picks in itertools.product([False, True], repeat=5):
        drawn = np.array(picks)
        probability = math.prod(np.where(drawn, chance, 1 - chance))
        weight = 1 / chance[drawn]
        # With the predictions taken in full (a = 1); the tuned share is tried in the simulation below.
        total += probability * (told.sum() + (weight * (should - told)[drawn]).sum())
    assert total == pytest.approx(should.sum())
    full = estimate_active(
        ActiveReadings(should, recorded, told, told * 0, np.ones(5)),
        predicted_should=float(told.sum()),
        predicted_recorded=0.0,
    )
    assert full.result.rate == pytest.approx(0.5)


def force(rng, useful):
    n = 20_000
    linked = rng.random(n) < 0.15
    crime = np.where(linked, rng.random(n) < 0.96, rng.random(n) < 0.04)
    hint = crime if useful else rng.permutation(crime)
    risk = np.where(
        linked, 0.002, np.clip(np.where(hint, 0.3, 0.03) + rng.normal(0, 0.01, n), 0.001, 0.9)
    )
    return linked, crime, risk, float((crime & linked).sum() / crime.sum())


@pytest.mark.parametrize("useful", [True, False])
def test_the_interval_holds_the_truth_with_a_good_score_and_a_useless_one(useful):
    rng = np.random.default_rng(8)
    linked, crime, risk, truth = force(rng, useful)
    told = predictions(linked, risk, rate=0.8)
    chance = chances(told.spread, 900)
    rates, held = [], 0
    for _ in range(200):
        drawn = np.flatnonzero(rng.random(len(crime)) < chance)
        found = estimate_active(
            ActiveReadings(
                crime[drawn].astype(np.int64),
                (crime & linked)[drawn].astype(np.int64),
                told.should[drawn],
                told.recorded[drawn],
                chance[drawn],
            ),
            predicted_should=float(told.should.sum()),
            predicted_recorded=float(told.recorded.sum()),
        )
        rates.append(found.result.rate)
        held += found.result.interval.low <= truth <= found.result.interval.high
    assert abs(np.mean(rates) - truth) < 3.5 * np.std(rates) / math.sqrt(200)
    assert held / 200 > 0.9


def test_a_good_score_narrows_the_interval():
    widths = {}
    for useful in (True, False):
        rng = np.random.default_rng(9)
        linked, crime, risk, _ = force(rng, useful)
        told = predictions(linked, risk, rate=0.8)
        chance = chances(told.spread, 900)
        drawn = np.flatnonzero(rng.random(len(crime)) < chance)
        found = estimate_active(
            ActiveReadings(
                crime[drawn].astype(np.int64),
                (crime & linked)[drawn].astype(np.int64),
                told.should[drawn],
                told.recorded[drawn],
                chance[drawn],
            ),
            predicted_should=float(told.should.sum()),
            predicted_recorded=float(told.recorded.sum()),
        )
        widths[useful] = found.result.interval.half_width
    assert widths[True] < 0.8 * widths[False]


def test_chances_add_up_and_none_is_above_one_or_near_nought():
    spread = np.r_[np.full(900, 0.01), np.full(95, 0.3), np.full(5, 50.0)]
    found = chances(spread, 200)
    assert found.sum() == pytest.approx(200)
    assert found.max() == 1.0
    assert found[:900].min() > 0
    assert chances(np.zeros(10), 4) == pytest.approx([0.4] * 10)
    assert chances(spread, 1000).min() == pytest.approx(1)
    even = chances(np.array([1.0, 0.0]), 1.0, even=0.3)
    assert even[1] == pytest.approx(0.15)
    with pytest.raises(ValueError, match="even share"):
        chances(spread, 200, even=0)
    with pytest.raises(ValueError, match="between 1 and 1000"):
        chances(spread, 1001)


def test_the_spread_is_that_of_the_plan():
    told = predictions(np.array([True, False]), np.array([0.04, 0.2]), rate=0.85)
    assert told.spread == pytest.approx(
        [Plan(True, 0.97, 0.04).spread(0.85), Plan(False, 0.2).spread(0.85)]
    )
    assert told.should == pytest.approx([1.01, 0.2])
    assert told.recorded == pytest.approx([0.97, 0.0])


def test_the_draw_can_be_done_again_by_hand():
    logs = [("storm", f"L/{i}") for i in range(3000)]
    chance = np.linspace(0.01, 0.4, 3000)
    drawn = draw_by_chance(logs, chance, seed="7", frame_hash="ab")
    assert drawn == draw_by_chance(logs, list(chance), seed="7", frame_hash="ab")
    assert len(drawn) == pytest.approx(chance.sum(), abs=3 * math.sqrt(chance.sum()))
    for place in (drawn[0], drawn[-1]):
        number = int(draw_number("7", "ab", *logs[place]).hex(), 16) / 2**256
        assert number < chance[place] + 1e-9
    assert draw_by_chance(logs, [1.0] * 3000, seed="7", frame_hash="ab") == list(range(3000))


def test_without_crime_or_without_misses():
    nothing = ActiveReadings(*(np.zeros(5, int),) * 2, *(np.zeros(5),) * 2, np.full(5, 0.5))
    found = estimate_active(nothing, predicted_should=1, predicted_recorded=1)
    assert found.result.rate is None
    right = ActiveReadings(*(np.ones(5, int),) * 2, *(np.ones(5),) * 2, np.full(5, 0.5))
    found = estimate_active(right, predicted_should=10, predicted_recorded=10)
    assert found.result.rate == 1
    assert 0.4 < found.result.interval.low < 0.6
    none = ActiveReadings(*(np.zeros(0, int),) * 2, *(np.zeros(0),) * 3)
    with pytest.raises(ValueError, match="Nothing was read"):
        estimate_active(none, predicted_should=1, predicted_recorded=1)


@pytest.mark.parametrize(
    ("should", "recorded", "chance", "words"),
    [
        ([1], [2], [0.5], "between 0 and should"),
        ([1], [1], [0.0], "above 0, up to 1"),
        ([1, 1], [1], [0.5], "one entry for each log"),
    ],
)
def test_readings_that_cannot_be(should, recorded, chance, words):
    told = np.ones(len(recorded))
    with pytest.raises(ValueError, match=words):
        ActiveReadings(np.array(should), np.array(recorded), told, told, np.array(chance))
