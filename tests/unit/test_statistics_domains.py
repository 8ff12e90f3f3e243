"""Parts of the whole from the same sample, and the bootstrap beside the formulas."""

import itertools
import math

import numpy as np
import pytest

from onrecord.statistics.bootstrap import bootstrap_rate
from onrecord.statistics.domains import (
    all_intervals,
    estimate_domain,
    estimate_domains,
    restrict,
)
from onrecord.statistics.estimator import estimate_rate, totals
from onrecord.statistics.strata import Plan, StratumReadings, readings

LINKED, UNLINKED = Plan(True, 0.97, 0.04), Plan(False, 0.1)


def sample(rng, n=200, size=2000):
    """Two strata whose logs belong to three departments."""
    found, labels = [], []
    for name, plan, rate in (("l", LINKED, 0.95), ("u", UNLINKED, 0.15)):
        should = rng.binomial(1, rate, n) * (1 + rng.binomial(1, 0.15, n))
        recorded = np.minimum(should, 1) * int(plan.linked)
        found.append(StratumReadings(name, size, plan, should, recorded))
        labels.append(rng.choice(["north", "south", "west"], n, p=[0.6, 0.3, 0.1]).tolist())
    return found, labels


def test_the_parts_add_up_to_the_whole():
    strata, labels = sample(np.random.default_rng(1))
    parts = estimate_domains(strata, labels)
    assert [p.name for p in parts] == ["north", "south", "west"]
    should, recorded = totals(strata)
    assert sum(p.result.should for p in parts) == pytest.approx(should)
    assert sum(p.result.recorded for p in parts) == pytest.approx(recorded)
    assert sum(p.n_logs for p in parts) == 400
    assert sum(p.n_should for p in parts) == sum(int(s.should.sum()) for s in strata)


def test_everything_is_the_whole():
    strata, _ = sample(np.random.default_rng(2))
    every = estimate_domain("all", strata, [np.ones(s.read, bool) for s in strata], share=1.0)
    assert every.result == estimate_rate(strata)


def test_a_domains_variance_is_right_over_every_sample():
    """Every sample of 4 of 8 logs: the mean of the estimated variance of the domain's total against its true variance."""
    should = [1, 2, 0, 3, 1, 0, 2, 1]
    inside = [True, True, False, True, False, True, True, False]
    found = []
    for pick in itertools.combinations(range(8), 4):
        part = restrict(
            [readings("u", 8, UNLINKED, [should[i] for i in pick], [0] * 4)],
            [np.array([inside[i] for i in pick])],
            1.0,
        )[0]
        found.append((8 / 4 * part.should.sum(), 8 * (8 - 4) / 4 * part.should.var(ddof=1)))
    total, variance = np.array(found).T
    assert total.mean() == sum(d for d, here in zip(should, inside, strict=True) if here)
    assert variance.mean() == pytest.approx(total.var())


def test_small_domains_are_marked_and_empty_ones_say_why():
    strata, labels = sample(np.random.default_rng(3), n=60)
    parts = {p.name: p for p in estimate_domains(strata, labels)}
    assert parts["west"].few
    assert not parts["north"].few
    none = estimate_domain("east", strata, [np.zeros(s.read, bool) for s in strata])
    assert none.result.rate is None
    assert none.result.reason == "No log of this part was read."
    with pytest.raises(ValueError, match="3 marks for 60 logs"):
        estimate_domain("x", strata, [np.ones(3, bool)] * 2)


def test_domain_intervals_hold_the_truth():
    """A department with a tenth of the logs, 300 samples of a known frame."""
    rng = np.random.default_rng(4)
    size = 3000
    frame = {}
    for name, rate, linked in (("l", 0.95, True), ("u", 0.12, False)):
        should = rng.binomial(1, rate, size)
        here = rng.random(size) < 0.1
        frame[name] = (should, should * int(linked), here)
    truth = sum(int(y[here].sum()) for _, y, here in frame.values()) / sum(
        int(d[here].sum()) for d, _, here in frame.values()
    )
    held = {"logit": 0, "wald": 0, "wilson": 0, "clopper-pearson": 0}
    for _ in range(300):
        strata, marks = [], []
        for name, (d, y, here) in frame.items():
            pick = rng.choice(size, 400, replace=False)
            strata.append(
                StratumReadings(name, size, LINKED if name == "l" else UNLINKED, d[pick], y[pick])
            )
            marks.append(here[pick])
        found = all_intervals(estimate_domain("tenth", strata, marks).result)
        for method in held:
            # Where no crime was missed in the department's logs there is one interval only.
            interval = found.get(method) or next(iter(found.values()))
            held[method] += interval.low <= truth <= interval.high
    assert held["logit"] / 300 >= 0.93
    assert held["clopper-pearson"] >= held["wilson"] >= 0.93 * 300


def test_all_intervals_of_a_whole_frame_is_one():
    every = readings("l", 3, LINKED, [1, 1, 2], [1, 1, 1])
    assert list(all_intervals(estimate_rate([every]))) == ["every log was read"]
    nothing = estimate_rate([readings("u", 9, UNLINKED, [0, 0], [0, 0])])
    assert all_intervals(nothing) == {}


# Bootstrap


def test_the_bootstrap_repeats_the_formula():
    strata, _ = sample(np.random.default_rng(5), n=400, size=900)
    plain = estimate_rate(strata)
    found = bootstrap_rate(strata, repeats=4000)
    assert found.rate == pytest.approx(plain.rate)
    assert found.se == pytest.approx(plain.se, rel=0.05)
    assert found.interval.low == pytest.approx(plain.interval.low, abs=0.006)
    assert found.interval.high == pytest.approx(plain.interval.high, abs=0.006)
    assert found.lost == 0


def test_the_bootstrap_takes_in_the_finite_population():
    strata, _ = sample(np.random.default_rng(6), n=300, size=310)
    free = [StratumReadings(s.name, 10**6, s.plan, s.should, s.recorded) for s in strata]
    near, far = bootstrap_rate(strata), bootstrap_rate(free)
    assert near.se == pytest.approx(far.se * math.sqrt(10 / 310), rel=0.1)


def test_crimes_of_one_log_stay_together():
    """The same crimes in fewer logs must give a wider interval."""
    alone = readings("l", 10_000, LINKED, [1] * 60, [1] * 30 + [0] * 30)
    packed = readings("l", 10_000, LINKED, [3] * 20, [3] * 10 + [0] * 10)
    assert bootstrap_rate([packed]).se > 1.5 * bootstrap_rate([alone]).se


def test_the_same_seed_gives_the_same_bounds():
    strata, _ = sample(np.random.default_rng(7))
    assert bootstrap_rate(strata, seed=3) == bootstrap_rate(strata, seed=3)
    assert bootstrap_rate(strata, seed=3) != bootstrap_rate(strata, seed=4)


def test_what_the_bootstrap_cannot_do():
    strata, _ = sample(np.random.default_rng(8))
    assert bootstrap_rate([readings("u", 9, UNLINKED, [0, 0], [0, 0])]) is None
    with pytest.raises(ValueError, match="100 repeats"):
        bootstrap_rate(strata, repeats=10)
    with pytest.raises(ValueError, match="between 0 and 1"):
        bootstrap_rate(strata, level=95)
    with pytest.raises(ValueError, match="at least one reading"):
        bootstrap_rate([readings("u", 9, UNLINKED, [], [])])
