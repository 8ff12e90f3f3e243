"""Two accounts are alike by what follows what; a sum is solved, once, for one draft, in time."""

import random
import time

import pytest
from django.core import signing

from onrecord.reporting.guard import counting, sums
from onrecord.reporting.guard.settings import GuardError, check_limits, limits
from onrecord.reporting.guard.wording import BANDS, likeness, wording

WORDS = (
    "Somebody broke the lock of my shed last night and took two bicycles and a drill. I heard a van at about two "
    "in the morning, but did not look out. The neighbour has a camera that points at the lane."
)


def test_case_marks_and_lines_make_no_difference():
    other = WORDS.upper().replace(".", " !!").replace(" and ", "\nand\n")
    assert likeness(wording(WORDS), wording(other)) == 1.0
    assert wording(WORDS).exact == wording(other).exact


def test_a_word_changed_is_nearly_the_same_and_another_matter_is_not():
    near = wording(WORDS.replace("drill", "saw").replace("two in", "three in"))
    assert 0.8 < likeness(wording(WORDS), near) < 1
    other = wording("He shouts at me every night and last week he pushed me down the stairs.")
    assert likeness(wording(WORDS), other) < 0.1


def test_what_is_alike_shares_a_band_and_what_is_not_does_not():
    draw = random.Random(7)  # noqa: S311
    stock = [f"word{number}" for number in range(3000)]
    found = strange = 0
    for _ in range(200):
        words = draw.choices(stock, k=60)
        changed = list(words)
        for at in draw.sample(range(60), 3):
            changed[at] = draw.choice(stock)
        one, two = wording(" ".join(words)), wording(" ".join(changed))
        assert likeness(one, two) > 0.75
        found += bool(set(one.bands) & set(two.bands))
        strange += bool(set(one.bands) & set(wording(" ".join(draw.choices(stock, k=60))).bands))
    assert found >= 199
    assert strange == 0


@pytest.mark.parametrize(
    "text", ["", "?", "ok", "שלום", "\x00", "\ud800", "x" * 100_000, "a b " * 50_000]
)
def test_any_text_has_a_wording_soon(text):
    begun = time.process_time()
    made = wording(text)
    assert time.process_time() - begun < 1
    assert len(made.bands) in (0, BANDS)
    assert likeness(made, made) == 1.0


def test_a_sum_is_solved_for_its_own_draft_only_and_must_be_hard_enough():
    asked = sums.set_sum("draft-1", 10)
    answer = sums.solve(asked, 10)
    assert sums.solves(answer, origin="draft-1", least=10, hours=1)
    assert not sums.solves(answer, origin="draft-2", least=10, hours=1)
    assert not sums.solves(answer, origin="draft-1", least=11, hours=1)
    wrong = next(number for number in range(1000) if sums.zeros(asked, str(number)) < 10)
    assert not sums.solves(f"{asked} {wrong}", origin="draft-1", least=10, hours=1)
    forged = signing.dumps(["draft-1", 0], salt="another")
    assert not sums.solves(f"{forged} 0", origin="draft-1", least=0, hours=1)


@pytest.mark.parametrize(
    "answer", ["", " ", "x", "x y", "\x00 1", "1 ٣", "a " + "9" * 500, "\ud800 1"]
)
def test_what_is_no_answer_is_none(answer):
    assert not sums.solves(answer, origin="draft-1", least=8, hours=1)


def test_a_sum_lapses(monkeypatch):
    answer = sums.solve(sums.set_sum("draft-1", 8), 8)
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    assert not sums.solves(answer, origin="draft-1", least=8, hours=1)
    assert sums.solves(answer, origin="draft-1", least=8, hours=2)


def test_a_line_is_one_address():
    assert counting.name_of("2001:db8:1:2:aaaa::1") == counting.name_of("2001:db8:1:2::9")
    assert counting.name_of("2001:db8:1:3::1") != counting.name_of("2001:db8:1:2::1")
    assert counting.name_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert counting.name_of("nonsense") == "nonsense"


def test_a_flood_from_many_addresses_takes_a_bounded_place(monkeypatch):
    held: dict = {}
    monkeypatch.setattr(counting.cache, "get", held.get)
    monkeypatch.setattr(counting.cache, "set", lambda key, value, _: held.update({key: value}))
    for number in range(9000):
        counting.count_from(f"10.{number // 250 % 250}.{number % 250}.{number // 62500}")
    assert len(held) <= counting.ENTRIES
    assert all(len(counts) <= counting.MOST_ADDRESSES for _, counts in held.values())
    assert [counting.count_from("192.0.2.1") for _ in range(3)] == [1, 2, 3]
    assert counting.seen_from("192.0.2.1") == 3


def test_a_damaged_cache_shuts_nobody_out(monkeypatch):
    monkeypatch.setattr(counting.cache, "get", lambda key: "nonsense")
    assert counting.count_from("192.0.2.1") == counting.count_everywhere() == 0


def test_a_force_says_what_it_wants_otherwise(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    shipped = limits()
    own = tmp_path / "guard.toml"
    own.write_text("files = 3\n")
    assert (limits().files, limits().photo_mb) == (3, shipped.photo_mb)
    for slip, word in (
        ("files = 'x'", "whole number"),
        ("fils = 3", "no limit"),
        ("files = ", "TOML"),
        ("sum_bits = 60", "from 8 to 22"),
    ):
        own.write_text(slip)
        own.touch()
        with pytest.raises(GuardError, match=word):
            check_limits()
        assert limits() == shipped
        own.unlink()
