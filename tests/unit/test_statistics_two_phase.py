"""Readers' errors: right on average over every possible second reading, and in simulation with known truth."""

import itertools
import math

import numpy as np
import pytest

from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.rogan_gladen import estimate_rogan_gladen
from onrecord.statistics.strata import Plan, readings
from onrecord.statistics.two_phase import TwiceRead, estimate_two_phase

LINKED, UNLINKED = Plan(True, 0.97, 0.04), Plan(False, 0.1)


def twice_read(name, size, plan, logs, chance, twice=None):
    """`logs`: (first should, first recorded, settled should, settled recorded, second failed)."""
    d1, y1, d2, y2, failed = (
        np.array(column, dtype=np.int64) for column in zip(*logs, strict=True)
    )
    chances = np.where(y1 < d1, 1.0, chance)
    return TwiceRead(
        name,
        size,
        plan,
        d1,
        y1,
        np.ones(len(logs), dtype=bool) if twice is None else np.asarray(twice),
        chances,
        failed.astype(bool),
        d2,
        y2,
    )


# (first, settled): right pass, overlooked, right failure, false alarm, wrong count.
LOGS = [
    (0, 0, 0, 0, 0),
    (0, 0, 0, 0, 0),
    (0, 0, 1, 0, 1),
    (1, 0, 1, 0, 1),
    (1, 0, 0, 0, 0),
    (2, 0, 3, 0, 1),
    (0, 0, 0, 0, 0),
]


def test_the_corrected_totals_are_right_on_average_over_every_second_reading():
    """Four passes, each read again with chance 0.3: all sixteen outcomes with their probabilities."""
    passes = [i for i, (d, y, *_) in enumerate(LOGS) if d == y]
    should = 0.0
    for picks in itertools.product([False, True], repeat=len(passes)):
        twice = np.ones(len(LOGS), dtype=bool)
        twice[passes] = picks
        probability = math.prod(0.3 if p else 0.7 for p in picks)
        linked = twice_read("l", 20, LINKED, [(1, 1, 1, 1, 0)] * 5, 1.0)
        found = estimate_two_phase([twice_read("u", 70, UNLINKED, LOGS, 0.3, twice), linked])
        should += probability * found.corrected.should
    # Settled: 1 + 1 + 3 crimes in 7 of 70 logs, and one in each of 20 linked ones.
    assert should == pytest.approx(5 * 10 + 20)


def test_without_errors_and_with_all_read_twice_it_is_the_ordinary_estimate():
    logs = [(0, 0, 0, 0, 0)] * 30 + [(1, 0, 1, 0, 1)] * 6
    linked = [(1, 1, 1, 1, 0)] * 25 + [(2, 1, 2, 1, 1)] * 5
    strata = [twice_read("u", 600, UNLINKED, logs, 1.0), twice_read("l", 300, LINKED, linked, 1.0)]
    found = estimate_two_phase(strata)
    plain = estimate_rate(
        [
            readings("u", 600, UNLINKED, [d for d, *_ in logs], [y for _, y, *_ in logs]),
            readings("l", 300, LINKED, [d for d, *_ in linked], [y for _, y, *_ in linked]),
        ]
    )
    assert found.first == plain
    assert found.corrected.rate == pytest.approx(plain.rate)
    assert found.corrected.se == pytest.approx(plain.se)
    assert found.overlooked.found == found.false_alarms.found == 0
    assert found.overlooked.share == 0
    assert 0 < found.overlooked.interval.high < 0.5
    independent = estimate_rogan_gladen(strata)
    assert independent.corrected.rate == pytest.approx(plain.rate)


def test_error_rates_by_hand():
    """Every fourth pass is read again: one overlooked among them stands for four."""
    logs = (
        [(1, 0, 1, 0, 1)] * 12 + [(1, 0, 0, 0, 0)] * 3 + [(0, 0, 0, 0, 0)] * 39 + [(0, 0, 1, 0, 1)]
    )
    twice = [True] * 15 + [i % 4 == 0 for i in range(39)] + [True]
    found = estimate_two_phase([twice_read("u", 550, UNLINKED, logs, 0.25, twice)])
    # Settled failures: 12 and 4 for the one overlooked; false alarms: 3 of the rest.
    assert found.overlooked.share == pytest.approx(4 / 16)
    assert found.false_alarms.share == pytest.approx(3 / (55 - 16))
    assert (found.overlooked.found, found.false_alarms.found) == (1, 3)
    assert found.overlooked.interval.low < 0.25 < found.overlooked.interval.high
    assert found.read_twice == 26


