"""Final words on logs that no lot chose: they enter the corrected rate, stand for no other log, and are not counted twice."""

import math

import numpy as np
import pytest

from onrecord.statistics.final_words import FinalWords, hear
from onrecord.statistics.strata import Plan
from onrecord.statistics.two_phase import TwiceRead, estimate_two_phase

LINKED, UNLINKED = Plan(True, 0.97, 0.04), Plan(False, 0.1)


def stratum(first, settled, twice, chance=0.5, plan=UNLINKED, size=None):
    """Logs with (should, recorded) as first read and as settled."""
    columns = [np.array(column, dtype=np.int64) for column in (*zip(*first, strict=True), *zip(*settled, strict=True))]  # fmt: skip
    n = len(first)
    return TwiceRead(
        "s", size or n, plan, columns[0], columns[1], np.array(twice), np.full(n, chance),
        np.zeros(n, dtype=bool), columns[2], columns[3],
    )  # fmt: skip


def words(known, should, recorded):
    return FinalWords(np.array(known), np.array(should), np.array(recorded))


MISS, NONE, HIT = (1, 0), (0, 0), (1, 1)


def test_a_word_beyond_what_the_lot_expects_counts_for_its_own_log_alone():
    # Of four failures two were drawn and stood; the registrar says that one of the others was none.
    s = stratum([MISS] * 4 + [HIT] * 6, [MISS] * 4 + [HIT] * 6, [True, True] + [False] * 8)
    told = hear(
        [s], [words([False, False, True] + [False] * 7, [1] * 2 + [0] + [1] * 7, [0] * 4 + [1] * 6)]
    )
    assert (told.words, told.counted) == (1, 1)
    found = estimate_two_phase(told.strata)
    assert found.corrected.should == pytest.approx(9)
    assert found.corrected.rate == pytest.approx(6 / 9)
    assert estimate_two_phase([s]).corrected.rate == pytest.approx(6 / 10)
    # Passes, which nobody disputes, still stand for passes.
    assert told.strata[0].chance.tolist()[4:] == [0.5] * 6


def test_what_the_lot_expects_already_is_not_counted_twice():
    # One of the two drawn was a false alarm, so one is expected among the two that were not.
    s = stratum([MISS] * 4 + [HIT] * 6, [NONE] + [MISS] * 3 + [HIT] * 6, [True, True] + [False] * 8)
    told = hear(
        [s], [words([False, False, True] + [False] * 7, [1] * 2 + [0] + [1] * 7, [0] * 4 + [1] * 6)]
    )
    assert (told.words, told.counted) == (1, 0)
    assert told.strata == [s]
    # If both others fell there were two, not one.
    both = words(
        [False, False, True, True] + [False] * 6, [1] * 2 + [0] * 2 + [1] * 6, [0] * 4 + [1] * 6
    )
    assert estimate_two_phase(hear([s], [both]).strata).corrected.should == pytest.approx(7)


def test_a_pass_that_the_registrar_fails_enters_too():
    s = stratum([NONE] * 8 + [HIT] * 2, [NONE] * 8 + [HIT] * 2, [True] * 4 + [False] * 6)
    told = hear(
        [s], [words([False] * 7 + [True] + [False] * 2, [0] * 7 + [1] * 3, [0] * 8 + [1] * 2)]
    )
    assert told.counted == 1
    assert estimate_two_phase(told.strata).corrected.should == pytest.approx(3)


def test_without_words_nothing_changes_and_a_drawn_log_needs_none():
    s = stratum([MISS, HIT], [MISS, HIT], [True, False])
    assert hear([s], [words([False, False], [0, 0], [0, 0])]).strata == [s]
    with pytest.raises(ValueError, match="chosen by lot"):
        hear([s], [words([True, False], [0, 0], [0, 0])])


def simulated(rng, disputed, audits=400, share=0.3):
    """Audits of 8,000 logs without a crime record (5 % missed) and 2,000 with one, readers who see a crime in 2 % that hold none, a
    lot over all records, and disputes about `disputed` of the false alarms that were not drawn."""
    truth = np.zeros(8000, dtype=bool)
    truth[:400] = True
    kinds = (
        ("u", 8000, 700, UNLINKED, truth),
        ("l", 2000, 150, LINKED, np.zeros(2000, dtype=bool)),
    )
    found = []
    for _ in range(audits):
        strata, told = [], []
        for name, size, n, plan, missed in kinds:
            failed = missed[rng.choice(size, n, replace=False)]
            recorded = np.full(n, int(plan.linked))
            first = failed | (rng.random(n) < 0.02)
            twice = rng.random(n) < share
            strata.append(
                TwiceRead(
                    name, size, plan, recorded + first, recorded, twice, np.full(n, share), failed,
                    recorded + failed, recorded,
                )
            )  # fmt: skip
            known = first & ~failed & ~twice & (rng.random(n) < disputed)
            told.append(FinalWords(known, recorded + failed, recorded))
        by_itself = [
            TwiceRead(
                s.name, s.size, s.plan, s.first_should, s.first_recorded, s.twice | w.known,
                np.where(w.known, 1.0, s.chance), s.second_failed, s.settled_should, s.settled_recorded,
            )
            for s, w in zip(strata, told, strict=True)
        ]  # fmt: skip
        found.append(
            [
                estimate_two_phase(way).corrected
                for way in (strata, hear(strata, told).strata, by_itself)
            ]
        )
    return 2000 / 2400, list(zip(*found, strict=True))


@pytest.mark.parametrize("disputed", [0.0, 0.3, 1.0])
def test_the_interval_holds_the_truth_however_many_dispute(disputed):
    truth, (lot, heard, doubled) = simulated(np.random.default_rng(8), disputed)
    means = [float(np.mean([e.rate for e in way])) for way in (lot, heard, doubled)]
    spread = float(np.std([e.rate for e in heard]))
    held = np.mean([e.interval.low <= truth <= e.interval.high for e in heard])
    assert held > 0.92
    # The lot alone is right on average. The larger of two leans upwards, never by more than 0.4 of the lot's own spread.
    by_chance = float(np.std([e.rate for e in lot]))
    assert abs(means[0] - truth) < 3 * by_chance / math.sqrt(400)
    assert abs(means[1] - truth) < 0.4 * by_chance
    if disputed == 1.0:
        # Where all is disputed, hearing it makes the rate surer; counting it besides the lot would flatter.
        assert spread < by_chance
        assert means[2] - truth > 2 * (means[1] - truth)
