"""The interval holds the truth about as often as it says. Four hundred audits of a made-up force of 20,000 logs whose
truth is known, with several crimes in some logs; every step of an audit is the product's own but for the reading.

The force and the audits are fixed by their seeds, so the outcome is the same on every run.
"""

import numpy as np
import pytest

from benchmarks.coverage import design, make_force, mistaken, simulate
from onrecord.audit.planning.figures import default_planning

AUDITS = 400

pytestmark = pytest.mark.one_store


@pytest.fixture(scope="module")
def force():
    return make_force(np.random.default_rng(1), 20_000, (0.78, 0.89, 0.92))


@pytest.fixture(scope="module")
def outcomes(force):
    return simulate(force, default_planning(), 800, AUDITS)


def test_the_force_is_as_hard_as_meant(force):
    assert force.truth(0) == pytest.approx(0.78, abs=0.02)
    assert force.truth(1) == pytest.approx(0.89, abs=0.04)
    assert force.truth(2) == pytest.approx(0.92, abs=0.02)
    assert (force.should.sum(axis=0) > 1).sum() > 200
    # Crime is missed in codes that promise none, too.
    missed = (force.should - force.recorded).sum(axis=0)
    assert missed[force.code >= 4].sum() > 0.3 * missed.sum()


def test_the_95_per_cent_interval_covers_and_there_is_no_bias(outcomes):
    found = outcomes["all"]
    assert found.audits == AUDITS
    assert 0.93 <= found.logit <= 0.99
    assert 0.93 <= found.wald <= 0.99
    assert abs(found.bias) < 0.003
    # Neither too narrow nor so wide that it would cover anything.
    assert 0.9 < found.half_width / (1.96 * found.spread) < 1.3


@pytest.mark.parametrize("group", ["violence", "sexual", "other"])
def test_each_group_is_covered_too(outcomes, group):
    assert outcomes[group].logit >= 0.93
    assert abs(outcomes[group].bias) < 0.01


def test_missed_crimes_expanded_directly_are_covered(outcomes):
    assert 0.93 <= outcomes["all"].missed <= 0.99


@pytest.mark.parametrize("factor", [0.2, 3.0])
def test_wrong_planning_rates_move_nothing(force, factor):
    """The plan may be wrong by factors: the rate stays unbiased and the interval still covers."""
    found = simulate(force, mistaken(default_planning(), factor), 800, 100)["all"]
    assert found.logit >= 0.9
    assert abs(found.bias) < 0.006


def test_the_design_reads_every_kind_of_log(force):
    made = design(force, default_planning(), 800)
    assert sum(made.numbers) == 800
    assert sum(s.size for s in made.strata) == 20_000
    assert min(made.numbers) >= 4
