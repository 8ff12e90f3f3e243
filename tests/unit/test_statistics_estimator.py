"""The estimator against exact enumeration: on tiny frames every possible sample is drawn, and the averages must be right."""

import itertools
import math
from statistics import fmean

import numpy as np
import pytest

from onrecord.statistics.estimator import estimate_missed, estimate_rate, totals
from onrecord.statistics.strata import Plan, StratumReadings, readings

UNLINKED = Plan(False, 0.05)
LINKED = Plan(True, 0.97, 0.04)

# (should, recorded) of every log. Each log is a surprise, so that no planned variance comes in.
TINY = {
    "unlinked": (UNLINKED, [(1, 0), (2, 0), (1, 0), (3, 0), (2, 1)], 3),
    "linked": (LINKED, [(2, 1), (3, 1), (2, 0), (4, 3)], 3),
}


def every_sample(frame=TINY):
    """Each possible stratified sample, as the estimator takes it."""
    choices = [itertools.combinations(range(len(logs)), n) for _, logs, n in frame.values()]
    for picks in itertools.product(*choices):
        yield [
            readings(name, len(logs), plan, [logs[i][0] for i in pick], [logs[i][1] for i in pick])
            for (name, (plan, logs, _)), pick in zip(frame.items(), picks, strict=True)
        ]


def truth(frame=TINY):
    logs = [log for _, logs, _ in frame.values() for log in logs]
    return sum(d for d, _ in logs), sum(y for _, y in logs)


def test_expanded_totals_are_unbiased():
    found = [totals(sample) for sample in every_sample()]
    assert len(found) == 10 * 4
    should, recorded = truth()
    assert fmean(d for d, _ in found) == pytest.approx(should)
    assert fmean(y for _, y in found) == pytest.approx(recorded)
    assert len({round(d, 6) for d, _ in found}) > 5


def test_missed_crimes_are_unbiased_and_so_is_their_variance():
    found = [estimate_missed(sample) for sample in every_sample()]
    should, recorded = truth()
    assert fmean(f.total for f in found) == pytest.approx(should - recorded)
    true_variance = fmean((f.total - (should - recorded)) ** 2 for f in found)
    assert fmean(f.se**2 for f in found) == pytest.approx(true_variance)


def test_the_rate_is_nearly_unbiased_and_its_standard_error_nearly_right():
    """A ratio is not exactly unbiased; on nine logs it is close all the same."""
    frame = {
        "unlinked": (UNLINKED, [(1, 0), (1, 0), (2, 0), (1, 0), (1, 0), (2, 0), (1, 0)], 5),
        "linked": (LINKED, [(2, 1), (3, 2), (2, 1), (3, 2), (4, 3), (3, 1), (2, 1)], 5),
    }
    should, recorded = truth(frame)
    found = [estimate_rate(sample) for sample in every_sample(frame)]
    rates = [f.rate for f in found]
    assert fmean(rates) == pytest.approx(recorded / should, abs=0.002)
    true_variance = fmean((rate - recorded / should) ** 2 for rate in rates)
    assert fmean(f.se**2 for f in found) == pytest.approx(true_variance, rel=0.1)


