"""The sequential test: a fair bet over every order, sound at any stopping time, and able to show what is true."""

import hashlib
import itertools
import math

import numpy as np
import pytest

from onrecord.statistics.bets import STAKES, Bets, Step
from onrecord.statistics.sequential import (
    SequentialTest,
    confidence_sequence,
    sequential_order,
    sequential_shares,
    sequential_test,
)


def stratified_order(rng, sizes, numbers, should, recorded):
    """A stratified sample in random order, as the draw gives it."""
    items = [
        (h, log)
        for h, (size, n) in enumerate(zip(sizes, numbers, strict=True))
        for log in rng.choice(size, n, replace=False)
    ]
    rng.shuffle(items)
    return [Step(int(h), int(should[h][log]), int(recorded[h][log])) for h, log in items]


def test_the_bet_is_fair_on_the_boundary_over_every_order():
    """Two strata, 3 of 5 and 2 of 4 logs: the mean capital over every possible beginning is exactly 1, stratum by stratum order."""
    logs = [[(1, 0), (1, 1), (0, 0), (2, 1), (0, 0)], [(1, 1), (1, 1), (0, 0), (1, 0)]]
    sizes, numbers = [5, 4], [3, 2]
    # The rate of these nine logs: 4 of 7.
    target = 4 / 7
    samples = itertools.product(
        itertools.permutations(range(5), 3), itertools.permutations(range(4), 2)
    )
    orders = set(itertools.permutations([0, 0, 0, 1, 1]))
    # Capital after 1, 2 and 3 logs; before the third no stratum can have run out but the small one.
    capital = {1: [], 2: []}
    for (a, b), order in itertools.product(list(samples), orders):
        bets = Bets(np.array([target]), sizes, numbers, None, 2)
        left = [list(a), list(b)]
        for count, h in enumerate(order[:2], start=1):
            d, y = logs[h][left[h].pop(0)]
            assert bets.read(Step(h, d, y))
            capital[count].append((bets._up[0].mean(), bets._down[0].mean()))
    for found in capital.values():
        assert np.mean(found, axis=0) == pytest.approx([1, 1], abs=1e-9)


def test_the_bet_is_fair_in_an_order_by_shares_even_when_a_stratum_is_read_whole():
    """Strata of 2 and 3 logs, shares 0.3 and 0.7: every order of four steps with its probability."""
    logs = [[(1, 0), (1, 1)], [(2, 1), (1, 1), (0, 0)]]
    target = 3 / 5
    shares = [0.3, 0.7]
    total = np.zeros(2)
    for a, b in itertools.product(
        itertools.permutations(range(2)), itertools.permutations(range(3))
    ):
        for order in itertools.product([0, 1], repeat=4):
            left = [list(a), list(b)]
            probability = 1 / (2 * 6)
            bets = Bets(np.array([target]), [2, 3], None, shares, 2)
            for h in order:
                still = [s for s in (0, 1) if left[s]]
                if h not in still:
                    probability = 0.0
                    break
                probability *= shares[h] / sum(shares[s] for s in still)
                d, y = logs[h][left[h].pop(0)]
                assert bets.read(Step(h, d, y))
            if probability:
                up, down = bets._up[0].mean(), bets._down[0].mean()
                total += probability * np.array([up, down])
    assert total == pytest.approx([1, 1], abs=1e-9)


def test_the_capital_of_a_simple_sample_by_hand():
    """One stratum of 10 logs, target 0.5, at most one crime: X = [sum so far + 10 left x z] / 10."""
    bets = Bets(np.array([0.5]), [10], [4], None, 1)
    bets.read(Step(0, 1, 1))
    # First log: z = 0.5, X = 0.5; the worst would be -0.5, so the largest stake is 2.
    first = 1 + STAKES * 2 * 0.5
    assert bets._up[0] == pytest.approx(first)
    bets.read(Step(0, 1, 0))
    # Second: z = -0.5, nine left: X = (0.5 - 4.5)/10 = -0.4, and that is the worst.
    assert bets._up[0] == pytest.approx(first * (1 - STAKES))
    assert bets.best_up[0] == pytest.approx(math.log(first.mean()))


