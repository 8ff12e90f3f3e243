"""The command line answers, and tells bad input what is wrong without a traceback."""

import io
import json
import sys
import tomllib

import pytest

from crimerules import cli
from crimerules.cli import main
from crimerules.decision import Decision
from crimerules.examples import parse

CASE = {
    "id": "knock",
    "force": "Anyshire",
    "reports": [{"capacity": "victim", "by": "ann", "at": "2026-06-01T21:30:00+01:00"}],
    "people": [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}],
    "acts": [
        {"id": "hit", "by": ["bob"], "to": ["ann"], "class": "8N", "code": "008/06"},
        {"id": "stalk", "by": ["bob"], "to": ["ann"], "class": "8Q", "code": "195/12"},
    ],
}


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return str(path)


def out(capsys, *argv):
    assert main(list(argv)) == 0
    return capsys.readouterr().out


def refused(capsys, *argv):
    assert main(list(argv)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    return told.err


def test_decide_says_what_to_record_by_when_and_on_which_page(capsys, case):
    told = out(capsys, "decide", case)
    assert "RECORD one crime, by 2026-06-02 21:30 at the latest" in told
    assert "class 8Q" in told
    assert "write in, don't count: class 8N Assault occasioning actual bodily harm (008/06)" in told
    assert "(pp. 55-57)" in told


def test_decide_on_another_day_changes_the_answer_and_says_why(capsys, case):
    told = out(capsys, "decide", case, "--on", "2019-06-01")
    assert "RECORD two crimes" in told
    assert "counts in addition to the most serious other crime" in told


def test_decide_as_json_can_be_read_back(capsys, case):
    decision = Decision.from_dict(json.loads(out(capsys, "decide", case, "--json")))
    assert decision.count == 1


def test_a_case_comes_from_the_standard_input_or_from_toml(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(CASE).encode())))
    assert "class 8Q" in out(capsys, "decide", "-")
    path = tmp_path / "case.toml"
    path.write_text(
        '[case]\nreports = [{ capacity = "police" }]\npeople = [{ id = "a" }, { id = "b" }]\n'
        'acts = [{ id = "x", by = ["a"], to = ["b"], class = "8N", code = "008/06" }]\n'
    )
    assert "Does the victim say that it happened?" in out(
        capsys, "decide", str(path), "--on", "2026-06-01"
    )


@pytest.mark.parametrize(
    ("audience", "says"),
    [
        ("victim", "The police record one crime."),
        ("officer", "WHY"),
        ("auditor", "[count.conduct-principal]"),
    ],
)
def test_explain_speaks_to_each_audience(capsys, case, audience, says):
    assert says in out(capsys, "explain", case, "--for", audience)


def test_cancel_and_outcome_say_whether_what_is_missing_and_who_authorises(capsys, tmp_path):
    path = tmp_path / "proposal.json"
    path.write_text('{"ground": "C2", "class": "19C", "decided_by": "designated"}')
    told = out(capsys, "cancel", str(path))
    assert "C2" in told
    assert "May be authorised by:" in told
    assert json.loads(out(capsys, "cancel", str(path), "--json"))["allowed"] is False
    path.write_text('{"outcome": "16", "class": "8N", "code": "008/06"}')
    assert "Outcome 16" in out(capsys, "outcome", str(path))
    path.write_text('{"outcome": "99", "class": "8N"}')
    assert "outcome: " in refused(capsys, "outcome", str(path), "--on", "2026-06-01")
    path.write_text("3")
    assert "is a number" in refused(capsys, "cancel", str(path))


def test_edition_names_the_one_in_force(capsys):
    assert out(capsys, "edition", "--on", "2026-06-01") == "2026/27\n"
    assert "2018/19 to 2022/23: from 2018-04-01 to 2023-04-30" in out(capsys, "edition")
    assert "the earliest day is 2018-04-01" in refused(capsys, "edition", "--on", "2017-01-01")


def test_diff_shows_rules_offences_and_changed_cases(capsys, case):
    told = out(capsys, "diff", "2026-06-01", "2019-06-01", case)
    assert "count.conduct-in-addition" in told
    assert "+ 8R 005/28" in told
    assert "Cases whose answer changes: 1 of 1" in told
    assert "2019-06-01: 1 x 8N 008/06, 1 x 8Q 195/12" in told
    assert "2026-06-01: 1 x 8Q 195/12" in told


def test_diff_says_that_it_turned_the_days_round(capsys, case):
    assert main(["diff", "2026-06-01", "2019-06-01", case]) == 0
    turned = capsys.readouterr()
    assert main(["diff", "2019-06-01", "2026-06-01", case]) == 0
    straight = capsys.readouterr()
    assert turned.err == (
        "crimerules: 2026-06-01 is the later day, so this goes from 2019-06-01 to 2026-06-01.\n"
    )
    # The answer itself is the same, so that a file of it holds nothing else.
    assert turned.out == straight.out
    assert straight.err == ""


def test_diff_without_cases_runs_the_examples(capsys):
    told = out(capsys, "diff", "2019-06-01", "2026-06-01")
    assert "counting/stalking-assault-damage" in told


