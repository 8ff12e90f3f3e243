"""Whatever the numbers: totals come out exactly, bounds stay in order, nothing is NaN."""

import hashlib
import math

from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.statistics import intervals
from onrecord.statistics.allocation import allocate
from onrecord.statistics.draw import draw
from onrecord.statistics.estimator import estimate_missed, estimate_rate
from onrecord.statistics.missed import missed_a_year
from onrecord.statistics.partial import pool_unread, undecidable_bounds
from onrecord.statistics.strata import Plan, readings

share = st.floats(0, 1)
level = st.floats(0.5, 0.999)


@st.composite
def strata_sets(draw_from, unread=False):
    """Some strata, partly read, in any state of affairs."""
    found = []
    for number in range(draw_from(st.integers(1, 6))):
        plan = Plan(
            draw_from(st.booleans()),
            draw_from(st.floats(0.001, 0.999)),
            draw_from(st.floats(0.001, 0.2)),
        )
        counts = draw_from(
            st.lists(
                st.integers(0, 4).flatmap(lambda d: st.tuples(st.just(d), st.integers(0, d))),
                min_size=0 if unread else 1,
                max_size=12,
            )
        )
        size = len(counts) + draw_from(st.sampled_from([0, 1, 7, 500, 100_000]))
        found.append(
            readings(f"s{number}", size, plan, [d for d, _ in counts], [y for _, y in counts])
        )
    return found


@given(strata_sets(), level)
def test_an_estimate_is_always_in_order(strata, at):
    found = estimate_rate(strata, at)
    if found.rate is None:
        assert found.reason
        assert not any(s.should.sum() for s in strata)
        return
    assert 0 <= found.interval.low <= found.rate <= found.interval.high <= 1
    if found.wald is not None:
        assert 0 <= found.wald.low <= found.rate <= found.wald.high <= 1
        assert math.isfinite(found.se)
    if any(s.read < s.size for s in strata):
        assert found.interval.low < found.interval.high
    total = estimate_missed(strata, at)
    assert 0 <= total.low <= total.total <= total.high < math.inf
    # What was found can't be more than what is estimated: each log stands for itself at least.
    assert total.total >= sum(int((s.should - s.recorded).sum()) for s in strata) - 1e-9


@given(strata_sets(unread=True), st.data())
def test_partly_read_samples_give_an_estimate_or_a_reason(strata, data):
    found = pool_unread(strata)
    if found.reason is not None:
        assert found.strata == []
        return
    assert sum(s.size for s in found.strata) == sum(s.size for s in strata)
    assert sum(s.read for s in found.strata) == sum(s.read for s in strata)
    estimate = estimate_rate(found.strata)
    room = {s.name: data.draw(st.integers(0, min(3, s.size - s.read))) for s in found.strata}
    bounds = undecidable_bounds(found.strata, room)
    if bounds is None:
        assert estimate.rate is None
    else:
        assert 0 <= bounds[0] <= bounds[1] <= 1
        if estimate.rate is not None and not any(room.values()):
            assert math.isclose(bounds[0], estimate.rate, abs_tol=1e-12)


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.floats(0, 1e6)), min_size=1, max_size=30),
    st.integers(0, 20_000),
    st.integers(0, 6),
)
def test_allocation_comes_out_exactly_and_within_its_bounds(strata, total, floor):
    sizes, scores = [s for s, _ in strata], [x for _, x in strata]
    lows = [min(floor, size) for size in sizes]
    total = min(total, sum(sizes))
    assume(sum(lows) <= total)
    numbers = allocate(sizes, scores, total, floor)
    assert sum(numbers) == total
    assert all(low <= n <= size for low, n, size in zip(lows, numbers, sizes, strict=True))
    # Nobody with a larger score and room gets fewer than somebody with a smaller one (but for rounding).
    for a, b in zip(range(len(sizes)), range(1, len(sizes)), strict=False):
        if scores[a] > scores[b] and numbers[a] < sizes[a] and numbers[b] > lows[b]:
            assert numbers[a] >= numbers[b] - 1 or scores[a] == 0


@given(
    st.lists(st.tuples(st.integers(0, 3), st.text(max_size=4), st.text(max_size=6)), unique_by=lambda r: r[1:], max_size=60),
    st.lists(st.integers(0, 10), min_size=4, max_size=4),
    st.text(max_size=8),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_draw_is_the_sorted_list_cut_off(rows, numbers, seed, shuffler):
    expected = []
    for stratum, n in enumerate(numbers):
        mine = [
            (hashlib.sha256(f"{seed}|f|{s}|{k}".encode()).digest(), s, k)
            for h, s, k in rows
            if h == stratum
        ]
        expected.append(sorted(mine)[:n])
    shuffler.shuffle(rows)
    drawn = draw(rows, numbers, seed=seed, frame_hash="f")
    assert [[tuple(log) for log in group] for group in drawn] == expected


@given(share, st.integers(1, 10**6), level)
def test_intervals_hold_their_rate(rate, n, at):
    for method in (intervals.wald, intervals.logit, intervals.wilson, intervals.clopper_pearson):
        found = method(rate, n, at)
        assert 0 <= found.low <= found.high <= 1
        assert found.low <= rate + 1e-9
        assert found.high >= rate - 1e-9


@given(share, st.floats(1e-6, 10), level)
def test_intervals_from_an_error_hold_their_rate(rate, se, at):
    assume(1e-9 < rate < 1 - 1e-9)
    for method in (intervals.wald_from_se, intervals.logit_from_se):
        found = method(rate, se, at)
        assert 0 <= found.low <= rate + 1e-9
        assert rate - 1e-9 <= found.high <= 1


@given(st.floats(0, 1e7), st.floats(0.001, 1), st.floats(0.001, 1), st.floats(0.001, 1))
def test_missed_crimes_keep_the_order_of_the_rates(recorded, a, b, c):
    low, rate, high = sorted((a, b, c))
    found = missed_a_year(recorded, rate, low, high)
    assert 0 <= found.low <= found.estimate <= found.high
