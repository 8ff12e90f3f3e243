"""Two audits beside each other, departments on a funnel, and the time that recording took."""

import math

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep

from onrecord.statistics.compare import compare, figure, figure_of
from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.funnel import funnel, limits
from onrecord.statistics.strata import Plan, readings
from onrecord.statistics.timeliness import waiting_curve, within, within_sample

# Two audits


def test_west_midlands_2017_and_2018_show_nothing_either_way():
    found = compare(figure(0.779, 586), figure(0.782, 795))
    assert found.difference == pytest.approx(0.003)
    # sqrt(3.36^2 + 2.87^2), from the two published +/-.
    assert 100 * found.wald.half_width == pytest.approx(math.hypot(3.36, 2.87), abs=0.01)
    assert 100 * found.interval.half_width == pytest.approx(4.4, abs=0.05)
    assert not found.shown
    assert "doesn't show a change" in found.sentence
    assert found.p == pytest.approx(0.894, abs=0.001)


@pytest.mark.parametrize(
    ("a", "n", "b", "m"), [(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20), (586, 700, 640, 700)]
)
def test_newcombe_as_statsmodels_has_it(a, n, b, m):
    low, high = confint_proportions_2indep(b, m, a, n, method="newcomb", compare="diff")
    found = compare(figure(a / n, n), figure(b / m, m))
    assert found.interval.low == pytest.approx(low, abs=1e-9)
    assert found.interval.high == pytest.approx(high, abs=1e-9)


def test_a_rise_and_a_fall_are_named():
    up = compare(figure(0.836, 1539), figure(0.966, 1500))
    assert up.shown
    assert up.sentence.endswith("This shows a rise.")
    assert compare(up.after, up.before).sentence.endswith("This shows a fall.")
    assert compare(up.after, up.before).difference == -up.difference


def test_the_least_change_would_be_shown_in_four_of_five():
    rng = np.random.default_rng(1)
    least = compare(figure(0.8, 600), figure(0.8, 600)).least_change
    after = rng.binomial(600, 0.8 + least, 400) / 600
    before = rng.binomial(600, 0.8, 400) / 600
    shown = [
        compare(figure(b, 600), figure(a, 600)).shown for b, a in zip(before, after, strict=True)
    ]
    assert np.mean(shown) == pytest.approx(0.82, abs=0.06)


def test_no_change_is_shown_wrongly_once_in_twenty():
    rng = np.random.default_rng(2)
    pairs = rng.binomial(500, 0.9, (1000, 2)) / 500
    wrong = np.mean([compare(figure(a, 500), figure(b, 500)).shown for a, b in pairs])
    assert wrong == pytest.approx(0.05, abs=0.02)


def test_rates_at_the_edge_have_no_wald():
    found = compare(figure(1.0, 40), figure(0.9, 40))
    assert found.wald is None
    assert found.p is None
    assert found.interval.low < -0.1 < found.interval.high
    with pytest.raises(ValueError, match="same level"):
        compare(figure(0.9, 40), figure(0.9, 40, level=0.9))


def test_an_audits_own_estimate_can_be_compared():
    one = estimate_rate([readings("l", 900, Plan(True, 0.97, 0.04), [1] * 60, [1] * 50 + [0] * 10)])
    found = figure_of(one, 60)
    assert (found.rate, found.se, found.n) == (one.rate, one.se, 60)
    nothing = estimate_rate([readings("u", 9, Plan(False, 0.1), [0, 0], [0, 0])])
    with pytest.raises(ValueError, match="no rate to compare"):
        figure_of(nothing, 1)


# Funnel


@pytest.mark.parametrize(("rate", "n"), [(0.8, 50), (0.9, 30), (0.5, 200), (0.97, 400)])
def test_limits_lie_at_the_binomial_quantiles(rate, n):
    """The exact quantile of whole numbers is at most one crime above the smoothed limit."""
    for level in (0.95, 0.998):
        found = limits(rate, n, level)
        tail = (1 - level) / 2
        assert 0 <= binom.ppf(tail, n, rate) - n * found.low <= 1
        assert 0 <= binom.ppf(1 - tail, n, rate) - n * found.high <= 1


