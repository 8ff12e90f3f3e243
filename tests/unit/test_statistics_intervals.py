"""Intervals against an independent oracle (statsmodels), and at their edges."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from onrecord.statistics import intervals

CASES = [
    (622, 795), (453, 508), (1, 20), (19, 20), (5, 5000), (4999, 5000), (3, 7), (50, 100),
]  # fmt: skip
METHODS = [
    (intervals.wald, "normal"),
    (intervals.wilson, "wilson"),
    (intervals.clopper_pearson, "beta"),
]


@pytest.mark.parametrize(("recorded", "of"), [*CASES, (0, 9), (9, 9), (0, 1), (1, 1)])
@pytest.mark.parametrize(("ours", "theirs"), METHODS)
@pytest.mark.parametrize("level", [0.80, 0.95, 0.99])
def test_as_statsmodels_has_it(recorded, of, ours, theirs, level):
    low, high = proportion_confint(recorded, of, alpha=1 - level, method=theirs)
    found = ours(recorded / of, of, level)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.level == level


@pytest.mark.parametrize(("recorded", "of"), CASES)
def test_logit_as_logistic_regression_has_it(recorded, of):
    crimes = np.repeat([1.0, 0.0], [recorded, of - recorded])
    low, high = sm.Logit(crimes, np.ones(of)).fit(disp=0, tol=1e-12).conf_int()[0]
    found = intervals.logit(recorded / of, of)
    expected = [1 / (1 + math.exp(-bound)) for bound in (low, high)]
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("recorded", "of"), CASES)
def test_rate_and_standard_error_say_the_same_as_rate_and_n(recorded, of):
    rate = recorded / of
    se = math.sqrt(rate * (1 - rate) / of)
    pairs = [
        (intervals.wald_from_se, intervals.wald),
        (intervals.logit_from_se, intervals.logit),
        (intervals.wilson_from_se, intervals.wilson),
        (intervals.clopper_pearson_from_se, intervals.clopper_pearson),
    ]
    for by_se, by_n in pairs:
        a, b = by_se(rate, se), by_n(rate, of)
        assert (a.low, a.high) == pytest.approx((b.low, b.high), abs=1e-9)
    assert intervals.effective_n(rate, se) == pytest.approx(of)


def test_at_100_per_cent_only_wald_claims_certainty():
    assert intervals.wald(1.0, 30).half_width == 0
    for method in (intervals.logit, intervals.wilson, intervals.clopper_pearson):
        found = method(1.0, 30)
        assert 0.8 < found.low < 0.95
        assert found.high == 1.0
    # Where the logit does not exist, the interval says what it is instead.
    assert intervals.logit(1.0, 30).method == "clopper-pearson"
    assert intervals.clopper_pearson(1.0, 30).low == pytest.approx(0.025 ** (1 / 30))
    assert intervals.clopper_pearson(0.0, 30).high == pytest.approx(1 - 0.025 ** (1 / 30))


def test_a_wide_error_never_leaves_0_to_1():
    for method in (intervals.wald_from_se, intervals.logit_from_se):
        found = method(0.97, 0.3)
        assert 0 <= found.low <= 0.97 <= found.high <= 1


def test_an_enormous_error_gives_an_interval_that_says_nothing():
    found = intervals.logit_from_se(0.5, 1e6)
    assert (found.low, found.high) == pytest.approx((0, 1))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: intervals.wald(1.2, 10), "between 0 and 1"),
        (lambda: intervals.wald(0.5, 0), "at least one crime"),
        (lambda: intervals.wald(math.nan, 10), "between 0 and 1"),
        (lambda: intervals.wilson(0.5, math.inf), "at least one crime"),
        (lambda: intervals.wald(0.5, 10, level=1.0), "confidence level"),
        (lambda: intervals.clopper_pearson(0.5, 10, level=95), "confidence level"),
        (lambda: intervals.wald_from_se(0.5, math.nan), "standard error"),
        (lambda: intervals.wald_from_se(-0.1, 0.1), "between 0 and 1"),
        (lambda: intervals.logit_from_se(1.0, 0.1), "above 0 and below 1"),
        (lambda: intervals.effective_n(0.5, 0.0), "no effective number"),
        (lambda: intervals.implied_n(0.5, 0.0), "half-width"),
    ],
)
def test_what_can_not_be_is_refused_in_words(call, says):
    with pytest.raises(ValueError, match=says):
        call()