def test_the_standard_error_by_a_formula_written_out_again():
    """Woodruff's linearised variance, in plain Python."""
    a = ([2, 1, 1, 3, 1, 0, 0, 2], [1, 0, 1, 1, 0, 0, 0, 1])
    b = ([1, 1, 0, 1, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    strata = [readings("a", 50, LINKED, *a), readings("b", 400, UNLINKED, *b)]
    d = 50 * sum(a[0]) / 8 + 400 * sum(b[0]) / 10
    y = 50 * sum(a[1]) / 8
    variance = 0.0
    for size, (should, recorded) in ((50, a), (400, b)):
        n = len(should)
        e = [r - y / d * s for s, r in zip(should, recorded, strict=True)]
        s2 = sum((x - sum(e) / n) ** 2 for x in e) / (n - 1)
        variance += size**2 * (1 - n / size) * s2 / n
    found = estimate_rate(strata)
    assert found.rate == pytest.approx(y / d)
    assert found.se == pytest.approx(math.sqrt(variance) / d)
    assert found.wald.high - found.wald.low == pytest.approx(2 * 1.959964 * found.se, rel=1e-6)
    assert found.effective_n == pytest.approx(found.rate * (1 - found.rate) / found.se**2)


def test_a_simple_random_sample_of_one_crime_logs_is_the_binomial_case():
    """One stratum, one crime a log, a large frame: the standard error must be sqrt(p(1-p)/n)."""
    should, recorded = [1] * 200, [1] * 150 + [0] * 50
    found = estimate_rate([readings("all", 10_000_000, Plan(True, 0.97, 0.25), should, recorded)])
    assert found.rate == 0.75
    assert found.se == pytest.approx(math.sqrt(0.75 * 0.25 / 199), rel=1e-4)
    assert found.effective_n == pytest.approx(199, rel=1e-3)


def test_crimes_of_one_log_are_not_so_many_observations():
    """Forty logs of five crimes that stand or fall together are worth forty, not two hundred."""
    apart = readings("apart", 10**7, Plan(True, 0.97, 0.25), [1] * 200, [1] * 150 + [0] * 50)
    together = readings("together", 10**7, Plan(True, 0.97, 0.25), [5] * 40, [5] * 30 + [0] * 10)
    one, other = estimate_rate([apart]), estimate_rate([together])
    assert one.rate == other.rate
    assert other.se / one.se == pytest.approx(math.sqrt(5), rel=0.02)


def test_reading_nearly_everything_leaves_nearly_no_error():
    should, recorded = [1] * 98, [1] * 80 + [0] * 18
    few = estimate_rate([readings("x", 10_000, LINKED, should, recorded)])
    most = estimate_rate([readings("x", 100, LINKED, should, recorded)])
    assert most.se / few.se == pytest.approx(math.sqrt(0.02 / 0.9902), rel=1e-3)


def test_reading_everything_leaves_none():
    found = estimate_rate([readings("x", 3, LINKED, [1, 2, 1], [1, 1, 1])])
    assert (found.rate, found.se) == (0.75, 0.0)
    assert (found.interval.low, found.interval.high) == (0.75, 0.75)
    assert found.interval.method == "every log was read"
    missed = estimate_missed([readings("x", 3, LINKED, [1, 2, 1], [1, 1, 1])])
    assert (missed.total, missed.se, missed.low, missed.high) == (1, 0, 1, 1)


def test_a_stratum_read_whole_adds_nothing_to_the_error():
    part = readings("part", 500, UNLINKED, [1, 0, 1, 0, 1, 0, 0, 0], [0] * 8)
    whole = readings("whole", 4, LINKED, [1, 1, 2, 3], [1, 1, 0, 3])
    alone = estimate_missed([part])
    both = estimate_missed([part, whole])
    assert both.se == alone.se
    assert both.total == alone.total + 2


def test_a_stratum_without_a_finding_does_not_claim_to_hold_none():
    """Sixty logs read and no crime in them: there may still be some in the other 9,940."""
    strata = [
        readings("linked", 1000, LINKED, [1] * 40, [1] * 36 + [0] * 4),
        readings("quiet", 10_000, UNLINKED, [0] * 60, [0] * 60),
    ]
    found = estimate_rate(strata)
    without = estimate_rate(strata[:1])
    assert found.rate == without.rate
    assert found.se > 2 * without.se
    # 1 of 1 + 60 x .05 planned = 4: the planned rate is scaled to a quarter.
    p = 0.05 / 4
    expected = 10_000 * 9_940 / 60 * found.rate**2 * p * (1 - p) / found.should**2
    assert found.se**2 - without.se**2 == pytest.approx(expected)


def test_quiet_strata_are_believed_when_they_show_more_than_was_planned():
    """Two surprises where hardly any was planned: the variance they show themselves is the larger one."""
    strata = [
        readings("linked", 1000, LINKED, [1] * 40, [1] * 36 + [0] * 4),
        readings("quiet", 1000, Plan(False, 0.001), [3, 5, *[0] * 18], [0] * 20),
    ]
    found = estimate_missed(strata)
    without = estimate_missed(strata[:1])
    s2 = np.var([3, 5, *[0] * 18], ddof=1)
    assert found.se**2 - without.se**2 == pytest.approx(1000 * 980 / 20 * s2)


def test_a_stratum_with_one_log_read_leans_on_the_plan():
    found = estimate_rate(
        [
            readings("linked", 100, LINKED, [1] * 20, [1] * 16 + [0] * 4),
            readings("one", 30, UNLINKED, [0], [0]),
        ]
    )
    assert math.isfinite(found.se)
    assert found.se > 0.05


@pytest.mark.parametrize("all_recorded", [True, False])
def test_at_the_edge_there_is_an_honest_one_sided_interval(all_recorded):
    recorded = [1] * 30 if all_recorded else [0] * 30
    found = estimate_rate([readings("x", 5000, LINKED, [1] * 30, recorded)])
    assert found.rate == (1.0 if all_recorded else 0.0)
    assert found.se is None
    assert found.wald is None
    assert found.effective_n is None
    exact = 0.025 ** (1 / 30)
    if all_recorded:
        assert found.interval.low <= exact + 1e-12
        assert found.interval.high == 1
    else:
        assert found.interval.high >= 1 - exact - 1e-12
        assert found.interval.low == 0
    assert found.interval.low < found.interval.high


def test_100_per_cent_of_the_linked_and_nothing_found_elsewhere_is_not_certainty():
    """The planned variance of the unlinked logs is wider than the exact interval, and so it is the one given."""
    found = estimate_rate(
        [
            readings("linked", 1000, LINKED, [1] * 50, [1] * 50),
            readings("unlinked", 20_000, UNLINKED, [0] * 100, [0] * 100),
        ]
    )
    assert found.rate == 1.0
    assert found.interval.low < 0.75


def test_several_crimes_in_a_log_count_as_one_observation_at_the_edge():
    many = estimate_rate([readings("x", 10**6, Plan(True, 0.97, 0.001), [9] * 30, [9] * 30)])
    assert many.interval.low <= 0.025 ** (1 / 30)


def test_without_any_crime_there_is_no_rate_and_the_reason_is_said():
    found = estimate_rate([readings("x", 100, UNLINKED, [0, 0, 0], [0, 0, 0])])
    assert found.rate is None
    assert found.interval is None
    assert "None of the logs read discloses" in found.reason
    missed = estimate_missed([readings("x", 100, UNLINKED, [0, 0, 0], [0, 0, 0])])
    assert missed.total == 0
    assert missed.high > 0


def test_missed_crimes_are_never_fewer_than_were_found():
    strata = [readings("x", 1000, UNLINKED, [1, *[0] * 19], [0] * 20)]
    found = estimate_missed(strata)
    assert found.total == 50
    assert found.low == 1


def test_an_unread_stratum_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="Nothing was read in: b"):
        estimate_rate([readings("a", 10, LINKED, [1], [1]), readings("b", 10, LINKED, [], [])])
    with pytest.raises(ValueError, match="the whole frame"):
        estimate_missed([])


@pytest.mark.parametrize(
    ("size", "should", "recorded", "says"),
    [
        (5, [1], [2], "between 0 and should"),
        (5, [-1], [-1], "between 0 and should"),
        (1, [1, 1], [1, 1], "2 readings in a stratum of 1"),
        (5, [1, 1], [1], "same length"),
    ],
)
def test_impossible_readings_are_refused(size, should, recorded, says):
    with pytest.raises(ValueError, match=says):
        readings("x", size, LINKED, should, recorded)


def test_impossible_plans_are_refused():
    with pytest.raises(ValueError, match="crime_rate"):
        Plan(True, 1.2)


def test_the_level_is_kept():
    strata = [readings("x", 500, LINKED, [1] * 40, [1] * 30 + [0] * 10)]
    narrow, wide = estimate_rate(strata, 0.8), estimate_rate(strata, 0.99)
    assert narrow.interval.level == 0.8
    assert wide.interval.low < narrow.interval.low < narrow.interval.high < wide.interval.high


def test_order_of_strata_makes_no_difference():
    strata = next(every_sample())
    one, other = estimate_rate(strata), estimate_rate(list(reversed(strata)))
    assert one.rate == pytest.approx(other.rate, abs=1e-15)
    assert one.se == pytest.approx(other.se, abs=1e-15)


def test_surprises_of_a_stratum():
    assert readings("x", 9, LINKED, [1, 2, 0, 3], [1, 1, 0, 0]).surprises() == 2
    assert readings("x", 9, UNLINKED, [1, 2, 0, 0], [1, 0, 0, 0]).surprises() == 2


def test_readings_must_be_lists_of_numbers():
    with pytest.raises(ValueError, match="lists"):
        StratumReadings("x", 9, LINKED, np.array([[1]]), np.array([[1]]))
