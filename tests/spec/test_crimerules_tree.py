"""The officers' questions: every path ends, in few questions, where the engine ends too."""

from datetime import date

import pytest

from crimerules.tree import AGAIN, END, HAND_OVER, Interview, TreeError, load, screens, walk

ON = date(2026, 6, 1)
PATHS = list(walk())


def came_to(interview: Interview) -> list[tuple[str, str]]:
    """What the engine answers: classes with codes, names of exits, or "refer"."""
    made = interview.decision(ON)
    assert made.questions == (), "the tree must ask whatever the engine needs"
    found = [(crime.class_, crime.code) for crime in made.crimes for _ in range(crime.count)]
    found += [(each.exit, "") for each in made.not_recorded]
    return found + [("refer", "") for _ in made.referrals]


def test_there_are_paths_of_every_kind() -> None:
    assert len(PATHS) > 300
    assert sum(path.at == END for path in PATHS) > 300
    assert {path.at for path in PATHS} == {END, HAND_OVER}


def test_tree_and_engine_agree_on_every_path() -> None:
    for path in PATHS:
        if path.at == END:
            expected = [(leaf.class_, leaf.code) for leaf in path.expected()]
            assert came_to(path) == expected, path.acts


@pytest.mark.parametrize(
    "answers",
    [
        ("victim", "theft", "other", "no", "elsewhere", "no"),
        ("victim", "assault", "no", "no", "none", "no", "no"),
        ("victim", "damage", "no", "no", "vehicle", "no", "no", "no"),
    ],
)
def test_common_crimes_need_eight_answers_at_most(answers: tuple[str, ...]) -> None:
    here = Interview()
    for say in answers:
        here = here.answer(say)
    assert here.finished
    assert here.asked <= 8
    assert here.decision(ON).count == 1


def test_no_path_is_long_and_each_asks_for_anything_else() -> None:
    for path in PATHS:
        a_child = "child-age" in dict(path.acts[0])
        assert path.asked <= (9 if a_child else 8), path.acts
        if path.at == END:
            assert path.acts[-1][-1] == (AGAIN, "no")


def test_several_things_and_several_victims() -> None:
    here = Interview()
    for say in ("victim", "assault", "no", "no", "minor", "no", "same-person"):
        here = here.answer(say)
    for say in ("damage", "no", "no", "home", "no", "no", "other-person"):
        here = here.answer(say)
    for say in ("assault", "constable", "no", "none", "no", "no"):
        here = here.answer(say)
    made = here.decision(ON)
    # The damage to the same victim goes into the assault, its principal crime; the other victim counts.
    assert sorted(crime.class_ for crime in made.crimes) == ["104", "8N"]
    assert [leaf.class_ for leaf in here.expected()] == ["8N", "58A", "104"]


def test_what_is_not_covered_is_handed_over() -> None:
    here = Interview().answer("victim").answer("other")
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
    assert child.answer("7").answer("theft").answer("bicycle").case().people[0].age == 7


def test_every_screen_has_plain_words_help_and_a_page() -> None:
    for screen in screens().values():
        assert screen.asks.endswith("?")
        assert len(screen.asks) < 100
        assert screen.help
        assert screen.page[0].isdigit()
        assert len({answer.say for answer in screen.answers}) == len(screen.answers)
        assert len(screen.answers) >= 2 or screen.answers[0].say == "number"


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
