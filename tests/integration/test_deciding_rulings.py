"""What the rules leave open goes to the registrar, who rules."""

import pytest

from onrecord.deciding import actions
from onrecord.deciding.actions import DecisionError
from onrecord.deciding.models import Rationale
from onrecord.deciding.states import State
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.recording.models import Crime
from tests.deciding_world import answer_all, case_of, handed_over_by
from tests.decisions_made import WHY, theft, with_a_point_left_open

pytestmark = pytest.mark.django_db


def test_what_the_rules_leave_open_goes_to_the_registrar_and_comes_back_as_a_ruling(
    olu, sam, rowan
):
    row = actions.conclude(decision=with_a_point_left_open(olu), by=olu)
    assert row.state == State.REFERRED
    assert actions.conclude(decision=row, by=olu).state == State.REFERRED
    (point,) = row.result["referrals"]
    with pytest.raises(NotAllowed):
        actions.give_ruling(
            decision=row, by=sam, about=point["id"], choice=point["readings"][0], why="x"
        )
    with pytest.raises(DecisionError, match="one of the readings"):
        actions.give_ruling(decision=row, by=rowan, about=point["id"], choice="perhaps", why="x")
    with pytest.raises(DecisionError, match="not open"):
        actions.give_ruling(decision=row, by=rowan, about="nothing", choice="x", why="x")
    with pytest.raises(DecisionError, match="empty"):
        actions.give_ruling(
            decision=row, by=rowan, about=point["id"], choice=point["readings"][0], why=" "
        )
    outcomes = set()
    for choice in point["readings"]:
        one = actions.conclude(decision=with_a_point_left_open(olu), by=olu)
        done = actions.give_ruling(
            decision=one, by=rowan, about=point["id"], choice=choice, why="By the local protocol."
        )
        assert done.facts["rulings"][0]["by"] == "Rowan"
        if done.state == State.OPEN:
            done = actions.conclude(decision=done, by=olu, rationale=WHY)
        assert done.state == State.CONCLUDED
        outcomes.add(bool(done.crime_refs))
    assert outcomes == {True, False}
    assert verify_ledger(records=True).problems == []


def test_what_there_are_no_questions_for_goes_to_the_registrar(olu, rowan):
    row = actions.start_decision(by=olu)
    row = answer_all(row, olu, handed_over_by())
    row = actions.conclude(decision=row, by=olu)
    assert row.state == State.REFERRED
    back = actions.give_ruling(decision=row, by=rowan, why="Ask where it was.")
    assert (back.state, back.facts["returned"]) == (State.OPEN, "Ask where it was.")
    again = actions.conclude(decision=back, by=olu)
    done = actions.conclude(
        decision=again,
        by=rowan,
        disagree={"reason": "It is a theft.", "also": [{"class": "49", "code": "049/10"}]},
    )
    assert done.state == State.CONCLUDED
    assert Crime.objects.get().recorded_by == "rowan"


def test_a_day_whose_rules_are_not_held_goes_to_the_registrar_and_is_not_called_no_crime(
    olu, rowan
):
    row = theft(olu)
    row = actions.put_facts(
        decision=row, by=olu, facts={"reported_at": "2015-06-01T21:30:00+01:00"}
    )
    row = actions.conclude(decision=row, by=olu)
    assert row.state == State.REFERRED
    assert not Rationale.objects.exists()
    done = actions.conclude(
        decision=row,
        by=rowan,
        disagree={"reason": "By the rules of 2015.", "also": [{"class": "46", "code": "046/00"}]},
    )
    assert done.state == State.CONCLUDED
    assert Crime.objects.get().crime_class == "46"


def test_what_is_certain_is_recorded_before_the_ruling_and_not_again_after_it(olu, rowan):
    """Two things were stolen from two people; about one of them the rules leave a point open."""
    row = theft(olu)
    number = len(row.answers)
    row = actions.answer(decision=row, by=olu, say="other-person", number=number)
    row = answer_all(row, olu, {"what": "theft", "theft-from": "elsewhere"})
    judged_acts = [act["id"] for act in case_of(row)["acts"]]
    row = actions.put_facts(
        decision=row,
        by=olu,
        facts={"answers": {f"acts[{judged_acts[1]}].place.kind": "prison"}},
    )
    row = actions.conclude(decision=row, by=olu)
    assert row.state == State.REFERRED
    assert [each.crime_class for each in Crime.objects.all()] == ["46"]
    (point,) = row.result["referrals"]
    for choice in point["readings"]:
        done = actions.give_ruling(
            decision=row, by=rowan, about=point["id"], choice=choice, why="By the protocol."
        )
        break
    if done.state == State.OPEN:
        done = actions.conclude(decision=done, by=olu, rationale=WHY)
    assert Crime.objects.filter(crime_class="46").count() == 1
    assert verify_ledger(records=True).problems == []