def force(rng, accuracy):
    """Three strata: linked, likely and unlikely, as a design makes them."""
    sizes = [1800, 700, 7500]
    should = [
        np.ones(1800, int),
        (rng.random(700) < 0.45).astype(int),
        (rng.random(7500) < 0.03).astype(int),
    ]
    recorded = [np.ones(1800, int), np.zeros(700, int), np.zeros(7500, int)]
    missed = 1800 * (1 - accuracy) / accuracy
    # Missed crimes in exactly the number that the accuracy leaves.
    for h, share in ((1, 0.6), (2, 0.4)):
        should[h][:] = 0
        should[h][: round(missed * share)] = 1
    truth = 1800 / sum(int(d.sum()) for d in should)
    return sizes, should, recorded, truth


def test_on_the_boundary_it_errs_in_at_most_one_of_twenty_whenever_one_looks():
    rng = np.random.default_rng(1)
    sizes, should, recorded, truth = force(rng, 0.85)
    numbers = [150, 250, 400]
    wrong_above = wrong_below = 0
    for _ in range(80):
        steps = stratified_order(rng, sizes, numbers, should, recorded)[:350]
        found = sequential_test(steps, sizes=sizes, numbers=numbers, target=truth, most=1)
        wrong_above += found.above_after is not None
        wrong_below += found.below_after is not None
    # 5 % of 80 is 4; 9 has a chance of 2 % even if the error were exactly 5 %.
    assert wrong_above < 9
    assert wrong_below < 9


def order_by_shares(rng, sizes, shares, should, recorded, steps):
    """An order drawn for the purpose, with the product's own draw."""
    pools = [
        [("sim", str(log)) for log in rng.permutation(size)[:steps].tolist()] for size in sizes
    ]
    seed = str(rng.integers(2**40))
    order = sequential_order(pools, sizes, shares, steps, seed=seed, frame_hash="f")
    return [Step(h, int(should[h][int(ref)]), int(recorded[h][int(ref)])) for h, _, ref in order]


def test_an_order_drawn_for_the_purpose_is_sound_and_shows_more():
    rng = np.random.default_rng(4)
    sizes, should, recorded, truth = force(rng, 0.85)
    shares = sequential_shares([200.0, 300.0, 500.0], sizes)
    assert sum(shares) == pytest.approx(1)
    wrong = shown = 0
    for _ in range(30):
        steps = order_by_shares(rng, sizes, shares, should, recorded, 700)
        assert len(steps) == 700
        options = {"sizes": sizes, "shares": shares, "most": 1}
        boundary = sequential_test(steps[:400], target=truth, **options)
        wrong += boundary.above_after is not None or boundary.below_after is not None
        shown += sequential_test(steps, target=0.75, **options).above_after is not None
    # Two tests of 5 % each: 3 of 30 at most on average.
    assert wrong <= 7
    assert shown >= 22


def test_the_order_can_be_drawn_again_and_skips_what_is_read_whole():
    pools = [[("s", "a"), ("s", "b")], [("s", f"c{i}") for i in range(30)]]
    options = {"seed": "7", "frame_hash": "ab"}
    order = sequential_order(pools, [2, 500], [0.5, 0.5], 20, **options)
    assert order == sequential_order(pools, [2, 500], [0.5, 0.5], 20, **options)
    assert order[:10] == sequential_order(pools, [2, 500], [0.5, 0.5], 10, **options)
    assert [ref for h, _, ref in order if h == 0] == ["a", "b"]
    assert len(order) == 20
    # The first step by hand.
    number = int(hashlib.sha256(b"step|7|ab|1").hexdigest(), 16) / 2**256
    assert order[0][0] == (0 if number < 0.5 else 1)
    # A pool that is used up before its stratum is: the order ends there.
    assert len(sequential_order(pools, [500, 500], [0.5, 0.5], 20, **options)) < 20
    assert len(sequential_order(pools, [2, 30], [0.5, 0.5], 99, **options)) == 32


