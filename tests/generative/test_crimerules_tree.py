"""Interviews about several things and several people, answered at random."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimerules.case import Case
from crimerules.tree import AGAIN, MOST_ACTS, Interview, TreeError

ON = date(2026, 6, 1)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_interview_ends_in_a_decision(data: st.DataObject) -> None:
    here = Interview()
    for _ in range(90):
        if here.finished:
            break
        answer = data.draw(st.sampled_from(here.screen.answers))
        if here.at == AGAIN and here.asked > 40:
            answer = here.screen.answer("no")
        here = here.answer(data.draw(st.sampled_from(answer.words())))
    assert here.finished
    case = here.case()
    assert Case.from_dict(case.to_dict()) == case
    made = here.decision(ON)
    done = [act for act in here.acts if AGAIN in dict(act)]
    assert len(case.acts) >= len(done)
    # Nothing is lost: each act is counted, absorbed, joined, left out by name, asked about or referred.
    named = {
        act
        for part in (made.crimes, made.not_recorded, made.joined, made.referrals)
        for each in part
        for act in each.acts
    }
    asked = made.questions
    assert {act.id for act in case.acts} <= named or asked


def test_an_interview_has_a_limit() -> None:
    here = Interview().answer("victim").answer("no")
    for _ in range(MOST_ACTS - 1):
        here = here.answer("theft").answer("bicycle").answer("same-person").answer("same")
    here = here.answer("theft").answer("bicycle")
    with pytest.raises(TreeError, match="start another"):
        here.answer("same-person")
    assert here.answer("no").finished
