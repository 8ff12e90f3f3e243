"""Strata from closing codes: nothing is left out, rare codes are pooled."""

from collections import Counter

import pytest

from onrecord.audit.planning.figures import default_planning
from onrecord.audit.sample.design import (
    DesignError,
    numbers_to_read,
    strata_from_json,
    strata_to_json,
)
from onrecord.audit.sample.strata import cells_from_counts, code_key, form_strata, stratum_finder

PLANNING = default_planning()


def strata_of(counts, sample_size=400, rate=lambda *_: 0.05):
    return form_strata(cells_from_counts(Counter(counts), PLANNING, rate), PLANNING, sample_size)


def test_closing_code_times_linked():
    strata = strata_of(
        {
            ("s", "Arrest", "x", True): 50,
            ("s", "Arrest", "x", False): 30,
            ("s", "NFA", "y", False): 900,
        }
    )
    assert [(s.name, s.size) for s in strata] == [
        ("Arrest, not linked", 30),
        ("Arrest, linked", 50),
        ("NFA, not linked", 900),
    ]


def test_spelling_does_not_make_a_stratum_and_the_commonest_is_shown():
    strata = strata_of(
        {
            ("s", "No Crime", "a", False): 10,
            ("s", "NO  CRIME", "b", False): 50,
            ("s", "no crime ", "c", False): 20,
        }
    )
    assert [(s.name, s.size, s.keys) for s in strata] == [
        ("NO CRIME, not linked", 80, ("no crime",))
    ]
    assert code_key(" No\tCrime") == "no crime"


def test_rare_codes_are_pooled_by_link():
    counts = {("s", f"Rare {i}", "x", bool(i % 2)): 5 for i in range(10)}
    strata = strata_of({**counts, ("s", "Common", "x", False): 500})
    assert [(s.name, s.size, s.rest) for s in strata] == [
        ("Common, not linked", 500, False),
        ("(other closing codes), not linked", 25, True),
        ("(other closing codes), linked", 25, True),
    ]


def test_a_pool_of_one_code_keeps_its_name():
    strata = strata_of({("s", "Rare", "x", False): 5, ("s", "Common", "x", False): 500})
    assert [s.name for s in strata] == ["Common, not linked", "Rare, not linked"]
    assert not any(s.rest for s in strata)


def test_a_small_sample_has_few_strata_and_the_weightiest_stand():
    """A code that promises a crime outweighs a larger one that doesn't."""
    counts = {("s", f"Code {i}", "", False): 100 + i for i in range(20)}
    counts["s", "Assault", "", False] = 60
    strata = strata_of(counts, 64, lambda _, closing, __: 0.6 if closing == "Assault" else 0.01)
    assert [s.closing_code for s in strata] == ["Assault", "Code 19", "(other closing codes)"]
    assert sum(s.size for s in strata) == 60 + sum(100 + i for i in range(20))


def test_every_log_has_a_stratum_even_without_a_code():
    strata = strata_of({("s", "", "x", False): 300, ("s", "(no closing code)", "x", False): 40})
    assert {s.name for s in strata} == {
        "(no closing code), not linked",
        '"(no closing code)", not linked',
    }


def test_the_planned_rate_is_the_mean_over_logs():
    strata = strata_of(
        {("s", "NFA", "violence", False): 100, ("s", "NFA", "noise", False): 300},
        rate=lambda _, __, opening: 0.3 if opening == "violence" else 0.05,
    )
    assert strata[0].crime_rate == pytest.approx((100 * 0.3 + 300 * 0.05) / 400)


def test_the_finder_puts_each_log_where_it_was_counted():
    counts = {("s", f"Rare {i}", "x", False): 5 for i in range(10)}
    strata = strata_of({**counts, ("s", "Common", "x", False): 500, ("s", "Common", "x", True): 30})
    find = stratum_finder(strata)
    assert strata[find("common", False)].name == "Common, not linked"
    assert strata[find(" COMMON", True)].name == "Common, linked"
    assert strata[find("rare 3", False)].rest
    with pytest.raises(KeyError):
        find("rare 3", True)


def test_kept_as_text_and_read_back_they_are_the_same():
    strata = strata_of(
        {("s", "A", "", False): 500, ("s", "B", "", True): 77}, rate=lambda *_: 1 / 3
    )
    numbers = numbers_to_read(strata, PLANNING, 100)
    kept = strata_to_json(strata, numbers)
    assert strata_from_json(kept) == strata
    assert numbers_to_read(strata_from_json(kept), PLANNING, 100) == numbers
    assert sum(row["to_read"] for row in kept) == 100


def test_a_sample_that_says_nothing_is_refused():
    strata = strata_of({("s", "A", "", False): 500})
    with pytest.raises(DesignError, match=r"19 logs is too small.*20 at least"):
        numbers_to_read(strata, PLANNING, 19)


def test_a_frame_smaller_than_that_is_read_whole():
    strata = strata_of({("s", "A", "", False): 7, ("s", "A", "", True): 2}, 20)
    assert numbers_to_read(strata, PLANNING, 20) == [7, 2]