def test_limits_close_in_and_take_any_n():
    widths = [limits(0.85, n).high - limits(0.85, n).low for n in (10, 20.5, 40, 200, 1000.3)]
    assert widths == sorted(widths, reverse=True)
    assert limits(0.85, 200.5).low == pytest.approx(limits(0.85, 200).low, abs=0.001)
    assert limits(1.0, 20).low == 1.0


def test_departments_alike_are_mostly_within():
    rng = np.random.default_rng(3)
    found = funnel(
        0.85, [(f"d{i}", hits / 60, 60) for i, hits in enumerate(rng.binomial(60, 0.85, 1000))]
    )
    outside = sum(d.place != "within" for d in found.departments)
    assert outside == pytest.approx(found.expected_outside, abs=25)
    assert sum(d.place == "outside 99.8 %" for d in found.departments) < 10


def test_the_words_of_the_funnel():
    found = funnel(0.9, [("Here", 0.88, 100), ("There", 0.83, 100), ("Yonder", 0.7, 100)])
    assert [d.place for d in found.departments] == ["within", "outside 95 %", "outside 99.8 %"]
    assert "not shown to differ" in found.departments[0].sentence
    assert "below the rest" in found.departments[2].sentence
    with pytest.raises(ValueError, match="Here: a rate"):
        funnel(0.9, [("Here", 88, 100)])
    with pytest.raises(ValueError, match="at least one crime"):
        limits(0.9, 0)


# Timeliness


def test_shares_within_each_limit():
    found = within([1, 5, 23, 24, 25, 47, 70, 100, 1000, 2])
    assert [w.share for w in found] == [0.5, 0.6 + 0.1, 0.8, 0.9]
    assert all(w.interval.low < w.share < w.interval.high for w in found)
    with pytest.raises(ValueError, match="No crime"):
        within([])
    with pytest.raises(ValueError, match="not below 0"):
        within([3, -1])


def test_those_still_waiting_count():
    """By hand: at 10 h one of 4 is done; then one is lost to view; at 30 h one of 2."""
    found = waiting_curve([10, 30, 40], [20], limits=[5, 24, 35, 50])
    assert [w.share for w in found.within] == pytest.approx([0, 0.25, 1 - 0.75 / 2, 1])
    assert found.median == 30
    assert (found.n, found.waiting) == (4, 1)
    for one in found.within:
        assert 0 <= one.interval.low <= one.share <= one.interval.high <= 1
    assert found.within[0].interval.high > 0
    assert found.within[3].interval.low < 1


def test_leaving_out_those_who_wait_would_flatter():
    hours, waiting = [2.0] * 60 + [30.0] * 20, [26.0] * 40
    flattering = within(hours, limits=[24.0])[0].share
    honest = waiting_curve(hours, waiting, limits=[24.0]).within[0]
    assert flattering == 0.75
    assert honest.share == pytest.approx(0.5)


def test_a_median_nobody_reaches_is_none():
    found = waiting_curve([1.0], [50.0] * 20)
    assert found.median is None
    assert found.median_high is None


def test_shares_in_time_from_a_sample():
    linked = readings("l", 900, Plan(True, 0.97, 0.04), [1] * 50, [1] * 45 + [0] * 5)
    unlinked = readings("u", 9000, Plan(False, 0.05), [0] * 40 + [1], [0] * 41)
    in_time = [np.array([1] * 30 + [0] * 20), np.zeros(41, dtype=np.int64)]
    found = within_sample([linked, unlinked], in_time)
    assert found.rate == pytest.approx(30 / 45)
    assert found.interval.low < 30 / 45 < found.interval.high
    # The logs without a crime record say nothing about time, and add no width.
    alone = within_sample([linked], in_time[:1])
    assert found.se == pytest.approx(alone.se)
