"""Agreement of two readers, against statsmodels, published values and a jackknife."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from onrecord.statistics.agreement import agreement, agreement_from_table
from onrecord.statistics.intervals import clopper_pearson, wilson

TABLES = [
    [[118, 5], [2, 3]],
    [[40, 9], [6, 45]],
    [[20, 5, 1], [3, 30, 4], [0, 2, 15]],
    [[10, 1, 0, 0], [2, 8, 1, 0], [0, 3, 9, 1], [1, 0, 0, 7]],
]


@pytest.mark.parametrize("table", TABLES)
def test_kappa_and_its_standard_error_are_those_of_statsmodels(table):
    found = agreement_from_table(table).kappa
    theirs = cohens_kappa(table)
    assert found.value == pytest.approx(theirs.kappa)
    assert found.se == pytest.approx(theirs.std_kappa)
    assert found.low == pytest.approx(theirs.kappa_low)
    assert found.high == pytest.approx(min(1.0, theirs.kappa_upp))


def test_ac1_by_hand():
    """Gwet (2008): chance agreement 2 x p x (1 - p), with p the mean share of the first answer."""
    found = agreement_from_table([[118, 5], [2, 3]])
    p = ((123 + 120) / 2) / 128
    chance = 2 * p * (1 - p)
    assert found.ac1.value == pytest.approx((121 / 128 - chance) / (1 - chance))
    assert found.rate == pytest.approx(121 / 128)
    assert found.interval.low == pytest.approx(wilson(121 / 128, 128).low)


def test_ac1_of_three_answers_by_hand():
    table = TABLES[2]
    n = sum(map(sum, table))
    mean = [(sum(table[k]) + sum(row[k] for row in table)) / 2 / n for k in range(3)]
    chance = sum(p * (1 - p) for p in mean) / 2
    agreed = sum(table[k][k] for k in range(3)) / n
    assert agreement_from_table(table).ac1.value == pytest.approx((agreed - chance) / (1 - chance))


# Not the first: with three pairs in a cell the jackknife itself is rough.
@pytest.mark.parametrize("table", TABLES[1:])
def test_the_standard_errors_are_those_of_the_jackknife(table):
    """An independent way to the same number: leave out one pair after the other."""
    pairs = [(i, j) for i, row in enumerate(table) for j, k in enumerate(row) for _ in range(k)]
    kinds = range(len(table))

    def without(place):
        kept = pairs[:place] + pairs[place + 1 :]
        found = agreement([a for a, _ in kept], [b for _, b in kept], categories=kinds)
        return found.kappa.value, found.ac1.value

    left = np.array([without(place) for place in range(len(pairs))])
    n = len(pairs)
    jackknife = np.sqrt((n - 1) / n * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    found = agreement_from_table(table)
    assert found.kappa.se == pytest.approx(jackknife[0], rel=0.12)
    assert found.ac1.se == pytest.approx(jackknife[1], rel=0.12)


def test_kappa_falls_where_misses_are_rare_and_ac1_does_not():
    found = agreement_from_table([[960, 20], [18, 2]])
    assert found.rate == pytest.approx(0.962)
    assert found.kappa.value < 0.1
    assert found.ac1.value > 0.95


def test_weights_count_as_so_many_pairs():
    first, second = ["pass", "pass", "fail", "fail"], ["pass", "fail", "fail", "pass"]
    weighted = agreement(first, second, weights=[6, 2, 1, 1])
    repeated = agreement(
        ["pass"] * 8 + ["fail"] * 2, ["pass"] * 6 + ["fail"] * 2 + ["fail", "pass"]
    )
    assert weighted.rate == pytest.approx(repeated.rate)
    assert weighted.kappa.value == pytest.approx(repeated.kappa.value)
    assert weighted.ac1.value == pytest.approx(repeated.ac1.value)
    # ... but four pairs are four pairs, however heavy.
    assert weighted.kappa.se > repeated.kappa.se
    assert weighted.effective_n == pytest.approx(100 / 42)


def test_perfect_agreement_does_not_claim_certainty():
    found = agreement(["pass"] * 18 + ["fail"] * 2, ["pass"] * 18 + ["fail"] * 2)
    assert found.kappa.value == found.ac1.value == 1
    bound = clopper_pearson(1.0, 20).low
    assert found.kappa.low == pytest.approx((bound - 0.82) / 0.18)
    assert found.ac1.low == pytest.approx((bound - 0.18) / 0.82)


def test_one_answer_throughout_has_no_kappa_but_an_ac1():
    found = agreement(["pass"] * 9, ["pass"] * 9, categories=["pass", "fail"])
    assert found.kappa.value is None
    assert "no meaning" in found.kappa.reason
    assert found.ac1.value == 1
    alone = agreement(["pass"] * 9, ["pass"] * 9)
    assert alone.ac1.value is None


def test_no_pairs_and_wrong_pairs():
    empty = agreement([], [])
    assert empty.rate is None
    assert empty.kappa.reason == "No pair of answers was given."
    with pytest.raises(ValueError, match="as many answers"):
        agreement(["a"], [])
    with pytest.raises(ValueError, match="none of the possible answers"):
        agreement(["a"], ["b"], categories=["a"])
    with pytest.raises(ValueError, match="above 0"):
        agreement(["a"], ["a"], weights=[0])
    with pytest.raises(ValueError, match="as many columns"):
        agreement_from_table([[1, 2]])
