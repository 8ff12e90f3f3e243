"""What a reader may answer."""

import pytest

from onrecord.audit.reading.answers import AnswerError, Answers, read_answers


def problems(cells):
    with pytest.raises(AnswerError) as caught:
        read_answers(cells)
    return {(p.field, p.value): p for p in caught.value.problems}


@pytest.mark.parametrize(
    "cells", [{}, {"should_other": " "}, {"comment": "read later"}, {"undecidable": "no"}]
)
def test_no_answer_is_not_read(cells):
    assert read_answers(cells) is None


def test_one_nought_is_an_answer():
    assert read_answers({"should_other": "0"}) == Answers()


def test_numbers_as_people_and_spreadsheets_write_them():
    found = read_answers(
        {"should_violence": "2.0", "recorded_violence": " 1 ", "should_sexual": "01", "recorded_sexual": "0", "comment": " x "}
    )  # fmt: skip
    assert found == Answers(should_violence=2, recorded_violence=1, should_sexual=1, comment="x")


@pytest.mark.parametrize("word", ["y", "Yes", "TRUE", "1", "x"])
def test_undecidable_in_many_words(word):
    assert read_answers({"undecidable": word}) == Answers(undecidable=True)
    assert read_answers({"undecidable": word, "should_other": "0"}).undecidable


@pytest.mark.parametrize(
    "text", ["two", "-1", "1.5", "100", "1e3", "²", "٣", "=1+1", "9" * 400, "1,0", "nan"]
)
def test_what_is_no_number_is_refused(text):
    found = problems({"should_violence": text, "recorded_violence": "0"})
    assert set(found) == {("should_violence", text)}
    assert "whole number from 0 to 99" in found["should_violence", text].what_to_do


def test_recorded_above_should():
    found = problems({"should_other": "1", "recorded_other": "2"})
    assert "2 recorded of 1" in found["recorded_other", "2"].problem


def test_a_blank_that_may_mean_two_things_is_asked_about():
    found = problems({"should_sexual": "1"})
    assert found["recorded_sexual", ""].what_to_do == "Write 0 if none was recorded."
    found = problems({"recorded_sexual": "1"})
    assert ("should_sexual", "") in found
    # Nought needs no other half.
    assert read_answers({"should_sexual": "0"}) == Answers()
    assert read_answers({"recorded_sexual": "0"}) == Answers()


def test_undecidable_and_numbers_contradict():
    found = problems({"undecidable": "yes", "should_other": "1", "recorded_other": "1"})
    assert ("undecidable", "yes") in found


def test_neither_yes_nor_no():
    assert ("undecidable", "perhaps") in problems({"undecidable": "perhaps"})


def test_every_problem_is_told_at_once():
    found = problems({"should_violence": "x", "recorded_violence": "y", "undecidable": "z"})
    assert {name for name, _ in found} == {"should_violence", "recorded_violence", "undecidable"}


def test_the_check_also_guards_answers_that_come_from_elsewhere():
    with pytest.raises(AnswerError, match="recorded_other"):
        Answers(recorded_other=1).check()
    with pytest.raises(AnswerError, match="whole number"):
        Answers(should_other=100, recorded_other=0).check()
    with pytest.raises(AnswerError, match="whole number"):
        Answers(should_other=True).check()
