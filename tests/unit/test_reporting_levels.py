"""Invented accounts in many voices, with the level that somebody who runs a control room would expect: none that is about a
life, something sexual, a child or abuse at home is below it, and nothing ordinary is "now".

`written_last` says how much went by words that no list holds; such a report is told apart by its kind and its answers, so that it
doesn't wait until tomorrow. `quiet` and `written_apart` are what concepts and caveats were worked out on: grave things told quietly,
ordinary ones in alarming words."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from onrecord.reporting.receiving.risk import assess, level_of
from onrecord.reporting.receiving.triage import triage
from onrecord.reporting.stops import stops
from onrecord.reporting.types.asking import chosen
from onrecord.reporting.types.held import shipped_types

HERE = Path(__file__).with_name("triage")
LEVELS = {"now": 3, "hour": 2, "day": 0}
WORKED_OUT = ("worked_on", "held_out", "written_after")


def accounts(name):
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["account"]


def found(words, kind, **answers):
    shipped = shipped_types()[kind]
    pairs = list(answers.items())
    picked = chosen(shipped, pairs)
    marks = [*shipped.qualifiers, *(name for each in picked for name in each.qualifiers)]
    return assess(
        account=words,
        answers=pairs,
        qualifiers=marks,
        kind=kind,
        stops={shipped.stop, *(each.stop for each in picked)} - {""},
        on=date(2026, 6, 1),
    )


def level(row):
    return level_of(found(row["words"], row["type"], **row.get("answers", {})))


def below(rows, most=3):
    return [
        (row["level"], level(row), row["words"])
        for row in rows
        if level(row) < min(LEVELS[row["level"]], most)
    ]


@pytest.mark.parametrize("name", WORKED_OUT)
def test_nothing_grave_is_below_its_level(name):
    rows = accounts(name)
    assert below(rows) == []
    assert len(rows) >= 50


@pytest.mark.parametrize("name", [*WORKED_OUT, "written_last"])
def test_nothing_ordinary_is_to_be_looked_at_now(name):
    rows = [row for row in accounts(name) if row["level"] == "day"]
    assert len(rows) >= 10
    assert [row["words"] for row in rows if level(row) == 3] == []
    # Raised for nothing, too, costs those who wait.
    assert sum(level(row) == 2 for row in rows) <= len(rows) / 5


def test_what_no_words_tell_does_not_wait_until_tomorrow():
    grave = [row for row in accounts("written_last") if row["level"] != "day"]
    assert len(below(grave)) <= len(grave) / 4
    assert len(below(grave, most=2)) <= 1


@pytest.mark.parametrize("name", ["quiet", "written_apart"])
def test_quiet_accounts_are_heard_and_loud_ones_wake_nobody(name):
    grave = [row for row in accounts(name) if row["level"] != "day"]
    ordinary = [row for row in accounts(name) if row["level"] == "day"]
    assert len(grave) >= 30
    assert len(ordinary) >= 24
    assert len(below(grave)) <= len(grave) / 10
    assert len(below(grave, most=2)) <= 2
    assert len([row["words"] for row in ordinary if level(row) == 3]) <= 1


@pytest.mark.parametrize(
    ("words", "kind", "answers", "rule", "gone"),
    [
        ("I asked him to stop but he ran off with the meat", "shop-theft", {}, None, "finder-rape"),
        ("When I asked him to stop he said he would smash my face in next time", "shop-theft", {}, "threat-of-violence", "finder-rape"),
        ("I told him to stop and he carried on", "asb", {}, None, "finder-went-on"),
        ("I asked him to stop and he carried on", "sexual", {}, "against-will", "finder-rape"),
        ("She took four joints and ran off with the meat", "shop-theft", {}, None, "finder-robbery-told"),
        ("He said he would break my legs if I called the police", "asb", {}, "threat-to-life", "finder-rape"),
        ("They threatened to stab her with a knife", "shop-theft", {}, "threat-to-life", None),
        ("x", "sexual", {}, "kind-sexual-age", None),
        ("x", "sexual", {"under-18": "no"}, "kind-sexual", "kind-sexual-age"),
        ("x", "sexual", {"under-18": "yes"}, "kind-child", None),
        ("x", "domestic-abuse", {"what-done": "sexual"}, "kind-sexual", None),
        ("x", "domestic-abuse", {}, "kind-domestic", None),
        ("x", "messages", {"reporter": "child"}, "told-by-parent", None),
        ("x", "bicycle-theft", {"reporter": "child"}, "told-by-parent-things", "told-by-parent"),
        ("x", "something-else", {}, "kind-unknown", None),
    ],
)  # fmt: skip
def test_kind_answers_and_words_say_what_is_true_of_them(words, kind, answers, rule, gone):
    rules = {each.rule for each in found(words, kind, **answers)}
    assert rule is None or rule in rules
    assert gone not in rules


def test_rules_name_types_and_stop_pages_that_there_are():
    kinds = set(shipped_types())
    for rule, where in triage().where.items():
        assert where.stops <= set(stops()), rule
        assert {each for each in where.kinds if not each.startswith("partner-")} <= kinds, rule
