"""Concepts, signs and caveats: what counts as near, as denied, as somebody's and as hardly meant."""

from datetime import date

import pytest

from onrecord.reporting.receiving.concepts import Concepts, words_of
from onrecord.reporting.receiving.proposals import TriageError
from onrecord.reporting.receiving.risk import assess
from onrecord.reporting.receiving.signs import read_signs
from onrecord.reporting.receiving.triage import triage
from onrecord.screening.rules.phrases import PhraseError

LISTS = {"kin": ["son", "mum"]}
CONCEPTS = Concepts(
    {"hurt": ["hit*|kick* [the|my] {kin}", "hand ... mouth"], "home": ["in_my house|flat"]},
    LISTS,
)


def found(text):
    text = words_of(text.lower())
    places = CONCEPTS.places(text)
    return {
        name: [" ".join(text.words[each.first : each.last + 1]) for each in where]
        for name, where in places.items()
    }


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("He kicked my son", {"hurt": ["kicked my son"]}),
        ("he hits mum", {"hurt": ["hits mum"]}),
        ("a hand was put over her mouth", {"hurt": ["hand was put over her mouth"]}),
        ("He's in my flat", {"home": ["in my flat"]}),
        # Somebody's thing is not somebody; a phrase ends with its sentence; four words may stand between, and no more.
        ("He kicked my son's bike", {}),
        ("He kicked. My son left", {}),
        ("a hand and then one two three words and a mouth", {}),
        ("", {}),
    ],
)
def test_a_concept_is_found_where_it_is_told(text, there):
    assert found(text) == there


def test_a_phrase_that_can_not_be_read_is_named():
    with pytest.raises(PhraseError, match="no list of words called"):
        Concepts({"odd": ["{nobody} here"]}, {})


def rules(words, kind="something-else"):
    return {each.rule: each for each in assess(account=words, kind=kind, on=date(2026, 6, 1))}


def test_what_is_denied_is_no_sign_and_what_was_never_told_is():
    assert "child-hurt" in rules("He hits my son")
    assert "child-hurt" not in rules("He did not hit my son")
    assert "child-hurt" in rules("I have never told anyone he hits my son")


def test_concepts_far_from_one_another_are_no_sign():
    filler = " ".join(["The weather was grey and the bus was late."] * 6)
    assert "child-hurt" in rules("She has a black eye, the child in the flat above")
    assert "child-hurt" not in rules(f"She has a black eye. {filler} There is a child above")


def test_a_sign_says_by_which_words():
    risk = rules("I have five minutes while he's in the shower. He keeps my bank card")[
        "moment-to-write"
    ]
    assert "in the shower" in risk.quote
    assert risk.quote in risk.says


def test_a_caveat_lowers_and_says_why_and_weighs_with_nothing():
    real = rules("He had a knife at the door and a girl was screaming for help")
    film = rules("On a film set a man had a knife at the door and a girl was screaming for help")
    assert real["young-and-harm"].level == 3
    assert "young-and-harm" not in film
    assert max(each.level for each in film.values()) == 2
    assert "a film, a toy or a picture" in film["weapon"].says


def test_long_ago_is_no_caveat_where_it_goes_on():
    assert rules("He strangled me in 2007")["breathing"].level == 2
    assert rules("He strangled me in 2007 and again last night")["breathing"].level == 3


def test_every_sign_and_caveat_names_types_that_there_are_and_all_ids_differ():
    held = triage()
    ids = [each.proposal.id for each in held.signs.signs] + [each.id for each in held.signs.caveats]
    ids += [*held.words, *(each.proposal.id for each in held.answered)]
    ids += [each.proposal.id for each in held.together]
    assert len(ids) == len(set(ids))
    assert len(held.signs.signs) > 50


def test_a_sign_that_can_not_be_used_is_named(tmp_path):
    path = tmp_path / "signs.toml"
    entry = '[[sign]]\nid = "odd"\nlevel = 3\nsays = "{quote}"\nmatches = ["x"]\ndoes_not_match = ["y"]\n'
    path.write_text(entry + 'all = ["nothing-like-it"]\n')
    with pytest.raises(TriageError, match="odd”: there is no concept “nothing-like-it”"):
        read_signs(path=path)
    path.write_text(entry + '[[caveat]]\nid = "dim"\n')
    with pytest.raises(TriageError):
        read_signs(path=path)
