"""Before the reading: how wide, how many."""

import math

import numpy as np
import pytest

from onrecord.statistics.allocation import neyman
from onrecord.statistics.estimator import estimate_rate
from onrecord.statistics.missed import missed_a_year
from onrecord.statistics.planner import (
    PlannedStratum,
    expected_half_width,
    expected_rate,
    logs_needed,
)
from onrecord.statistics.strata import Plan, readings

STRATA = [
    PlannedStratum(3000, Plan(True, 0.97, 0.04)),
    PlannedStratum(800, Plan(False, 0.45)),
    PlannedStratum(16_000, Plan(False, 0.02)),
]


def test_by_hand():
    """One stratum: z sqrt(N (N-n)/n) S / D."""
    plan = Plan(False, 0.2)
    width = expected_half_width([PlannedStratum(1000, plan)], [100], rate=0.8)
    spread = 0.8 * math.sqrt(0.2 * 0.8)
    assert plan.spread(0.8) == pytest.approx(spread)
    assert width == pytest.approx(1.959964 * math.sqrt(1000 * 900 / 100) * spread / 200, rel=1e-6)


def test_planned_moments_of_a_linked_stratum():
    plan = Plan(True, 0.97, 0.04)
    assert plan.should() == pytest.approx(0.97 + 0.04)
    assert plan.recorded() == pytest.approx(0.97)
    # Residuals at .85: 0 in .03, .15 in .93, -.7 in .04.
    mean = 0.93 * 0.15 - 0.04 * 0.7
    square = 0.93 * 0.15**2 + 0.04 * 0.7**2
    assert plan.spread(0.85) ** 2 == pytest.approx(square - mean**2)


def test_more_logs_give_a_narrower_interval_and_logs_needed_is_the_turning_point():
    needed = logs_needed(STRATA, 0.03, rate=0.85)
    sizes, spreads = [s.size for s in STRATA], [s.plan.spread(0.85) for s in STRATA]

    def width(n):
        return expected_half_width(STRATA, neyman(sizes, spreads, n), rate=0.85)

    assert width(needed) <= 0.03 < width(needed - 2)
    assert 300 < needed < 3000
    widths = [width(n) for n in (100, 200, 400, 800, 1600)]
    assert widths == sorted(widths, reverse=True)
    # Twice as narrow takes about four times as many.
    assert width(1600) / width(400) == pytest.approx(0.5, abs=0.05)


def test_a_wish_that_all_logs_just_fulfil_takes_all_or_nearly_all():
    assert logs_needed(STRATA, 1e-9, rate=0.85) == 19_800
    assert logs_needed(STRATA, 5.0, rate=0.85) == 12


def test_without_crime_to_expect_there_is_nothing_to_plan():
    nothing = [PlannedStratum(100, Plan(False, 0.0))]
    assert expected_half_width(nothing, [10], rate=0.85) is None
    assert logs_needed(nothing, 0.03, rate=0.85) is None
    assert expected_rate(nothing) is None


def test_expected_rate_follows_from_the_plan():
    strata = [PlannedStratum(100, Plan(True, 1.0)), PlannedStratum(100, Plan(False, 0.25))]
    assert expected_rate(strata) == pytest.approx(0.8)


@pytest.mark.parametrize("half_width", [0.0, -0.03])
def test_an_impossible_wish_is_refused(half_width):
    with pytest.raises(ValueError, match="above 0"):
        logs_needed(STRATA, half_width, rate=0.85)


def test_a_stratum_without_logs_to_read_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        expected_half_width(STRATA, [10, 10, 0], rate=0.85)


def test_the_promise_is_kept_when_the_plan_is_right():
    """Readings made by the plan itself: the estimated half-width is near the promised one, on average."""
    rng = np.random.default_rng(11)
    sizes, spreads = [s.size for s in STRATA], [s.plan.spread(0.85) for s in STRATA]
    rate = expected_rate(STRATA)
    numbers = neyman(sizes, spreads, 1200)
    promised = expected_half_width(STRATA, numbers, rate=rate)
    widths = []
    for _ in range(60):
        strata = []
        for at, (stratum, n) in enumerate(zip(STRATA, numbers, strict=True)):
            table = stratum.plan.outcomes()
            drawn = rng.choice(len(table), n, p=[share for share, _, _ in table])
            should = [table[k][1] for k in drawn]
            recorded = [table[k][2] for k in drawn]
            strata.append(readings(str(at), stratum.size, stratum.plan, should, recorded))
        widths.append(1.959964 * estimate_rate(strata).se)
    assert np.mean(widths) == pytest.approx(promised, rel=0.06)


def test_missed_a_year_at_the_edges():
    nothing = missed_a_year(1000, 1.0, 0.9, 1.0)
    assert (nothing.estimate, nothing.low) == (0, 0)
    assert nothing.high == pytest.approx(111.1, abs=0.1)
    endless = missed_a_year(1000, 0.0, 0.0, 0.1)
    assert (endless.estimate, endless.high) == (None, None)
    assert endless.low == pytest.approx(9000)
    alone = missed_a_year(1000, 0.8)
    assert (alone.estimate, alone.low, alone.high) == (pytest.approx(250), None, None)
    with pytest.raises(ValueError, match="below 0"):
        missed_a_year(-1, 0.8)
    with pytest.raises(ValueError, match="between 0 and 1"):
        missed_a_year(10, 1.8)
