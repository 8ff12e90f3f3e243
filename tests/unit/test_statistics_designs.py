"""Designs before the reading: bins, strata, numbers, targets, promises."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize

from onrecord.statistics.allocation import AllocationError
from onrecord.statistics.bins import (
    auc_from_readings,
    rates_by_rank,
    risk_by_rank,
    score_bins,
)
from onrecord.statistics.designs import Cell, certain_floors, numbers, scored_strata, simple
from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.planner import PlannedStratum, expected_half_width, logs_needed
from onrecord.statistics.promise import played_half_widths, promise, promised_half_width
from onrecord.statistics.strata import MixedPlan, Plan, StratumReadings, mixed
from onrecord.statistics.tables import plan_table, smaller_samples
from onrecord.statistics.targets import Target, half_widths, numbers_for_targets

STRATA = [
    PlannedStratum(3000, Plan(True, 0.97, 0.04)),
    PlannedStratum(800, Plan(False, 0.45)),
    PlannedStratum(16_000, Plan(False, 0.02)),
]
SIZES = [s.size for s in STRATA]


def share_out(total):
    return numbers(STRATA, total, rate=0.85)


# Bins


def test_rates_by_rank_are_those_of_simulated_scores():
    rng = np.random.default_rng(1)
    crime = rng.random(1_000_000) < 0.06
    # Two normal distributions whose distance gives an AUC of 0.85.
    score = rng.normal(size=len(crime)) + 1.4657738 * crime
    order = crime[np.argsort(-score)]
    marks = [0, 0.02, 0.1, 0.5, 1]
    found = [
        order[round(a * len(order)) : round(b * len(order))].mean() for a, b in pairwise(marks)
    ]
    assert rates_by_rank(0.06, marks, 0.85) == pytest.approx(found, abs=0.01)


@pytest.mark.parametrize("auc", [0.3, 0.5, 0.7, 0.85, 0.99, 1.0])
def test_rates_by_rank_keep_the_rate_of_the_whole_and_fall(auc):
    marks = [0, 0.01, 0.2, 0.6, 1]
    rates = rates_by_rank(0.08, marks, auc)
    assert float(np.dot(rates, np.diff(marks))) == pytest.approx(0.08, abs=1e-4)
    assert rates == sorted(rates, reverse=True) or auc <= 0.5
    if auc <= 0.5:
        assert rates == pytest.approx([0.08] * 4, abs=1e-4)


def test_marks_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="rise from 0 to 1"):
        rates_by_rank(0.1, [0, 0.5, 0.5, 1], 0.8)


def test_bins_are_the_best_of_all_cuts():
    """Every way to cut 9 scores into 3 bins is tried by hand."""
    histogram = {score: 40 + 7 * score for score in range(9)}
    bins = score_bins(histogram, rate=0.2, auc=0.8, bins=3, smallest=20)
    total = sum(histogram.values())
    above = np.concatenate([[0], np.cumsum([histogram[s] for s in range(8, -1, -1)])]) / total
    risk = dict(zip(range(8, -1, -1), rates_by_rank(0.2, list(above), 0.8), strict=True))

    def cost(cuts):
        found = 0.0
        for a, b in pairwise(cuts):
            size = sum(histogram[s] for s in range(a, b))
            rate = sum(histogram[s] * risk[s] for s in range(a, b)) / size
            found += size * math.sqrt(rate * (1 - rate))
        return found

    best = min(cost([0, a, b, 9]) for a in range(1, 8) for b in range(a + 1, 9))
    chosen = [int(b.low) for b in bins] + [9]
    assert len(bins) == 3
    assert cost(chosen) == pytest.approx(best, rel=1e-6)


def test_bins_hold_every_log_once_and_the_planned_crimes():
    rng = np.random.default_rng(2)
    values, counts = np.unique(np.round(rng.normal(size=5000), 2), return_counts=True)
    histogram = dict(zip(values.tolist(), counts.tolist(), strict=True))
    bins = score_bins(histogram, rate=0.05, auc=0.85, bins=5, smallest=50)
    assert sum(b.size for b in bins) == 5000
    assert all(b.size >= 50 for b in bins)
    assert all(a.high < b.low for a, b in pairwise(bins))
    for b in bins:
        assert b.size == sum(n for v, n in histogram.items() if b.low <= v <= b.high)
    assert sum(b.size * b.crime_rate for b in bins) == pytest.approx(250, abs=0.5)
    assert [b.crime_rate for b in bins] == sorted(b.crime_rate for b in bins)


def test_one_score_for_all_is_one_bin():
    assert [(b.size, b.crime_rate) for b in score_bins({3.0: 100}, rate=0.1, auc=0.9, bins=4)] == [
        (100, pytest.approx(0.1))
    ]
    assert score_bins({}, rate=0.1, auc=0.9, bins=4) == []


def test_auc_by_hand_and_with_weights():
    # Pairs (crime, without): 3>1, 3>2, 2=2 (a half), 2>1: 3.5 of 4.
    assert auc_from_readings([3, 2, 1, 2], [True, True, False, False], [1, 1, 1, 1]) == 0.875
    # The log with score 2 and no crime stands for three.
    weighted = auc_from_readings([3, 2, 1, 2], [True, True, False, False], [1, 1, 1, 3])
    assert weighted == pytest.approx((1 + 3 + 1 + 1.5) / 8)
    assert auc_from_readings([1, 2], [True, True], [1, 1]) is None


def test_risk_by_rank_is_the_same_for_the_same_score_and_adds_up():
    scores = [1.0, 1.0, 2.0, 5.0, 5.0, 5.0, 9.0, 0.0]
    risk = risk_by_rank(scores, 0.25, 0.8)
    assert risk[0] == risk[1]
    assert risk[7] < risk[0] < risk[2] < risk[3] < risk[6]
    assert risk.sum() == pytest.approx(2.0, abs=1e-6)


# Designs


def test_certain_strata_are_read_whole_and_minima_are_kept():
    found = numbers(
        [*STRATA, PlannedStratum(37, Plan(False, 0.3))],
        500,
        rate=0.85,
        floor=[4, 4, 25, 4],
        certain=[False, False, False, True],
    )
    assert found[3] == 37
    assert found[2] >= 25
    assert sum(found) == 500
    assert certain_floors([10, 20], 4, [True, False]) == [10, 4]


def test_too_many_certain_logs_are_refused_in_words():
    with pytest.raises(AllocationError, match="need a sample of 3008 or more, not 500"):
        numbers(STRATA, 500, rate=0.85, certain=[True, False, False])


def test_proportional_is_by_size_and_neyman_is_not():
    assert numbers(STRATA, 990, kind="proportional", rate=0.85) == [150, 40, 800]
    assert numbers(STRATA, 990, kind="neyman", rate=0.85)[1] > 100


def test_an_unknown_design_is_refused():
    with pytest.raises(AllocationError, match="one of simple, proportional, neyman, scored"):
        numbers(STRATA, 100, kind="quota", rate=0.85)
    with pytest.raises(AllocationError, match="one stratum only"):
        numbers(STRATA, 100, kind="simple", rate=0.85)


def test_a_simple_random_sample_has_the_variance_of_all_logs_together():
    one = simple(STRATA)
    assert one.size == sum(SIZES)
    # By hand: residual recorded - 0.85 x should over all logs of the plan.
    table = [(3000, p) for p in STRATA[0].plan.outcomes()]
    table += [(800, p) for p in STRATA[1].plan.outcomes()]
    table += [(16_000, p) for p in STRATA[2].plan.outcomes()]
    values = [(size * share / one.size, y - 0.85 * d) for size, (share, d, y) in table]
    mean = sum(w * v for w, v in values)
    assert one.plan.variance(1.0, -0.85) == pytest.approx(
        sum(w * (v - mean) ** 2 for w, v in values)
    )
    assert one.plan.should() * one.size == pytest.approx(3000 * 1.01 + 800 * 0.45 + 16_000 * 0.02)
    stratified = logs_needed(STRATA, 0.04, rate=0.85)
    assert logs_needed([one], 0.04, rate=0.85) > 1.5 * stratified


def test_a_mixed_plan_scales_and_divides_its_parts():
    plan = mixed([(3, Plan(True, 0.9, 0.1)), (1, Plan(False, 0.2))])
    assert plan.surprise_rate() == pytest.approx(0.75 * 0.9 + 0.25 * 0.2)
    assert plan.scaled(0.5).surprise_rate() == pytest.approx(plan.surprise_rate() / 2)
    assert plan.for_group(0.5).should() == pytest.approx(plan.should() / 2)
    again = mixed([(1, plan), (1, Plan(False, 0.1))])
    assert isinstance(again, MixedPlan)
    assert again.should() == pytest.approx((plan.should() + 0.1) / 2)
    assert sum(w for w, _ in again.parts) == pytest.approx(1)
    with pytest.raises(ValueError, match="at least one log"):
        mixed([])


def test_scores_cut_the_cells_where_it_saves_reading():
    rng = np.random.default_rng(3)

    def histogram(size):
        values, counts = np.unique(np.round(rng.normal(size=size), 1), return_counts=True)
        return dict(zip(values.tolist(), counts.tolist(), strict=True))

    cells = [
        Cell("crime, linked", Plan(True, 0.97, 0.01), 4000),
        Cell("other, not linked", Plan(False, 0.03), 20_000, histogram(20_000), 0.85),
        Cell("tiny, not linked", Plan(False, 0.03), 30, histogram(30), 0.85),
    ]
    strata = scored_strata(cells, rate=0.85, most=12)
    assert sum(s.size for s in strata) == 24_030
    assert [s.cell for s in strata if s.low is None] == ["crime, linked", "tiny, not linked"]
    cut = [s for s in strata if s.cell == "other, not linked"]
    assert 3 <= len(cut) <= 6
    assert sum(s.size * s.plan.crime_rate for s in cut) == pytest.approx(600, abs=1)
    whole = logs_needed([PlannedStratum(c.size, c.plan) for c in cells], 0.03, rate=0.85)
    assert logs_needed([s.planned for s in strata], 0.03, rate=0.85) < 0.75 * whole
    assert len(scored_strata(cells, rate=0.85, most=4)) == 4
    assert len(scored_strata(cells, rate=0.85, most=1)) == 3


def test_a_useless_score_cuts_nothing():
    cell = Cell("x", Plan(False, 0.1), 300, {1: 100, 2: 200}, 0.5)
    assert [s.name for s in scored_strata([cell], rate=0.85, most=9)] == ["x"]


def test_scores_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="don't add up to its 300 logs"):
        scored_strata([Cell("x", Plan(False, 0.1), 300, {1: 1}, 0.8)], rate=0.85, most=9)


# Several targets

GROUPS = {"violence": 0.286, "sexual": 0.031, "other": 0.683}


def targets(width=0.05):
    return [
        Target(name, width, 0.85, [s.plan.for_group(share) for s in STRATA])
        for name, share in GROUPS.items()
    ]


def test_one_target_needs_as_many_logs_as_the_planner_says():
    whole = [Target("all", 0.03, 0.85, [s.plan for s in STRATA])]
    found = numbers_for_targets(SIZES, whole)
    assert found.half_widths["all"] <= 0.03
    assert found.logs == pytest.approx(logs_needed(STRATA, 0.03, rate=0.85), abs=3)


def test_every_target_is_met_and_one_log_less_would_miss_one():
    found = numbers_for_targets(SIZES, targets())
    assert all(width <= 0.05 + 1e-9 for width in found.half_widths.values())
    for place, n in enumerate(found.numbers):
        if n > 4:
            fewer = list(found.numbers)
            fewer[place] -= 1
            widths = half_widths(SIZES, targets(), fewer)
            assert max(w / 0.05 for w in widths.values()) > 1


def test_the_smallest_sample_is_that_of_a_general_optimiser():
    """scipy minimises the number of logs under the same bounds."""
    wanted = [
        Target(
            "violence", 0.06, 0.8, [Plan(True, 0.3, 0.02), Plan(False, 0.2), Plan(False, 0.004)]
        ),
        Target("other", 0.05, 0.9, [Plan(True, 0.6, 0.02), Plan(False, 0.05), Plan(False, 0.01)]),
    ]
    found = numbers_for_targets(SIZES, wanted)

    def slack(n, target):
        should = sum(N * p.should() for N, p in zip(SIZES, target.plans, strict=True))
        variance = sum(
            N * (N - k) / k * p.variance(1.0, -target.rate)
            for N, k, p in zip(SIZES, n, target.plans, strict=True)
        )
        return (target.half_width / 1.959964) ** 2 - variance / should**2

    best = minimize(
        lambda n: n.sum() / 1000,
        np.array([500.0, 300.0, 900.0]),
        bounds=[(4, N) for N in SIZES],
        constraints=[{"type": "ineq", "fun": lambda n, t=t: 1e4 * slack(n, t)} for t in wanted],
        method="SLSQP",
        options={"maxiter": 500, "ftol": 1e-10},
    )
    assert best.success
    assert found.logs == pytest.approx(best.x.sum(), abs=4)


def test_a_target_that_needs_everything_gets_everything():
    found = numbers_for_targets(SIZES, targets(0.0001))
    assert found.numbers[1:] == SIZES[1:]
    assert all(width <= 0.0001 for width in found.half_widths.values())


def test_targets_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="at least one target"):
        numbers_for_targets(SIZES, [])
    with pytest.raises(ValueError, match="above 0"):
        numbers_for_targets(SIZES, [Target("all", 0.0, 0.85, [s.plan for s in STRATA])])
    with pytest.raises(ValueError, match="1 plans for 3 strata"):
        numbers_for_targets(SIZES, [Target("all", 0.03, 0.85, [Plan(False, 0.1)])])
    nothing = Target("none", 0.03, 0.85, [Plan(False, 0.0)] * 3)
    assert numbers_for_targets(SIZES, [nothing]).half_widths == {"none": None}


# Promises


def test_the_promise_is_wider_than_what_is_expected_and_kept_by_nine_in_ten():
    parts = share_out(700)
    expected = expected_half_width(STRATA, parts, rate=0.85)
    promised = promised_half_width(STRATA, parts, runs=150)
    widths = played_half_widths(STRATA, parts, runs=150, seed=99)
    assert promised > expected
    assert np.mean([width <= promised for width in widths]) >= 0.85


def test_a_surer_plan_promises_less_width():
    parts = share_out(700)
    sure = promised_half_width(STRATA, parts, trust=None, runs=150)
    assert sure < promised_half_width(STRATA, parts, trust=20, runs=150)


def test_a_promised_sample_is_larger_than_the_expected_one_and_no_larger_than_need_be():
    start = logs_needed(STRATA, 0.04, rate=0.85)
    found = promise(STRATA, 0.04, share_out, smallest=12, start=start, runs=100)
    assert found.half_width <= 0.04
    assert sum(found.numbers) == found.logs > start
    smaller = promised_half_width(STRATA, share_out(round(found.logs * 0.93)), runs=100)
    assert smaller > 0.04


def test_what_cannot_be_promised_by_a_sample_is_promised_by_reading_all():
    few = [PlannedStratum(40, Plan(False, 0.4))]
    found = promise(few, 0.001, lambda total: [min(total, 40)], smallest=4, start=10, runs=50)
    assert found.logs == 40
    assert found.half_width == 0


def test_the_plays_are_put_through_the_audits_own_estimator():
    """A play of one stratum has exactly the half-width of the estimate for its counts."""
    one = [PlannedStratum(500, Plan(False, 0.3))]
    widths = played_half_widths(one, [60], trust=None, runs=100, seed=4)
    possible = set()
    for hits in range(61):
        should = np.repeat([0, 1], [60 - hits, hits])
        audit = StratumReadings("0", 500, one[0].plan, should, np.zeros(60, dtype=np.int64))
        interval = estimate_rate([audit]).interval
        possible.add(1.0 if interval is None else interval.half_width)
    assert set(widths) <= possible
    assert len(set(widths)) > 3


def test_the_table_shows_what_a_smaller_sample_costs():
    assert smaller_samples(800) == [800, 600, 400, 200]
    assert smaller_samples(24) == [24, 20]
    rows = plan_table(
        STRATA, [800, 400], share_out, rate=0.85, minutes=6, targets=targets(), again=0.25, runs=50
    )
    assert [row.logs for row in rows] == [800, 400]
    assert [row.hours for row in rows] == [100, 50]
    assert rows[0].expected < rows[1].expected
    assert rows[0].promised < rows[1].promised
    assert set(rows[0].half_widths) == set(GROUPS)
    with pytest.raises(ValueError, match="minutes"):
        plan_table(STRATA, [800], share_out, rate=0.85, minutes=0)
