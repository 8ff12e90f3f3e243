"""The officers' questions: every path ends, in few questions, where the engine ends too."""

import random
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from crimerules.offences import class_of
from crimerules.tree import AGAIN, END, HAND_OVER, Interview, TreeError, load, screens, walk

ON = date(2026, 6, 1)
EXITS = {
    *("incident-only", "crime-related-incident", "not-recorded-yet", "other-authority"),
    *("N100", "N300", "refer"),
}


def came_to(interview: Interview) -> list[tuple[str, str]]:
    """What the engine answers: classes with codes, names of exits, or "refer"."""
    made = interview.decision(ON)
    assert made.questions == (), f"the tree must ask whatever the engine needs: {interview.acts}"
    found = [(crime.class_, crime.code) for crime in made.crimes for _ in range(crime.count)]
    found += [(each.exit, "") for each in made.not_recorded]
    return found + [("refer", "") for _ in made.referrals]


def said(answers: str, here: Interview | None = None) -> Interview:
    """The interview after these answers, one word each."""
    here = here or Interview()
    for say in answers.split():
        here = here.answer(say)
    return here


def starts(stop: str, here: Interview | None = None) -> Iterator[Interview]:
    """Every interview that has come as far as the question ``stop``."""
    here = here or Interview()
    if here.at == stop:
        yield here
    elif not here.finished:
        for answer in here.screen.answers:
            for say in answer.words():
                yield from starts(stop, here.answer(say))


@cache
def ways() -> list[Interview]:
    """Every way to the question what happened: whoever reports it, and wherever it was."""
    return list(starts("what"))


def at_random(here: Interview, luck: random.Random) -> Interview:
    """One finished interview about one thing."""
    while not here.finished:
        if here.at == AGAIN:
            return here.answer("no")
        here = here.answer(luck.choice(luck.choice(here.screen.answers).words()))
    return here


ORDINARY = Interview().answer("victim").answer("no")
PATHS = list(walk(ORDINARY))


def test_there_are_paths_of_every_kind() -> None:
    assert len(PATHS) > 1_500
    assert {path.at for path in PATHS} == {END, HAND_OVER}
    handed_over = [path.acts[0][-1] for path in PATHS if path.at == HAND_OVER]
    assert handed_over == [("sexual-what", "other"), ("what-else", "other")]
    classes = {leaf for path in PATHS if path.at == END for leaf, _ in path.expected()}
    assert len(classes - EXITS) > 60
    for each in classes - EXITS:
        assert class_of(each)


def test_tree_and_engine_agree_on_every_path_of_every_thing() -> None:
    for path in PATHS:
        if path.at == END:
            assert came_to(path) == path.expected(), path.acts


def test_tree_and_engine_agree_whoever_reports_it_and_wherever_it_was() -> None:
    found = set()
    assert len(ways()) > 3_000
    for number, way in enumerate(ways()):
        luck = random.Random(number)  # noqa: S311 - the same paths on every run
        for _ in range(3):
            path = at_random(way, luck)
            if path.at == END:
                assert came_to(path) == path.expected(), path.acts
                found |= {leaf for leaf, _ in path.expected()}
    assert found >= EXITS


@pytest.mark.parametrize(
    "answers",
    [
        ("victim", "no", "theft", "other", "no", "elsewhere", "no"),
        ("victim", "no", "theft", "other", "no", "shop", "no", "no"),
        ("victim", "no", "assault", "no", "no", "none", "no", "no"),
        ("victim", "no", "damage", "damaged", "vehicle", "no", "no", "no"),
    ],
)
def test_common_crimes_need_eight_answers_at_most(answers: tuple[str, ...]) -> None:
    here = Interview()
    for say in answers:
        here = here.answer(say)
    assert here.finished
    assert here.asked == len(answers) <= 8
    assert here.decision(ON).count == 1


def test_no_path_is_long_and_each_asks_for_anything_else() -> None:
    for path in PATHS:
        assert path.asked <= 10, path.acts
        if path.at == END:
            assert path.acts[-1][-1] == (AGAIN, "no")


@pytest.mark.parametrize(
    ("answers", "comes_to"),
    [
        ("victim no sexual rape 30 female no", ("19C", "019/08")),
        ("other missing no no sexual rape 30 female no", ("N100", "")),
        ("professional no sexual touching 12 male no", ("17B", "017/16")),
        ("victim no robbery taken person no", ("34B", "034/01")),
        ("victim no burglary entered home no no", ("28I", "028/03")),
        (
            "victim yes former-partner here repeated harass yes no no no no",
            ("8Q", "195/12"),
        ),
        ("victim no repeated relative control yes yes no", ("8U", "008/67")),
        ("victim no disorder abuse no yes no no", ("9A", "125/11")),
        ("police none no disorder abuse no yes over no no", ("incident-only", "")),
        ("police none no drugs has cannabis officer yes no", ("92E", "092/61")),
        ("police none no weapon blade no yes no", ("10D", "008/26")),
        ("victim no message offensive yes no", ("8R", "008/72")),
        ("victim no vehicle used damage-less no", ("37/2", "131/03")),
        ("victim no fraud no no", ("other-authority", "")),
        ("victim no more no-crime no", ("incident-only", "")),
        ("police none no more death unclear no", ("N300", "")),
        ("suspect no no assault no no none no no", ("incident-only", "")),
        ("victim yes police-duty none here assault no no none no no", ("not-recorded-yet", "")),
        (
            "victim yes other school nobody assault no no minor no no",
            ("crime-related-incident", ""),
        ),
        ("victim yes other school nobody assault no no serious no no", ("8N", "008/01")),
        ("other yes yes other scotland theft bicycle no", ("crime-related-incident", "")),
        ("police no yes no assault no no minor no no", ("8N", "008/06")),
    ],
)
def test_common_reports(answers: str, comes_to: tuple[str, str]) -> None:
    here = said(answers)
    assert here.finished
    assert came_to(here) == here.expected() == [comes_to]


