"""The draw: the same on any machine, and anybody can do it again."""

import hashlib

from onrecord.statistics.draw import draw, draw_number, reading_number, reading_order

FRAME = "ab" * 32
LOGS = [(i % 3, "storm", f"{i:04d}") for i in range(300)]


def test_golden_numbers():
    """Fixed for ever: a change here would change every sample that was ever drawn."""
    assert (
        draw_number("7", FRAME, "storm", "0001").hex()
        == "2f74a3616d5176e13bcf3e6ed0670a1c5c0098611bc4f9aa0f1af0baf837f3a8"
    )
    assert (
        reading_number("7", FRAME, "storm", "0001").hex()
        == "6b2214138a10c41473bc63aa188fab0262237e435bebd536ee723df68cbc4b03"
    )
    assert draw_number("Würfel 4-2-6", FRAME, "sÿstem", "Ä/1").hex().startswith("8235beb3a6ab2318")


def test_golden_sample():
    drawn = draw(LOGS, [3, 2, 1], seed="7", frame_hash=FRAME)
    assert [[log.ref_key for log in group] for group in drawn] == [
        ["0090", "0267", "0174"],
        ["0043", "0217"],
        ["0071"],
    ]


def test_golden_reading_order():
    logs = [("storm", f"{i:04d}") for i in range(6)]
    assert [key for _, key in reading_order(logs, seed="7", frame_hash=FRAME)] == [
        "0000",
        "0005",
        "0001",
        "0004",
        "0003",
        "0002",
    ]


def test_the_number_is_what_any_hash_program_gives():
    text = f"seed 1|{FRAME}|storm|20BW/1/18"
    assert (
        draw_number("seed 1", FRAME, "storm", "20BW/1/18") == hashlib.sha256(text.encode()).digest()
    )
    text = f"reading order|seed 1|{FRAME}|storm|20BW/1/18"
    assert (
        reading_number("seed 1", FRAME, "storm", "20BW/1/18")
        == hashlib.sha256(text.encode()).digest()
    )


def test_it_is_the_first_n_of_each_stratum_by_number():
    drawn = draw(LOGS, [10, 0, 100], seed="x", frame_hash=FRAME)
    for stratum, wanted in enumerate([10, 0, 100]):
        everyone = sorted(
            (hashlib.sha256(f"x|{FRAME}|{s}|{k}".encode()).digest(), s, k)
            for h, s, k in LOGS
            if h == stratum
        )
        assert [tuple(log) for log in drawn[stratum]] == everyone[:wanted]


def test_the_order_of_the_frame_makes_no_difference():
    shuffled = sorted(LOGS, key=lambda log: hashlib.sha256(log[2].encode()).digest())
    assert shuffled != LOGS
    assert draw(shuffled, [5, 5, 5], seed="s", frame_hash=FRAME) == draw(
        LOGS, [5, 5, 5], seed="s", frame_hash=FRAME
    )


def test_seed_and_frame_each_change_everything():
    one = draw(LOGS, [20, 20, 20], seed="1", frame_hash=FRAME)
    assert one != draw(LOGS, [20, 20, 20], seed="2", frame_hash=FRAME)
    assert one != draw(LOGS, [20, 20, 20], seed="1", frame_hash="cd" * 32)


def test_a_larger_sample_holds_the_smaller_one():
    small = draw(LOGS, [5, 5, 5], seed="s", frame_hash=FRAME)
    large = draw(LOGS, [9, 9, 9], seed="s", frame_hash=FRAME)
    assert all(b[:5] == a for a, b in zip(small, large, strict=True))


def test_equal_numbers_stand_in_order_of_system_and_reference():
    rows = [(0, "a|b", "c"), (0, "a", "b|c")]
    assert draw_number("s", FRAME, "a|b", "c") == draw_number("s", FRAME, "a", "b|c")
    drawn = draw(rows, [1], seed="s", frame_hash=FRAME)
    assert [(log.system, log.ref_key) for log in drawn[0]] == [("a", "b|c")]


def test_equal_numbers_are_not_lost_when_the_list_is_cut_on_the_way():
    others = [(0, "x", f"{i}") for i in range(200)]
    seed = next(
        f"{n}"
        for n in range(10_000)
        if draw_number(f"{n}", FRAME, "a|b", "c")
        < min(draw_number(f"{n}", FRAME, s, k) for _, s, k in others)
    )
    rows = [(0, "a|b", "c"), *others, (0, "a", "b|c")]
    assert draw(rows, [1], seed=seed, frame_hash=FRAME)[0][0].ref_key == "b|c"


def test_every_log_is_drawn_about_equally_often():
    """10 of 100 logs, 600 seeds: each log is expected 60 times, with a standard deviation of 7.3."""
    rows = [(0, "storm", f"{i}") for i in range(100)]
    times = dict.fromkeys((key for _, _, key in rows), 0)
    for seed in range(600):
        for log in draw(rows, [10], seed=str(seed), frame_hash=FRAME)[0]:
            times[log.ref_key] += 1
    assert sum(times.values()) == 6000
    assert all(25 < n < 100 for n in times.values())
    # The sum of squared deviations, in units of variance, is near to the number of logs.
    assert 60 < sum((n - 60) ** 2 / 54 for n in times.values()) < 150


def test_the_beginning_of_the_reading_is_a_random_part_of_the_sample():
    """Of 40 logs drawn, any one is among the first ten about a quarter of the time, whatever drew it."""
    rows = [(0, "storm", f"{i}") for i in range(200)]
    early = best = 0
    for seed in range(400):
        drawn = draw(rows, [40], seed=str(seed), frame_hash=FRAME)[0]
        order = reading_order(
            [(d.system, d.ref_key) for d in drawn], seed=str(seed), frame_hash=FRAME
        )
        first = {key for _, key in order[:10]}
        early += len(first)
        best += drawn[0].ref_key in first
    assert early == 4000
    assert 65 < best < 140  # expected 100, standard deviation 8.7
