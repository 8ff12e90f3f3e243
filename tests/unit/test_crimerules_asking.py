"""An officer is asked at the command line, may go back or stop, and gets the answer of the rules."""

import json

import pytest

from crimerules.cli import main


@pytest.fixture
def answers(monkeypatch):
    """Lets a test type lines; the input ends after the last."""

    def type_in(*lines):
        left = list(lines)

        def read(_prompt=""):
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("builtins.input", read)

    return type_in


def test_by_number_and_by_word(answers, capsys):
    answers("1", "no", "damage", "1", "vehicle", "no", "1", "no")
    assert main(["ask", "--on", "2026-06-01"]) == 0
    told = capsys.readouterr().out
    assert "1. Who told the police?" in told
    assert "(pp. 7 to 9)" in told
    assert "8. Did anything else happen" in told
    assert "class 58C" in told


def test_a_mistyped_answer_is_told_and_one_can_go_back(answers, capsys):
    answers("victim", "what?", "b", "3", "99", "7", "no", "theft", "bicycle", "no")
    assert main(["ask", "--on", "2026-06-01"]) == 0
    told = capsys.readouterr().out
    assert "'what?' is no answer to 'special'; choose one of no, yes" in told
    assert "choose one of 0 to 17" in told
    assert "n = Age in years, 0 to 17" in told
    assert "class 44" in told


def test_the_case_is_kept_for_what_isnt_asked(answers, capsys, tmp_path):
    file = tmp_path / "case.json"
    answers(*["victim", "no", "theft", "bicycle", "no"])
    assert main(["ask", "--on", "2026-06-01", "--out", str(file)]) == 0
    assert json.loads(file.read_text())["acts"][0]["does"] == "steals"
    assert main(["decide", str(file), "--on", "2026-06-01"]) == 0
    answers(*["victim", "no", "theft", "bicycle", "no"])
    assert main(["ask", "--out", str(file)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_what_is_not_covered_is_handed_over_with_what_was_said_before(answers, capsys):
    answers(*["victim", "no", "theft", "bicycle", "same-person", "same", "more", "other"])
    assert main(["ask", "--on", "2026-06-01"]) == 0
    told = capsys.readouterr().out
    assert "write a case file" in told
    assert "class 44" in told


@pytest.mark.parametrize("lines", [("victim", "q"), ("victim",), ("b", "b")])
def test_stopping_keeps_nothing(answers, capsys, lines):
    answers(*lines)
    assert main(["ask"]) == 2
    assert "stopped before the last question" in capsys.readouterr().err
