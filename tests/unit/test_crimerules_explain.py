"""A decision is told in plain English, and nothing that was decided is left out."""

import re

import pytest

from crimerules.case import Case
from crimerules.decision import EXITS
from crimerules.examples import load_all
from crimerules.explain import FOR_VICTIM, explain, names

EXAMPLES = {each.id: each for each in load_all()}


def told(name, audience):
    example = EXAMPLES[name]
    return explain(example.decision(), Case.from_dict(example.case), audience)


@pytest.mark.parametrize("example", load_all(), ids=lambda each: each.file)
def test_the_auditor_sees_every_step_and_the_officer_every_answer(example):
    decision, case = example.decision(), Case.from_dict(example.case)
    auditor = explain(decision, case, "auditor")
    for step in decision.steps:
        assert f"[{step.rule}]" in auditor
        assert step.finding in auditor
    officer = explain(decision, case, "officer")
    for crime in decision.crimes:
        assert f"class {crime.class_}" in officer
    for entry in decision.not_recorded:
        assert entry.reason in officer
    for question in decision.questions:
        assert question.asks in officer
        assert question.why in officer
    for referral in decision.referrals:
        assert referral.id in officer
    victim = explain(decision, case, "victim")
    assert "[" not in victim
    assert not re.search(r"\bpp?\. \d", victim)


def test_every_exit_has_words_for_the_victim():
    assert set(FOR_VICTIM) == set(EXITS)


def test_a_victim_who_is_refused_learns_that_they_can_appeal():
    assert "You can appeal against it" in told("school-minor-assault", "victim")
    assert "appeal" not in told("three-victims", "victim")


def test_a_victim_hears_of_questions_and_referrals():
    assert "need to know more" in told("neighbour-reports-victim-unasked", "victim")
    referred = told("harassment-and-kidnapping", "victim")
    assert "registrar" in referred
    assert "Nothing was reported" not in referred


def test_what_is_joined_is_told():
    assert "is added to C1" in told("stalking-goes-on", "victim")
    assert "ADD to C1" in told("stalking-goes-on", "officer")


def test_a_ruling_stays_in_the_trace():
    text = told("harassment-and-kidnapping-ruled", "auditor")
    assert "FCR ruled: 36 036/03: three days locked in" in text
    assert "ruling by FCR on conduct:8L 008/30:36 036/03" in text


def test_an_earlier_day_names_the_footing_of_each_rule():
    text = told("stalking-assault-in-2019", "auditor")
    assert "for 2019-06-01:" in text
    assert "second hand" in text


def test_several_pages_are_cited_as_pages():
    assert "(pp. 55-57)" in told("stalking-assault-damage", "officer")
    assert "(p. 7)" in told("stalking-assault-damage", "officer")


def test_where_nothing_was_done_it_asks_what_happened():
    from datetime import date

    from crimerules.deciding import decide

    case = Case.from_dict({})
    text = explain(decide(case, date(2026, 6, 1)), case, "victim")
    assert text == ("The police need to know more before they can decide:\n- What happened?\n")


def test_no_edition_held_is_no_decision_that_it_is_no_crime():
    from datetime import date

    from crimerules.deciding import decide

    case = Case.from_dict(EXAMPLES["three-victims"].case)
    made = decide(case, date(2011, 6, 1))
    officer = explain(made, case, "officer")
    assert "NOT DECIDED for" in officer
    assert "no edition is held for 2011-06-01" in officer
    assert "NO CRIME HERE" not in officer
    assert "tell the victim" not in officer
    victim = explain(made, case, "victim")
    assert "no answer is given" in victim
    assert "appeal" not in victim


def test_what_is_recorded_already_is_not_said_to_wait_for_an_answer():
    from datetime import date

    from crimerules.deciding import decide

    facts = {
        "reports": [{"capacity": "victim", "by": "ann", "at": "2026-06-01T21:30:00+01:00"}],
        "people": [{"id": "ann"}, {"id": "bob"}],
        "acts": [
            {"id": "hit", "does": "assaults", "by": ["bob"], "to": ["ann"], "injury": "minor", "means": ["body"]},
            {"id": "said", "does": "threatens", "by": ["bob"], "to": ["ann"], "facts": {"threat-to-kill": True}},
        ],
    }  # fmt: skip
    case = Case.from_dict(facts)
    text = explain(decide(case, date(2026, 6, 1)), case, "victim")
    assert "The police record one crime." in text
    assert "The police need to know more, which may change this:" in text


def test_names_are_joined_as_people_say_them():
    case = Case.from_dict({"people": [{"id": "a", "name": "Ann"}, {"id": "b"}, {"id": "c"}]})
    assert names(case, ("a",)) == "Ann"
    assert names(case, ("a", "b")) == "Ann and b"
    assert names(case, ("a", "b", "c")) == "Ann, b and c"


def test_an_unknown_audience_is_refused():
    with pytest.raises(ValueError, match="choose victim, officer, auditor"):
        told("three-victims", "press")
