"""What may be done to a recorded crime: every worked example, and a pair of them for every rule."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crimerules.cancel import GROUNDS, may_cancel
from crimerules.outcome import may_assign, outcome_types
from crimerules.outcome_facts import OUTCOME_NAMES
from crimerules.reclassify import may_reclassify
from crimerules.requirements import Verdict
from crimerules.rule import RULES
from crimerules.tables import RULEBOOK


def load(name: str) -> list[dict[str, Any]]:
    path = Path(RULEBOOK) / "afterwards" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["example"]


CANCEL, OUTCOME, RECLASSIFY = load("cancel"), load("outcome"), load("reclassify")
ANSWER = {"yes": True, "no": False, "open": None}


def agrees(example: dict[str, Any], verdict: Verdict) -> None:
    told = verdict.explain()
    assert verdict.allowed is ANSWER[example["allowed"]], told
    settling = verdict.failed if verdict.allowed is False else verdict.checks
    assert set(example["decides"]) <= {check.rule.id for check in settling}, told
    assert not set(example["leaves"]) & {check.rule.id for check in verdict.checks}, told


@pytest.mark.parametrize("example", CANCEL, ids=lambda each: each["id"])
def test_cancelling(example: dict[str, Any]) -> None:
    agrees(example, may_cancel(example["proposal"]))


@pytest.mark.parametrize("example", RECLASSIFY, ids=lambda each: each["id"])
def test_reclassifying(example: dict[str, Any]) -> None:
    agrees(example, may_reclassify(example["proposal"]))


@pytest.mark.parametrize("example", OUTCOME, ids=lambda each: each["id"])
def test_outcomes(example: dict[str, Any]) -> None:
    agrees(example, may_assign(example["proposal"]))


@pytest.mark.parametrize(
    ("prefix", "examples"),
    [("cancel.", CANCEL), ("outcome.", OUTCOME), ("reclassify.", RECLASSIFY)],
)
def test_every_rule_is_shown_deciding_and_staying_out(
    prefix: str, examples: list[dict[str, Any]]
) -> None:
    ours = {name for name in RULES if name.startswith(prefix)}
    # Being told and existing belong to every outcome: they never stay out altogether.
    always = {
        *("outcome.told", "outcome.in-force", "outcome.conditions", "outcome.named-suspect"),
        *("reclassify.grounds", "reclassify.another-class"),
    }
    assert ours - {name for each in examples for name in each["decides"]} == set()
    assert ours - {name for each in examples for name in each["leaves"]} - always == set()
    assert {each["proposal"].get("ground") for each in CANCEL} == set(GROUNDS)


def test_an_outcome_of_every_type_is_shown_or_needs_no_condition() -> None:
    shown = {each["proposal"]["outcome"] for each in OUTCOME}
    assert set(OUTCOME_NAMES) - shown == {"2A", "3A", "19"}
    assert set(outcome_types()) == set(OUTCOME_NAMES)


@pytest.mark.parametrize(
    ("outcome", "day", "exists"),
    [
        ("23", date(2026, 3, 31), False),
        ("23", date(2026, 4, 1), True),
        ("22", date(2019, 3, 31), False),
        ("22", date(2019, 4, 1), True),
        ("21", date(2015, 12, 31), False),
    ],
)
def test_outcomes_begin_on_their_day(outcome: str, day: date, exists: bool) -> None:
    verdict = may_assign({"outcome": outcome, "class": "46", "code": "046/00"}, on=day)
    begun = [check for check in verdict.checks if check.rule.id == "outcome.in-force"]
    assert [check.met for check in begun] == [exists]
    assert bool(verdict.notes) is (day < date(2026, 4, 1))


def test_a_refusal_asks_nothing_more_and_explains_itself() -> None:
    verdict = may_cancel({"ground": "C5", "class": "5D", "self_defence": True})
    assert verdict.allowed is False
    assert verdict.questions == ()
    assert "C5: no." in verdict.explain()
    assert "p. 26" in verdict.explain()
    assert verdict.to_dict()["allowed"] is False


def test_an_open_verdict_says_what_to_ask_and_who_decides() -> None:
    verdict = may_cancel({"ground": "C2", "class": "19C"})
    assert verdict.allowed is None
    assert [each.field for each in verdict.questions][:3] == [
        "additional",
        "verifiable",
        "no_crime",
    ]
    assert "College of Policing register" in verdict.authorisers[0]
