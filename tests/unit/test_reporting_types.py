"""Every way through every type of report ends, and what is asked is what the rules' decision needs."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from crimerules.tree import screens
from onrecord.contact.force import force
from onrecord.deciding.interview import replay
from onrecord.reporting.stops import stops
from onrecord.reporting.types.asking import (
    Pairs,
    Path,
    after,
    as_sent,
    before,
    first_open,
    rules_answers,
    rules_path,
    steps,
    with_answer,
)
from onrecord.reporting.types.held import shipped_types
from onrecord.reporting.types.lay import NOT_SURE, lay_words
from onrecord.reporting.types.reading import read_type
from onrecord.reporting.types.shape import CHOOSING, ReportType, TypeError_
from tests.spec.test_crimerules_tree import came_to

pytestmark = pytest.mark.one_store
# Who tells, of whom, and where: each kind of each once, beside every way through the rest.
CONTEXTS: list[dict[str, str]] = [
    {"reporter": "me", "who": "not-known", "area": "yes"},
    {"reporter": "child", "who": "former-partner", "area": "yes"},
]
_REPORTERS = ("business", "carer", "professional", "other")
_WHO = ("stranger", "known", "partner", "parent", "relative", "police", "")
_AREAS = ("no", "railway", "not-sure", "")
OTHERS = [
    {
        "reporter": _REPORTERS[at % 4],
        "who": who,
        "police-told": "on-duty",
        "area": _AREAS[(at + turn) % 4],
    }
    for turn in range(2)
    for at, who in enumerate(_WHO)
]
# The engine is asked of so many ways of each type, evenly spread; how far the questions come is held for all.
ASKED = 150
TYPES = sorted(shipped_types())


def walk(
    kind: ReportType, context: dict[str, str], first: bool = False, answers: Pairs = ()
) -> Iterator[Pairs]:
    """Every way through a type in this context, with whatever turns something; `first`: only the first answer."""
    step = first_open(kind, answers)
    if not step:
        yield answers
        return
    for value in _values(kind, step, context, first):
        yield from walk(kind, context, first, with_answer(kind, answers, step, value))


def _values(kind: ReportType, step: str, context: dict[str, str], first: bool) -> list[Any]:
    question = kind.question(step)
    if question is None:
        name = step.removeprefix("rules:")
        offered = kind.lay[name].answers
        says = [
            say for each in screens()[name].answers if each.say in offered for say in each.words()
        ]
        return says[:1] if first else [*says, NOT_SURE]
    if step in context:
        return [context[step]]
    turns = question.kind in CHOOSING and any(each.fact for each in question.answers)
    if question.several:
        return [[each.say for each in question.answers]]
    if not turns:
        return [""]
    says = [each.say for each in question.answers]
    return says[:1] if first else [*says, ""]


@cache
def everywhere(key: str) -> list[tuple[Pairs, Path]]:
    """Every way through a type, with how far the questions of the rules come on it."""
    kind = shipped_types()[key]
    ways = [walk(kind, each) for each in CONTEXTS] + [walk(kind, each, True) for each in OTHERS]
    return [(answers, rules_path(kind, answers)) for way in ways for answers in way]


@pytest.mark.parametrize("key", TYPES)
def test_every_way_ends_with_facts_that_the_rules_know_and_their_own_decision(key):
    kind = shipped_types()[key]
    finished = 0
    found = everywhere(key)
    step = 1 + len(found) // ASKED
    for at, (answers, path) in enumerate(found):
        here = replay(path.pairs)
        finished += path.finished
        if at % step:
            continue
        if not path.finished:
            here.case()
        elif ("else", "no") in path.pairs:
            assert came_to(here) == here.expected(), path.pairs
        assert rules_answers(as_sent(kind, answers)) == [list(each) for each in path.pairs]
    assert finished or not kind.straight_through


@pytest.mark.parametrize("key", TYPES)
def test_back_and_forth_are_the_same_way(key):
    kind = shipped_types()[key]
    answers = next(walk(kind, CONTEXTS[0], True))
    found = steps(kind, answers)
    assert len(found) == len(set(found))
    for one, next_one in pairwise(found):
        assert after(one, kind, answers) == next_one
        assert before(next_one, kind, answers) == one
    assert (before(found[0], kind, answers), after(found[-1], kind, answers)) == ("", "")


def test_every_question_of_the_rules_has_lay_words_or_an_officer_answers_it():
    reached = {"what"}
    for _, path in (each for key in TYPES for each in everywhere(key)):
        reached |= {name for name, _ in path.pairs} | set(path.given)
    assert len(reached) > 45
    assert not {each for each in reached if each not in lay_words()}
    for name, words in lay_words().items():
        if words.ask:
            assert words.asks.endswith("?"), name
            assert set(words.answers) <= {each.say for each in screens()[name].answers}, name


def test_a_shop_theft_without_force_is_computed_from_the_answers_alone():
    kind = shipped_types()["shop-theft"]
    answers: Pairs = [["reporter", "business"], ["who", "not-known"], ["area", "yes"]]
    for step, say in (("rules:theft-force", "no"), ("rules:else", "no")):
        assert rules_path(kind, answers).asks == step.removeprefix("rules:")
        answers = with_answer(kind, answers, step, say)
    assert rules_path(kind, answers).finished
    assert came_to(replay(rules_path(kind, answers).pairs)) == [("46", "046/00")]
    # With force it is robbery, of the shop.
    forced = with_answer(kind, answers, "rules:theft-force", "yes")
    assert came_to(replay(rules_path(kind, forced).pairs))[0][0] == "34A"
    # Nobody who isn't sure is taken for somebody who said no.
    unsure = with_answer(kind, answers, "rules:theft-force", NOT_SURE)
    assert (rules_path(kind, unsure).finished, rules_path(kind, unsure).unsure) == (
        False,
        "theft-force",
    )


def test_every_type_asks_for_danger_first_and_for_the_account_and_how_to_be_reached():
    for kind in shipped_types().values():
        ids = [each.id for each in kind.questions]
        assert (ids[0], ids[-1]) == ("danger", "contact"), kind.key
        assert {"what-happened", "area", "who", "police-told"} <= set(ids), kind.key
        assert kind.question("danger").choice("yes").stop == "danger"
    marks = {
        each
        for kind in shipped_types().values()
        for question in kind.questions
        for one in question.answers
        for each in one.qualifiers
    }
    assert {each for each in force().qualifiers if each.startswith("hate")} <= marks
    assert set(stops()) == {"danger", "sexual", "child", "domestic"}


ACCOUNT = {"id": "what", "kind": "text", "asks": "What?", "required": True, "account": True}
LEAST = {"title": "A type", "routes": ["public"], "question": [ACCOUNT]}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "title is missing"),
        ({"colour": "red"}, "'colour' is nothing a type has"),
        ({"routes": ["post"]}, "routes is 'post'. Use one of: public, partner"),
        ({"order": "first"}, "write order as a whole number"),
        ({"opening_code": "Crime: none"}, "no opening code of this force"),
        ({"qualifiers": ["blue"]}, "no qualifier of this force"),
        ({"stop": "now"}, "stop is 'now'. Use one of"),
        ({"start": ["victim", "perhaps"]}, "'perhaps' is no answer"),
        ({"question": [{**ACCOUNT, "required": False}]}, "exactly one question of kind text"),
        ({"question": [ACCOUNT, ACCOUNT]}, "two questions are called 'what'"),
        ({"question": [ACCOUNT, {"use": "colour"}]}, "no such common question"),
        ({"question": [ACCOUNT, {"id": "check", "kind": "text", "asks": "?"}]}, "give it an id"),
        ({"question": [ACCOUNT, {"id": "a", "kind": "essay", "asks": "?"}]}, "kind is 'essay'"),
        ({"question": [ACCOUNT, {"id": "a", "kind": "choice", "asks": "?"}]}, "two answers or more"),
        ({"question": [ACCOUNT, {"id": "a", "kind": "text", "asks": "?", "only": ["b=yes"]}]}, "no question before it is called 'b'"),
        ({"question": [ACCOUNT, {"id": "a", "kind": "person", "asks": "?", "role": "king"}]}, "role is 'king'"),
        ({"question": [ACCOUNT, {"id": "a", "kind": "yes-no", "asks": "?", "answers": [{"say": "yes", "fact": {"colour": "red"}}]}]}, "the rules have no question 'colour'"),
        ({"question": [ACCOUNT, {"id": "a", "kind": "yes-no", "asks": "?", "answers": [{"say": "yes", "fact": {"what": "red"}}]}]}, "'red' is no answer to 'what'"),
        ({"lay": {"colour": {}}}, "the rules have no question 'colour'"),
        ({"lay": {"theft-force": {"answers": {"maybe": "Maybe"}}}}, "'maybe' is no answer"),
    ],
)  # fmt: skip
def test_what_can_not_be_used_is_refused_with_entry_and_remedy(changes, says):
    read_type(LEAST)
    with pytest.raises(TypeError_, match=r"^[a-z]") as refused:
        read_type({**LEAST, **changes})
    assert says in str(refused.value)
