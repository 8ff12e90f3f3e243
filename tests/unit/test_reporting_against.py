"""What doesn't go together in a report: each rule does what its own examples say, and counts beside its answers only."""

import pytest

from onrecord.reporting.receiving.against import against, find_against, wrong_against
from onrecord.reporting.receiving.triage import TriageError
from onrecord.reporting.types.lay import lay_words

SAYS = "the account says"


def found(answers, text):
    return [each.rule for each in find_against(answers, [(SAYS, text)])]


def test_every_rule_matches_its_examples_and_no_counterexample():
    assert wrong_against() == {}


def test_answers_of_the_rules_are_such_as_can_be_given():
    pairs = {pair for rule in against().rules for pair in rule.answers}
    named = [(name.removeprefix("rules:"), say) for name, say in pairs if name.startswith("rules:")]
    assert len(named) > 10
    for screen, say in named:
        assert say in lay_words()[screen].answers, (screen, say)


@pytest.mark.parametrize(
    ("answers", "text", "rules"),
    [
        ([["rules:theft-force", "no"]], "He pushed the guard and ran", ["no-force"]),
        ([["rules:theft-force", "no"]], "He had a knife in his hand", ["no-force"]),
        ([["rules:theft-force", ["theft-force", "no"]]], "They threatened us", ["no-force"]),
        ([["rules:theft-force", "yes"]], "He pushed the guard and ran", []),
        ([["rules:theft-force", "no"]], "Nobody was pushed, threatened or hurt", []),
        ([["rules:theft-force", "no"]], "A man took two bottles of gin", []),
        ([["rules:assault-injury", "none"]], "My nose was broken", ["not-hurt"]),
        ([["rules:assault-injury", "minor"]], "My nose was broken", ["hardly-hurt"]),
        ([["rules:assault-injury", "wound"]], "My nose was broken", []),
        ([["rules:damage-how", "damaged"]], "They set fire to the shed", ["not-by-fire"]),
        ([["rules:who", "other"]], "My ex husband punched the door", ["not-a-relative"]),
        ([["rules:hostility", "no"]], "He shouted racist words", ["not-for-race-or-religion"]),
        ([["rules:threat-weapon", "no"]], "She held a knife to me", ["no-weapon"]),
        ([], "He pushed the guard and ran", []),
    ],
)
def test_words_count_beside_the_answer_that_they_stand_against(answers, text, rules):
    assert found(answers, text) == rules


def test_the_middle_of_a_long_account_is_read_and_who_says_it_is_named():
    text = "We stood at the till. " * 1500 + "He pushed the guard. " + "We went home. " * 1500
    [one] = find_against([["rules:theft-force", "no"]], [(SAYS, text)])
    assert "the account says: “He pushed the guard”" in one.words
    assert one.questions == ("theft-force",)


def test_what_can_not_be_used_is_refused_in_words(tmp_path):
    path = tmp_path / "against.toml"
    path.write_text(
        '[[against]]\nid = "x"\nanswers = [["a", "b"]]\nsays = "s"\ntriage = ["no-such"]\n'
    )
    with pytest.raises(TriageError, match="no rule “no-such”"):
        against(path)