def test_several_things_and_several_victims() -> None:
    here = said("victim no assault no no minor no same-person same")
    here = said("damage damaged home no no other-person same", here)
    here = said("police yes no assault constable no none no no", here)
    made = here.decision(ON)
    # The damage to the same victim goes into the assault, its principal crime; the other victim counts.
    assert sorted(crime.class_ for crime in made.crimes) == ["104", "8N"]
    assert [leaf for leaf, _ in here.expected()] == ["8N", "58A", "104"]
    first, second = here.case().reports
    assert (first.capacity, first.acts) == ("victim", ("act1", "act2"))
    assert (second.capacity, second.acts) == ("police", ("act3",))


@pytest.mark.parametrize(("who", "count"), [("same", 1), ("other", 2), ("not-known", 2)])
def test_another_offender_makes_another_crime(who: str, count: int) -> None:
    here = said(f"victim no assault no no minor no same-person {who}")
    here = said("theft bicycle no" if who == "same" else "no theft bicycle no", here)
    assert here.decision(ON).count == count


def test_what_is_known_is_not_asked_again() -> None:
    here = said("parent 7 yes parent here repeated")
    assert here.at == "repeated-how"  # who it was is known
    here = said("control yes", here)
    assert here.at == "repeated-suffering"  # a parent, and a child of 7
    here = said("yes same-person same sexual touching", here)
    assert here.at == "victim-sex"  # the age is known, too
    here = said("female no", here)
    assert here.finished
    assert here.case().people[0].age == 7
    assert here.expected() == [("11A", "011/03"), ("20B", "020/06")]
    assert here.asked < sum(len(act) for act in here.acts)


def test_what_is_not_covered_is_handed_over() -> None:
    here = Interview().answer("victim").answer("no").answer("more").answer("other")
    assert here.at == HAND_OVER
    with pytest.raises(TreeError, match="no question left"):
        _ = here.screen


def test_an_answer_that_is_not_offered_is_told() -> None:
    with pytest.raises(TreeError, match="choose one of victim, professional"):
        Interview().answer("perhaps")
    child = Interview().answer("parent")
    for age in ("18", "-1", "young", ""):
        with pytest.raises(TreeError, match="choose one of 0 to 17"):
            child.answer(age)
    there = child.answer("7").answer("no").answer("theft").answer("bicycle")
    assert there.case().people[0].age == 7


def test_every_screen_has_plain_words_help_and_a_page() -> None:
    for screen in screens().values():
        assert screen.asks.endswith("?")
        assert len(screen.asks) < 100
        assert screen.help
        assert screen.page[0].isdigit()
        assert len({answer.say for answer in screen.answers}) == len(screen.answers)
        assert len(screen.answers) >= 2 or screen.answers[0].say == "number"
        assert len(screen.answers) <= 16
        for answer in screen.answers:
            assert len(answer.text) < 90, answer.text


def test_every_leaf_and_ending_is_come_to() -> None:
    """A leaf that no path comes to is a claim that nothing proves."""
    from crimerules.questions import held, hold

    used = set()
    kin = [each for each in ways() if each.answers().get("reporter") == "victim"]
    kin = [each for each in kin if each.answers().get("where") in ("school", "here")]
    infant = next(each for each in ways() if each.answers().get("child-age") == "0")
    for start in (ORDINARY, infant, *kin):
        for path in walk(start):
            if path.at == END:
                said = path.answers()
                used.add(next(n for n, leaf in enumerate(held().leaves) if hold(leaf.when, said)))
        if len(used) == len(held().leaves):
            break
    left = [leaf for n, leaf in enumerate(held().leaves) if n not in used]
    assert left == []


QUESTION = """
[[question]]
id = "{id}"
asks = "?"
help = "h"
page = "1"
answers = [{{ say = "a", text = "t", set = {{}}, next = "{next}" }}]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            QUESTION.format(id="reporter", next="nowhere"),
            "leads to 'nowhere', which is no question",
        ),
        (
            QUESTION.format(id="reporter", next="end") + QUESTION.format(id="lost", next="end"),
            "no answer leads to 'lost'",
        ),
        (
            QUESTION.format(id="reporter", next="b") + QUESTION.format(id="b", next="reporter"),
            "the questions go round: reporter > b > reporter",
        ),
        (QUESTION.format(id="reporter", next="end") * 2, "two questions are called 'reporter'"),
        ("[[question]]\nid = 'x'", "a question lacks answers, asks, help, page"),
        ("[[question", "not TOML"),
    ],
)
def test_a_bad_file_of_questions_is_told(text: str, said: str) -> None:
    with pytest.raises(TreeError, match=said):
        load({"start": text})
