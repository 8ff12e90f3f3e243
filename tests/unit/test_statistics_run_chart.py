"""Control charts against published worked examples, an independent reckoning, and simulation with known truth."""

import numpy as np
import pytest

from onrecord.statistics.run_chart import (
    FALLING,
    LEAST,
    OUTSIDE_HIGH,
    OUTSIDE_LOW,
    RISING,
    SIDE_HIGH,
    SIDE_LOW,
    p_chart,
    xmr_chart,
)

pytestmark = pytest.mark.one_store

# Montgomery, Introduction to Statistical Quality Control, "frozen orange juice concentrate": 30 samples of 50 cans.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]  # fmt: skip
# The same book, "viscosity of aircraft primer paint": 15 batches.
PAINT = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84]  # fmt: skip


def names(n):
    return [str(k) for k in range(n)]


def shown(chart, words):
    return [int(label) for label, each in chart.signals if each == words]


def test_xmr_gives_the_limits_of_the_published_example():
    chart = xmr_chart(names(15), PAINT)
    assert chart.centre == pytest.approx(33.52, abs=0.005)
    assert chart.points[0].high == pytest.approx(34.80, abs=0.01)
    assert chart.points[0].low == pytest.approx(32.24, abs=0.01)
    assert chart.signals == []


def test_p_has_the_published_centre_and_limits_widened_by_laneys_factor_only():
    chart = p_chart(names(30), CANS, [50] * 30)
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    z = (np.array(CANS) / 50 - 347 / 1500) / np.sqrt(347 / 1500 * (1 - 347 / 1500) / 50)
    factor = np.abs(np.diff(z)).mean() / 1.128
    assert factor > 1
    assert chart.spread == pytest.approx(factor)
    # Published: 0.2313 plus and minus 0.1789.
    assert chart.points[0].high - chart.centre == pytest.approx(0.1789 * factor, abs=2e-4)
    # Samples 15 and 23 are outside the published limits; held against how much the samples really move, none is.
    assert [k for k in range(30) if CANS[k] / 50 > 0.2313 + 0.1789] == [14, 22]
    assert shown(chart, OUTSIDE_HIGH) == []
    # A sample far from all the others is, though.
    settled = [0.1 * each for each in (50, 52, 49, 51, 50, 48, 51, 50, 49, 51, 50, 120)]
    assert shown(p_chart(names(12), settled, [50] * 12, baseline=11), OUTSIDE_HIGH) == [11]


def test_counts_that_move_as_chance_lets_them_keep_the_binomial_limits():
    rng = np.random.default_rng(3)
    factors = []
    for _ in range(300):
        totals = rng.integers(200, 900, 24)
        chart = p_chart(names(24), rng.binomial(totals, 0.4).tolist(), totals.tolist())
        factors.append(chart.spread)
    assert 1 <= np.mean(factors) < 1.1
    assert min(factors) == 1


def test_false_signals_come_as_often_as_the_docstring_says():
    rng = np.random.default_rng(11)
    values = rng.normal(size=60_000)
    chart = xmr_chart(names(len(values)), values.tolist())
    outside = len(shown(chart, OUTSIDE_HIGH)) + len(shown(chart, OUTSIDE_LOW))
    assert outside / len(values) == pytest.approx(0.0027, abs=0.0006)
    # Waiting for the first run of eight, over and over: 2**8 - 1 points on average.
    waits, count, side = [], 0, 0
    start = 0
    for k, above in enumerate(values > 0):
        count = count + 1 if above == side else 1
        side = above
        if count == 8:
            waits.append(k + 1 - start)
            start, count, side = k + 1, 0, None
    assert np.mean(waits) == pytest.approx(255, rel=0.15)
    first = xmr_chart(names(len(values)), values.tolist())
    eights = {*shown(first, SIDE_HIGH), *shown(first, SIDE_LOW)}
    by_hand = set()
    for k in range(len(values) - 7):
        part = values[k : k + 8] > chart.centre
        if part.all() or not part.any():
            by_hand |= set(range(k, k + 8))
    assert eights == by_hand
    sixes = {*shown(first, RISING), *shown(first, FALLING)}
    windows = [
        k
        for k in range(len(values) - 5)
        if (np.diff(values[k : k + 6]) > 0).all() or (np.diff(values[k : k + 6]) < 0).all()
    ]
    assert len(windows) / (len(values) - 5) == pytest.approx(1 / 360, rel=0.25)
    assert sixes == {j for k in windows for j in range(k, k + 6)}


def test_overdispersed_months_are_no_news_to_p_prime_and_a_real_shift_is():
    rng = np.random.default_rng(5)
    false, binomial, found, rounds = 0, 0, 0, 200
    for _ in range(rounds):
        totals = rng.integers(170_000, 190_000, 24)
        shares = rng.normal(0.42, 0.012, 24)
        hits = rng.binomial(totals, shares)
        chart = p_chart(names(24), hits.tolist(), totals.tolist())
        false += sum(len(shown(chart, words)) for words in (OUTSIDE_HIGH, OUTSIDE_LOW))
        centre = hits.sum() / totals.sum()
        binomial += (
            np.abs(hits / totals - centre) > 3 * np.sqrt(centre * (1 - centre) / totals)
        ).sum()
        shares[12:] += 0.05
        moved = rng.binomial(totals, shares)
        chart = p_chart(names(24), moved.tolist(), totals.tolist(), baseline=12)
        found += any(
            int(k) >= 12 and words in (OUTSIDE_HIGH, SIDE_HIGH) for k, words in chart.signals
        )
    assert false / (24 * rounds) < 0.02
    assert binomial / (24 * rounds) > 0.5
    assert found / rounds > 0.97


def test_a_point_on_the_centre_or_like_the_one_before_neither_lengthens_nor_ends_a_run():
    values = [0, 2, 2.0, 1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    values = [v - np.mean(values) for v in values]
    chart = xmr_chart(names(len(values)), values)
    assert chart.centre == pytest.approx(0, abs=1e-12)
    exact = xmr_chart(names(18), [1, 1, 1, 0, 1, 1, 1, 1, 1, -1, -1, -1, -1, 0, -1, -1, -1, -1])
    assert exact.centre == 0
    assert shown(exact, SIDE_HIGH) == [0, 1, 2, 4, 5, 6, 7, 8]
    assert shown(exact, SIDE_LOW) == [9, 10, 11, 12, 14, 15, 16, 17]
    rise = xmr_chart(names(9), [5, 1, 2, 2, 3, 4, 5, 6, 0])
    assert shown(rise, RISING) == [1, 2, 4, 5, 6, 7]


def test_few_points_have_no_limits_empty_months_no_value_and_nonsense_is_refused():
    chart = p_chart(names(LEAST - 1), [1] * (LEAST - 1), [2] * (LEAST - 1))
    assert chart.centre is None
    assert chart.signals == []
    chart = p_chart(names(10), [1, 0, *[2] * 8], [4, 0, *[5] * 8])
    assert chart.points[1].value is None
    assert chart.points[1].low is None
    assert chart.baseline == 9
    everything = p_chart(names(9), [5] * 9, [5] * 9)
    assert (everything.centre, everything.points[0].low, everything.points[0].high) == (1, 1, 1)
    with pytest.raises(ValueError, match="can't be"):
        p_chart(["May"], [3], [2])
    with pytest.raises(ValueError, match="every point"):
        xmr_chart(["May"], [1, 2])
    with pytest.raises(ValueError, match="numbers"):
        xmr_chart(names(8), [float("nan")] * 8)
