"""Whatever the numbers, for designs, agreement, comparison and active sampling: nothing lost, nothing out of bounds."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.statistics.active import chances
from onrecord.statistics.agreement import agreement
from onrecord.statistics.allocation import allocate
from onrecord.statistics.bins import score_bins
from onrecord.statistics.compare import compare, figure
from onrecord.statistics.funnel import limits
from onrecord.statistics.sequential import Step, sequential_test
from onrecord.statistics.strata import Plan
from onrecord.statistics.targets import Target, numbers_for_targets

share = st.floats(0, 1)
histograms = st.dictionaries(
    st.floats(-50, 50).map(lambda score: round(score, 1)),
    st.integers(0, 400),
    min_size=1,
    max_size=40,
)


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 60), st.floats(0, 10)), min_size=1, max_size=8
    ),
    st.integers(0, 3000),
)
def test_each_stratum_keeps_its_own_smallest_number(strata, total):
    sizes, floors, scores = (list(column) for column in zip(*strata, strict=True))
    lows = [min(low, size) for low, size in zip(floors, sizes, strict=True)]
    assume(sum(lows) <= min(total, sum(sizes)))
    found = allocate(sizes, scores, total, floors)
    assert sum(found) == min(total, sum(sizes))
    assert all(low <= n <= size for low, n, size in zip(lows, found, sizes, strict=True))


@given(histograms, share, st.floats(0.3, 1), st.integers(1, 7), st.integers(1, 50))
def test_bins_lose_no_log(histogram, rate, auc, bins, smallest):
    found = score_bins(histogram, rate=rate, auc=auc, bins=bins, smallest=smallest)
    assert sum(b.size for b in found) == sum(histogram.values())
    assert len(found) <= bins
    assert all(0 <= b.crime_rate <= 1 and b.low <= b.high for b in found)
    placed = [sum(b.low <= score <= b.high for b in found) for score, n in histogram.items() if n]
    assert placed == [1] * len(placed)
    if len(found) > 1:
        assert all(b.size >= smallest for b in found)


@given(
    st.lists(
        st.tuples(st.integers(1, 5000), st.booleans(), st.floats(0.001, 0.999)),
        min_size=1,
        max_size=6,
    ),
    st.lists(
        st.tuples(st.floats(0.01, 0.3), st.floats(0.05, 0.95), st.floats(0.01, 1)),
        min_size=1,
        max_size=3,
    ),
)
def test_every_target_is_met(strata, wanted):
    sizes = [size for size, _, _ in strata]
    targets = [
        Target(
            str(at),
            width,
            rate,
            [Plan(linked, crime).for_group(part) for _, linked, crime in strata],
        )
        for at, (width, rate, part) in enumerate(wanted)
    ]
    found = numbers_for_targets(sizes, targets)
    assert all(min(4, size) <= n <= size for n, size in zip(found.numbers, sizes, strict=True))
    for target in targets:
        reached = found.half_widths[target.name]
        assert reached is None or reached <= target.half_width * (1 + 1e-6)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.floats(0.1, 20)), max_size=40
    )
)
def test_agreement_is_always_in_order(pairs):
    found = agreement(
        [a for a, _, _ in pairs],
        [b for _, b, _ in pairs],
        weights=[w for _, _, w in pairs],
        categories="abc",
    )
    if not pairs:
        assert found.rate is None
        return
    assert 0 <= found.interval.low <= found.rate <= found.interval.high <= 1
    assert 1 - 1e-9 <= found.effective_n <= len(pairs) + 1e-9
    for one in (found.kappa, found.ac1):
        if one.value is None:
            assert one.reason
        else:
            assert -1 <= one.low <= one.value + 1e-9
            assert one.value - 1e-9 <= one.high <= 1


@given(share, st.integers(1, 10**6), share, st.integers(1, 10**6))
def test_a_comparison_is_always_in_order_and_the_same_backwards(a, n, b, m):
    there, back = compare(figure(a, n), figure(b, m)), compare(figure(b, m), figure(a, n))
    assert -1 <= there.interval.low <= there.difference + 1e-12
    assert there.difference - 1e-12 <= there.interval.high <= 1
    assert there.shown == back.shown
    assert abs(there.interval.low + back.interval.high) < 1e-9


@given(share, st.floats(1, 10**5), st.floats(0.5, 0.999))
def test_limits_hold_the_rate(rate, n, level):
    found = limits(rate, n, level)
    assert 0 <= found.low <= found.high <= 1
    # By less than one crime on either side, since nobody records a part of a crime.
    assert found.low <= rate + 1 / n
    assert found.high >= rate - 1 / n


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.floats(0.05, 1), share)
def test_chances_are_chances_and_add_up(spread, even, part):
    expected = max(1e-3, part * len(spread))
    found = chances(np.array(spread), expected, even)
    assert ((found > 0) & (found <= 1)).all()
    assert abs(found.sum() - expected) < 1e-6 * len(spread)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30), st.floats(0.05, 0.95))
def test_the_sequential_test_is_always_in_order(logs, target):
    steps = [Step(0, int(crime), int(crime and hit)) for crime, hit in logs]
    found = sequential_test(steps, sizes=[30], numbers=[30], target=target, most=1)
    assert 0 < found.p_above <= 1
    assert 0 < found.p_below <= 1
    assert found.read == len(logs)
    assert (found.above_after is not None) == (found.p_above <= 0.05)
    assert (found.below_after is not None) == (found.p_below <= 0.05)