def test_diff_of_one_day_with_itself_changes_nothing(capsys, case):
    assert "Cases whose answer changes: 0 of 1" in out(
        capsys, "diff", "2026-06-01", "2026-06-01", case
    )


def test_schema_is_json(capsys):
    assert json.loads(out(capsys, "schema"))["type"] == "object"


@pytest.mark.parametrize(
    ("search", "says"),
    [
        ("008/06", "8N 008/06 Assault occasioning actual bodily harm (victim-based, maximum 5"),
        ("8q", "8Q 195/12"),
        ("actual bodily", "008/06"),
    ],
)
def test_offences_are_found_by_code_class_and_words(capsys, search, says):
    assert says in out(capsys, "offences", *search.split())


def test_offences_on_a_day_leave_out_what_was_not_notifiable(capsys):
    assert "005/28" in out(capsys, "offences", "8R", "--on", "2026-06-01")
    assert "005/28" not in out(capsys, "offences", "8R", "--on", "2023-06-01")
    assert "holds nothing for 'quidditch'" in refused(capsys, "offences", "quidditch")


def test_rules_are_listed_and_shown(capsys):
    assert "whether.victim-believed: " in out(capsys, "rules")
    shown = out(capsys, "rules", "whether.under-ten")
    assert "A crime by a child under ten is recorded" in shown
    assert "From 2018-04-01." in shown
    assert "no rule begins with 'nonsense'" in refused(capsys, "rules", "nonsense")


def test_a_wrong_answer_becomes_an_example_file(capsys, case, tmp_path):
    where = tmp_path / "hit-and-stalked.toml"
    argv = ["wrong", case, "--id", "hit-and-stalked", "--title", 'A "hit"', "--source", "p. 1"]
    argv += ["--crime", "2 x 8N 008/06", "--exit", "N100 100/01", "--note", "why not"]
    told = out(capsys, *argv, "--out", str(where))
    assert told == f"Written: {where}\n"
    example = parse(where.read_text(encoding="utf-8"), where.name)
    assert example.title == 'A "hit"'
    assert example.expect == {
        "crimes": [{"class": "8N", "code": "008/06", "count": 2}],
        "exits": [{"exit": "N100", "code": "100/01"}],
    }
    assert "crime counted and not expected: 8Q 195/12 Anyshire" in example.differences()
    assert "is there already" in refused(capsys, *argv, "--out", str(where))
    assert tomllib.loads(out(capsys, *argv))["id"] == "hit-and-stalked"


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        (["--id", "Bad Name"], "small letters, digits and hyphens"),
        (["--id", "x", "--crime", "1 2 3 4"], "can't be read: write it as"),
        (["--id", "x", "--exit", "nowhere"], '"nowhere" is no exit'),
        (["--id", "x", "--out", "/no/such/folder/x.toml"], "can't be written"),
    ],
)
def test_a_wrong_report_of_a_wrong_answer_is_refused(capsys, case, extra, says):
    assert says in refused(capsys, "wrong", case, "--title", "t", "--source", "s", *extra)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text (byte 0)"),
        (b"[" * 100_000, "can't be read as a case"),
        (b" " * (cli.LARGEST + 1), "is larger than 5 MB"),
        (b'{"people": [{"id": "a", "age": 140}]}', "people[0].age: 140 is not an age"),
        (b'{"people": [{"id": "a", "age": NaN}]}', "out of any believable range"),
        (b"{}", "nothing says on which day this was reported"),
        (b"3", "is a number"),
    ],
)
def test_a_bad_case_file_is_refused_with_the_remedy(capsys, tmp_path, content, says):
    path = tmp_path / "case.json"
    path.write_bytes(content)
    assert says in refused(capsys, "decide", str(path))


def test_unknown_codes_and_classes_that_do_not_hold_the_code_are_refused(capsys, tmp_path):
    path = tmp_path / "case.json"
    data = json.loads(json.dumps(CASE))
    data["acts"][0]["code"] = "999/99"
    data["acts"][1]["class"] = "8N"
    path.write_text(json.dumps(data))
    told = refused(capsys, "decide", str(path))
    assert "acts[0].code: code '999/99' isn't on the offence list" in told
    assert "acts[1].code: class '8N' doesn't hold code '195/12'" in told


def test_more_mistakes_than_fit_are_counted(capsys, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps({f"field{n}": 1 for n in range(60)}))
    assert "and 10 more" in refused(capsys, "decide", str(path))


def test_a_missing_file_and_broken_toml_are_refused(capsys, tmp_path):
    assert "can't be read (No such file or directory)" in refused(capsys, "decide", "gone.json")
    path = tmp_path / "case.toml"
    path.write_text("a = ")
    assert "is not TOML" in refused(capsys, "decide", str(path))


@pytest.mark.parametrize(
    "argv", [[], ["dance"], ["decide"], ["decide", "x", "--on", "soon"], ["edition", "--on", "32"]]
)
def test_a_wrong_command_is_refused_in_one_sentence(capsys, argv):
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("crimerules: ")