def simulated(rng, error, second_error, audits, again=0.25):
    """Two kinds of log: 8,000 not linked with 5 % missed, 2,000 linked with a crime; audits of 700 and 150 logs."""
    truth_u = np.zeros(8000, dtype=bool)
    truth_u[:400] = True
    found = []
    for _ in range(audits):
        strata = []
        for name, size, n, plan, missed in (
            ("u", 8000, 700, UNLINKED, truth_u),
            ("l", 2000, 150, LINKED, np.zeros(2000, dtype=bool)),
        ):
            failed = missed[rng.choice(size, n, replace=False)]
            recorded = np.full(n, int(plan.linked))
            first = failed ^ (rng.random(n) < error)
            second = failed ^ (rng.random(n) < second_error)
            chance = np.where(first, 1.0, again)
            settled = np.where(first == second, first, failed)
            strata.append(
                TwiceRead(
                    name,
                    size,
                    plan,
                    recorded + first,
                    recorded,
                    rng.random(n) < chance,
                    chance,
                    second,
                    recorded + settled,
                    recorded,
                )
            )
        found.append((estimate_two_phase(strata), estimate_rogan_gladen(strata)))
    return 2000 / 2400, found


@pytest.mark.parametrize("error", [0.01, 0.05])
def test_no_bias_is_left_and_the_interval_holds_the_truth(error):
    truth, found = simulated(np.random.default_rng(5), error, 0.0, 250)
    first = np.array([two.first.rate for two, _ in found])
    assert first.mean() < truth - (0.02 if error == 0.01 else 0.1)
    for estimates in ([two.corrected for two, _ in found], [rg.corrected for _, rg in found]):
        rates = np.array([e.rate for e in estimates])
        # The mean of 250 audits is known to about a sixteenth of their spread.
        assert abs(rates.mean() - truth) < 3 * rates.std() / math.sqrt(250)
        held = np.mean([e.interval.low <= truth <= e.interval.high for e in estimates])
        assert held > 0.91


def test_what_both_readers_overlook_is_corrected_by_rogan_and_gladen_only():
    truth, found = simulated(np.random.default_rng(6), 0.08, 0.08, 300)
    settled = np.array([two.corrected.rate for two, _ in found])
    independent = np.array([rg.corrected.rate for _, rg in found])
    assert abs(independent.mean() - truth) < 3.5 * independent.std() / math.sqrt(300)
    assert settled.mean() - truth < -3 * settled.std() / math.sqrt(300)
    alarms = np.array([[e.false_alarms for e in rg.errors if not e.linked] for _, rg in found])
    blind = np.array([[e.overlooked for e in rg.errors if not e.linked] for _, rg in found])
    assert alarms.mean() == pytest.approx(0.08, abs=0.005)
    assert blind.mean() == pytest.approx(0.08, abs=0.03)


def test_the_uncertainty_of_the_error_rates_widens_the_interval():
    rng = np.random.default_rng(7)
    _, few = simulated(rng, 0.1, 0.0, 60, again=0.1)
    _, many = simulated(rng, 0.1, 0.0, 60, again=1.0)
    assert np.mean([two.corrected.se for two, _ in few]) > 1.2 * np.mean(
        [two.corrected.se for two, _ in many]
    )


def test_readers_who_differ_all_the_time_get_no_rate():
    logs = [(1, 0, 0, 0, 0)] * 30 + [(0, 0, 1, 0, 1)] * 30
    found = estimate_rogan_gladen([twice_read("u", 600, UNLINKED, logs, 1.0)])
    assert found.corrected.rate is None
    assert "differ so often" in found.corrected.reason


def test_without_a_crime_there_is_no_rate():
    logs = [(0, 0, 0, 0, 0)] * 30
    strata = [twice_read("u", 600, UNLINKED, logs, 1.0)]
    assert estimate_two_phase(strata).corrected.rate is None
    assert estimate_two_phase(strata).overlooked.share is None
    assert estimate_rogan_gladen(strata).corrected.rate is None


def test_a_rate_of_one_keeps_an_interval():
    logs = [(0, 0, 0, 0, 0)] * 30
    linked = [(1, 1, 1, 1, 0)] * 30
    strata = [twice_read("u", 600, UNLINKED, logs, 1.0), twice_read("l", 300, LINKED, linked, 1.0)]
    for found in (estimate_two_phase(strata).corrected, estimate_rogan_gladen(strata).corrected):
        assert found.rate == 1
        assert found.interval.low < 0.95


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chance": [0.5, 0.0]}, "above 0, up to 1"),
        ({"chance": [1.0, 0.5], "twice": [False, True]}, "sure to be read twice was not"),
        ({"settled_recorded": [3, 0]}, "can't be more than should"),
        ({"twice": [True]}, "one entry for each log"),
    ],
)
def test_readings_that_cannot_be_are_refused(change, words):
    whole = {
        "twice": [True, True],
        "chance": [1.0, 0.5],
        "settled_recorded": [0, 0],
        **change,
    }
    with pytest.raises(ValueError, match=words):
        TwiceRead(
            "u",
            10,
            UNLINKED,
            np.array([1, 0]),
            np.array([0, 0]),
            np.array(whole["twice"]),
            np.array(whole["chance"]),
            np.array([True, False]),
            np.array([1, 0]),
            np.array(whole["settled_recorded"]),
        )
