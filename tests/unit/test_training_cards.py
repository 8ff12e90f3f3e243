"""Question cards: every answer is the rules' own, no card says it before, and the wrong ones are wrong."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from crimerules import Case, decide
from crimerules.decision import EXITS
from crimerules.rule import RULES
from onrecord.audit.findings.causes import causes
from onrecord.training.cards import AGAIN, CRIME, JOINED, MANY, NEW, WHETHER, WHICH, deck, why
from onrecord.training.repetition import MOST_DAYS, after
from onrecord.training.topics import topic_of_rule, topics

pytestmark = pytest.mark.one_store

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def worked_out(card):
    """The answer as an outsider gets it: the case given to the rules once more."""
    made = decide(Case.from_dict(card.example.case), card.example.on)
    assert made.settled
    return {
        WHETHER: lambda: CRIME if made.crimes else made.not_recorded[0].exit,
        WHICH: lambda: made.crimes[0].class_,
        MANY: lambda: str(sum(crime.count for crime in made.crimes)),
        AGAIN: lambda: JOINED if made.joined else NEW,
    }[card.kind]()


def test_every_answer_is_what_the_rules_say_and_stands_among_the_choices_once():
    held = deck()
    assert len(held) > 300
    for card in held.values():
        assert card.answer == worked_out(card), card.id
        values = [each.value for each in card.choices]
        words = [each.words for each in card.choices]
        assert values.count(card.answer) == 1, card.id
        assert len(set(values)) == len(values) >= 3, card.id
        assert len(set(words)) == len(words), card.id
        assert all(each.words for each in card.choices)


def test_no_card_says_its_answer_before_it_is_answered():
    for card in deck().values():
        if card.kind == WHICH:
            right = card.words_of(card.answer).split(" (class")[0].casefold()
            told = " ".join([card.title, *card.known]).casefold()
            assert f"(class {card.answer})".casefold() not in told, card.id
            assert right not in card.title.casefold(), card.id
        assert "not recorded" not in card.title.casefold()


def test_answers_are_not_all_alike_so_that_nobody_learns_a_position():
    held = deck().values()
    places = Counter(
        [each.value for each in card.shuffled("olu:0")].index(card.answer)
        for card in held
        if card.kind != MANY
    )
    assert min(places[n] for n in range(3)) > 50
    one = next(card for card in held if card.kind == WHICH)
    orders = {tuple(each.value for each in one.shuffled(f"olu:{n}")) for n in range(8)}
    assert len(orders) > 1
    assert len({card.answer for card in held if card.kind == WHETHER}) >= 5
    assert len({card.answer for card in held if card.kind == MANY}) >= 3
    assert {card.answer for card in held if card.kind == AGAIN} == {NEW, JOINED}


def test_each_card_has_a_rule_with_its_page_and_an_explanation():
    for card in deck().values():
        rule = RULES[card.rule]
        assert rule.says
        assert rule.cite
        assert why(card), card.id
        assert topic_of_rule(card.rule).id != "other", card.rule


def test_wrong_ways_out_are_ways_that_there_are():
    for card in deck().values():
        if card.kind == WHETHER:
            assert {each.value for each in card.choices} <= {CRIME, *EXITS}


def test_topics_name_rules_and_causes_that_there_are():
    codes = {each.code for each in causes()}
    for topic in topics():
        assert topic.rule in RULES, topic.id
        assert set(topic.causes) <= codes, topic.id
        assert len(topic.headline) <= 60
        for start in topic.rules:
            assert any(rule.startswith(start) for rule in RULES), (topic.id, start)


def test_a_card_comes_again_later_each_time_it_is_known_and_tomorrow_when_it_is_not():
    memory, due = after(None, right=True, guessed=False, now=NOW)
    first = due - NOW
    assert first >= timedelta(days=1)
    memory, again = after(memory, right=True, guessed=False, now=due)
    assert again - due > first
    _, guessed = after(memory, right=True, guessed=True, now=again)
    _, known = after(memory, right=True, guessed=False, now=again)
    assert guessed < known
    _, wrong = after(memory, right=False, guessed=False, now=again)
    assert timedelta(days=1) <= wrong - again < known - again
    for _ in range(30):
        memory, later = after(memory, right=True, guessed=False, now=again)
        assert timedelta(0) < later - again <= timedelta(days=MOST_DAYS)
        again = later
    assert after(None, right=True, guessed=False, now=NOW)[1] == NOW + first