@pytest.mark.parametrize(("target", "word"), [(0.7, "above"), (0.93, "below")])
def test_it_shows_what_is_true_and_stops_early(target, word):
    rng = np.random.default_rng(2)
    sizes, should, recorded, _ = force(rng, 0.85)
    numbers = [150, 250, 400]
    after = []
    for _ in range(15):
        steps = stratified_order(rng, sizes, numbers, should, recorded)
        found = sequential_test(steps, sizes=sizes, numbers=numbers, target=target, most=1)
        after.append(found.above_after if word == "above" else found.below_after)
        assert (found.below_after if word == "above" else found.above_after) is None
    shown = [n for n in after if n is not None]
    assert len(shown) >= 13
    assert np.mean(shown) < 500


def test_the_confidence_sequence_holds_the_truth_at_every_moment():
    rng = np.random.default_rng(3)
    recorded = np.r_[np.ones(1700, int), np.zeros(300, int)]
    lost = 0
    for _ in range(25):
        order = rng.permutation(2000)[:300]
        steps = [Step(0, 1, int(recorded[i])) for i in order]
        found = confidence_sequence(steps, sizes=[2000], numbers=[300], most=1)
        assert len(found) == 300
        lost += any(not i.low <= 0.85 <= i.high for i in found)
        assert found[-1].half_width < 0.09
    assert lost <= 4


def test_reading_a_whole_frame_leaves_no_doubt():
    steps = [Step(0, 1, int(i % 10 != 0)) for i in range(400)]
    found = confidence_sequence(steps, sizes=[400], numbers=[400], most=1)[-1]
    assert found.low <= 0.9 <= found.high
    assert found.half_width < 0.02


def test_it_ends_when_a_stratum_has_no_log_left():
    steps = [Step(0, 1, 1), Step(1, 0, 0), Step(0, 1, 1), Step(0, 1, 1)]
    found = sequential_test(steps, sizes=[100, 50], numbers=[3, 1], target=0.5)
    assert found.ended
    assert found.read == 2
    # A stratum that is read whole may run out: nothing of it is left unknown.
    whole = sequential_test(steps, sizes=[100, 1], numbers=[3, 1], target=0.5)
    assert not whole.ended
    assert whole.read == 4


def test_the_sentences():
    def at(above, below):
        return SequentialTest(0.9, 0.05, 300, 1.0, 1.0, above, below, False).sentence

    assert at(209, None).startswith("The rate is above 90 %: shown after 209 logs")
    assert at(None, 209).startswith("The rate is below 90 %")
    assert "isn't shown" in at(None, None)


@pytest.mark.parametrize(
    ("steps", "options", "words"),
    [
        ([Step(0, 6, 1)], {}, "at most 4 missed"),
        ([Step(0, 1, 1)] * 4, {}, "More logs were read"),
        ([], {"target": 90}, "target must lie"),
        ([], {"error": 0}, "error must lie"),
        ([], {"numbers": [20]}, "not more than its size"),
        ([], {"most": 0}, "at least one crime"),
        ([], {"numbers": None}, "either the numbers"),
        ([], {"numbers": None, "shares": [0.0]}, "share above 0"),
        ([Step(0, 1, 1)] * 11, {"numbers": None, "shares": [1.0]}, "than the frame has"),
    ],
)
def test_what_cannot_be_is_refused(steps, options, words):
    sizes = [3, 10] if words.startswith("More") else [10]
    numbers = [3, 2] if words.startswith("More") else [3]
    with pytest.raises(ValueError, match=words):
        sequential_test(steps, **{"sizes": sizes, "numbers": numbers, "target": 0.9, **options})
