"""Every example gives the answer it names; every rule has an example it decides and one it leaves alone."""

from pathlib import Path

import pytest

from crimerules.decision import Decision
from crimerules.docs import load_rules
from crimerules.examples import ExampleError, load_all, parse
from crimerules.rule import EDITION, RULES

load_rules()
EXAMPLES = {each.file: each for each in load_all()}
COVERED = (
    "whether.",
    "class.",
    "flag.",
    "flag.",
    "deaths.",
    "count.",
    "continuing.",
    "place.",
    "deadline.",
)
"""Prefixes of the rules that must have examples both ways."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_the_answer_it_names(name):
    assert EXAMPLES[name].differences() == []


@pytest.mark.parametrize("rule", [each for each in RULES if each.startswith(COVERED)])
def test_a_rule_has_an_example_it_decides_and_one_it_leaves_alone(rule):
    assert [each.id for each in EXAMPLES.values() if rule in each.decides], (
        "no example decided by it"
    )
    assert [each.id for each in EXAMPLES.values() if rule in each.leaves], (
        "no example it leaves alone"
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_name_rules_that_exist(name):
    unknown = {*EXAMPLES[name].decides, *EXAMPLES[name].leaves} - set(RULES)
    assert unknown == set()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_decision_comes_back_from_its_plain_form(name):
    made = EXAMPLES[name].decision()
    assert Decision.from_dict(made.to_dict()) == made


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_it_is_and_where_it_is_printed(rule):
    one = RULES[rule]
    assert one.title
    assert one.says.endswith(".")
    assert one.document
    assert one.page or one.support, "neither a page nor another support"
    if one.since < EDITION:
        assert one.support


def test_published_examples_name_their_edition():
    for each in EXAMPLES.values():
        if each.kind != "own":
            assert each.source


HEAD = 'id = "x"\ntitle = "t"\nkind = "own"\nsource = "s"\non = 2026-06-01\n'
BODY = """
[case]
reports = [{ capacity = "victim", by = "ann" }]
people = [{ id = "ann" }, { id = "bob" }]
acts = [{ id = "hit", by = ["bob"], to = ["ann"], class = "8N", code = "008/06" }]
[expect]
"""


def test_a_wrong_answer_is_told_in_full():
    text = HEAD + 'decides = ["whether.under-ten"]\nleaves = ["whether.victim-believed"]\n' + BODY
    text += """
crimes = [{ class = "105A" }]
exits = [{ exit = "N100", code = "100/01", count = 2 }]
questions = ["q"]
referrals = ["r"]
joined = ["C1"]
record_by = "2026-06-02T00:00:00+00:00"
"""
    found = "\n".join(parse(text, "x.toml").differences())
    for part in (
        "crime expected and not counted: 105A",
        "crime counted and not expected: 8N 008/06",
        "exits: expected 2 x N100 100/01, got none",
        "questions: expected ['q'], got []",
        "referrals: expected ['r'], got []",
        "joined: expected ['C1'], got []",
        "record_by: expected",
        "rule whether.under-ten should decide and doesn't",
        "rule whether.victim-believed should stay out and doesn't",
    ):
        assert part in found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id = ", "not TOML"),
        (HEAD, "no case, no expect"),
        (HEAD + "colour = 1" + BODY, "unknown colour"),
        (HEAD + BODY + "crime = []", "unknown expect.crime"),
        (HEAD.replace("own", "odd") + BODY, "kind 'odd' is none of"),
        (HEAD.replace("2026-06-01", '"2026-06-01"') + BODY, "on must be a day"),
    ],
)
def test_a_broken_example_file_is_refused_with_the_remedy(text, says):
    with pytest.raises(ExampleError, match=says):
        parse(text, "x.toml")


def test_a_case_that_cannot_be_read_names_its_file():
    text = HEAD + BODY.replace('by = ["bob"]', "by = []")
    with pytest.raises(ExampleError, match=r"x.toml: the case can't be read: acts\[0\].by"):
        parse(text, "x.toml").differences()


def test_a_file_is_named_after_its_example(tmp_path: Path):
    (tmp_path / "other.toml").write_text(HEAD + BODY)
    with pytest.raises(ExampleError, match="name the file after it"):
        load_all(tmp_path)
