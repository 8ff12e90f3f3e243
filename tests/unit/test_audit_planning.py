"""The planning figures: shipped, checked, kept as text."""

from pathlib import Path

import pytest

import onrecord.audit
from onrecord.audit.planning.figures import (
    GROUPS,
    PlanningError,
    default_planning,
    load_planning,
    planning_from,
)

TEXT = (Path(onrecord.audit.__file__).parent / "planning/planning.toml").read_text(encoding="utf-8")
NONE: frozenset[str] = frozenset()


def test_what_is_shipped_can_be_used():
    planning = default_planning()
    assert planning.sample_size == 400
    assert planning.recording_rate == 0.85
    assert set(planning.groups) == set(GROUPS)
    assert planning.plan(True, 0.97).further_missed == planning.further_missed
    assert planning.plan(False, 0.05).further_missed == 0


def test_the_larger_of_closing_and_opening_counts():
    planning = default_planning()
    assert planning.unlinked_rate(frozenset({"crime"}), NONE) == 0.60
    assert planning.unlinked_rate(frozenset({"no-crime"}), frozenset({"crime"})) == 0.30
    assert planning.unlinked_rate(frozenset({"no-crime", "domestic"}), NONE) == 0.45
    assert planning.unlinked_rate(NONE, NONE) == 0.05
    assert planning.unlinked_rate(frozenset({"unheard-of"}), NONE) == 0.05


def test_a_duplicate_is_a_duplicate_whatever_it_was_opened_as():
    assert (
        default_planning().unlinked_rate(frozenset({"duplicate", "crime"}), frozenset({"crime"}))
        == 0.02
    )


def test_kept_as_text_and_read_back_it_is_the_same():
    planning = default_planning()
    kept = planning.to_json()
    assert kept["unlinked"]["closing"]["crime"] == "0.600000"
    assert planning_from(kept) == planning


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("recording_rate = 0.85", "recording_rate = 1.0", "recording_rate must lie between"),
        ("recording_rate = 0.85", 'recording_rate = "high"', "recording_rate must be a share"),
        ("recording_rate = 0.85", "recording_rate = nan", "recording_rate must lie between"),
        ("other = 0.05", "", "unlinked.other must be a share"),
        ("other = 0.05", "other = 0", "nothing is certain before it is read"),
        ("floor = 4", "floor = 1", "floor must be a whole number of at least 2"),
        ("floor = 4", "floor = true", "floor must be a whole number"),
        ("sample_size = 400", "sample_size = 0", "sample_size must be a whole number"),
        ("[linked]", "[liked]", r"no table \[linked\]"),
        ("violence = 0.286", "violence = 0.5", "add up to 1"),
        ("violence = 0.286", "violent = 0.286", r"\[groups\] must hold"),
        ("[linked]", "[linked", "no valid TOML"),
    ],
)
def test_a_wrong_figure_is_named(old, new, says):
    assert old in TEXT
    with pytest.raises(PlanningError, match=says):
        load_planning(TEXT.replace(old, new, 1))
