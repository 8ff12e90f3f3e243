"""How a crime leaves the count or ends: cancelled, transferred, given an outcome."""

import pytest

from onrecord.contact.models import LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Qualification, Role
from onrecord.recording import actions
from onrecord.recording.errors import CrimeError, NotMet
from onrecord.recording.models import Crime, CrimeEvent
from onrecord.recording.states import CrimeState
from tests.integration.crime_steps_made import AVI, C2, cancel, refused, state, told
from tests.integration.crime_world import RAPE, STALKING, make_world, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def test_a_cancellation_needs_the_right_person_the_victim_told_and_the_information(world, ddm):
    crime = world.crime()
    refused(lambda: cancel(crime, world.officer), "designated decision maker", NotAllowed)
    missing = refused(lambda: cancel(crime, ddm), "Has the victim been told", NotMet)
    assert [check.rule.id for check in missing.verdict.failed] == ["cancel.victim-told"]
    told(crime, world.officer)
    refused(lambda: cancel(crime, ddm, information={}), "when it came is empty")
    refused(lambda: cancel(crime, ddm, answers={}), "Not answered: Is the decider independent")
    refused(lambda: cancel(crime, ddm, answers={**C2, "additional": False}), "Not met")
    refused(lambda: cancel(crime, ddm, answers={"made_up": True}), "no question")
    done = cancel(crime, ddm)
    assert (done.state, done.ground) == (CrimeState.CANCELLED, "C2")
    event = CrimeEvent.objects.get(crime=crime, kind="cancelled")
    assert event.authority == "a trained designated decision maker (DDM)"
    assert event.detail["information"] == AVI
    assert all(check["met"] for check in event.detail["checks"])
    line = LogEntry.objects.filter(log_ref=world.log.ref, kind="crime").last()
    assert line.text.startswith(f"Crime {crime.ref} cancelled (C2)")
    refused(lambda: cancel(crime, ddm), r"It is cancelled \(C2 to C5\)", CrimeError)
    assert verify_ledger(records=True).problems == []


def test_who_recorded_it_is_not_independent(world):
    crime = world.crime(by=world.registrar)
    told(crime, world.registrar)
    refused(
        lambda: cancel(crime, world.registrar), "not independent of the investigation", NotAllowed
    )


def test_a_rape_is_cancelled_by_a_registrar_on_the_register_only(world, ddm):
    crime = world.crime(RAPE)
    told(crime, world.officer)
    refused(lambda: cancel(crime, ddm), "Who decides: an FCR on the College register", NotMet)
    unlisted = person("una", Role.REGISTRAR, "")
    refused(lambda: cancel(crime, unlisted), "Who decides", NotMet)
    chief = person("chi", Role.SUPERVISOR, qualifications=[Qualification.CHIEF_OFFICER])
    refused(lambda: cancel(crime, chief), "registrar's advice", NotMet)
    assert cancel(crime, chief, answers={**C2, "registrar_advised": True}).state == "cancelled"
    other = world.crime(RAPE)
    told(other, world.officer)
    assert cancel(other, world.registrar).state == "cancelled"


def test_a_withdrawal_under_pressure_cancels_nothing(world, ddm):
    crime = world.crime()
    told(crime, world.officer)
    refused(
        lambda: cancel(crime, ddm, answers={**C2, "withdrawn": True, "pressure": True}),
        "fear, coercion",
        NotMet,
    )


def test_duplicates_errors_and_self_defence(world, ddm):
    crime, twin, other = world.crime(), world.crime(), world.crime(STALKING)
    answers = {"independent": True}
    refused(
        lambda: cancel(crime, ddm, "C3", answers=answers, other_ref=crime.ref),
        "other record live",
        NotMet,
    )
    assert cancel(crime, ddm, "C3", answers=answers, other_ref=twin.ref).ground == "C3"
    refused(
        lambda: cancel(twin, ddm, "C3", answers=answers, other_ref=crime.ref),
        "other record live",
        NotMet,
    )
    told(twin, world.officer)
    refused(
        lambda: cancel(other, ddm, "C5", answers={**answers, "self_defence": True}),
        "section 47",
        NotMet,
    )
    assert cancel(twin, ddm, "C5", answers={**answers, "self_defence": True}).ground == "C5"
    third = world.crime()
    mistake = {**answers, "no_crime": True, "mistake": True}
    assert cancel(third, ddm, "C4", answers=mistake).ground == "C4"
    refused(lambda: cancel(third, ddm, "C1"), "no ground of a cancellation")


def test_a_transfer_needs_the_other_reference_and_the_victim_told_of_it(world):
    crime = world.crime()

    def transfer(**more):
        return actions.transfer_crime(
            **{
                "crime": crime,
                "by": world.officer,
                "other_force": "Otherfolk Police",
                "other_ref": "OF/1234/26",
                "reason": "It was across the river.",
                **more,
            }
        )

    refused(lambda: transfer(other_ref=""), "other force's crime", NotMet)
    refused(transfer, "Has the victim been told", NotMet)
    refused(lambda: told(crime, world.officer, "transfer"), "told that force's reference")
    told(crime, world.officer, "transfer", reference="OF/9/26")
    refused(transfer, "Has the victim been told", NotMet)
    told(crime, world.officer, "transfer", reference="of/1234/26")
    done = transfer()
    assert (done.state, done.ground, done.other_ref) == ("transferred", "C1", "OF/1234/26")
    refused(
        lambda: actions.reopen_crime(crime=crime, by=world.officer, reason="It wasn't."),
        "registrar",
        NotAllowed,
    )
    back = actions.reopen_crime(crime=crime, by=world.registrar, reason="They sent it back.")
    assert (back.state, back.ground, back.other_ref) == ("reopened", "", "")
    # What the victim was told before it was opened again doesn't count for a second time.
    refused(transfer, "Has the victim been told", NotMet)


def test_an_outcome_has_its_preconditions_and_its_decider(world):
    crime = world.crime()

    def outcome(number="16", by=world.officer, **more):
        answers = {"victim_unable": True, "only_no_contact": False, "true_identity": True}
        return actions.give_outcome(
            **{
                "crime": crime,
                "by": by,
                "outcome": number,
                "reason": "She does not want to go on.",
                "answers": answers,
                **more,
            }
        )

    refused(outcome, "Has the victim or representative been told", NotMet)
    told(crime, world.officer, "outcome", matter="15")
    refused(outcome, "Has the victim or representative been told", NotMet)
    told(crime, world.officer, "outcome", matter="16")
    high = {
        "victim_unable": True,
        "only_no_contact": False,
        "true_identity": True,
        "high_risk_domestic": True,
    }
    refused(lambda: outcome(answers=high), "Who decides: an inspector", NotMet)
    refused(lambda: outcome(decides_as="inspector"), "Your account doesn't say", CrimeError)
    refused(lambda: outcome("18"), "Is it so that no suspect is identified", NotMet)
    refused(lambda: outcome("25"), "no outcome", CrimeError)
    refused(lambda: outcome(answers={"class": "46"}), "no question", CrimeError)
    done = outcome(by=world.supervisor, answers=high, decides_as="inspector")
    assert (done.state, done.outcome) == ("finalised", "16")
    event = CrimeEvent.objects.get(crime=crime, kind="outcome")
    assert event.authority == "an inspector or equivalent"
    refused(outcome, "It is finalised", CrimeError)
    actions.reopen_crime(crime=crime, by=world.officer, reason="She came back.")
    assert (state(crime), Crime.objects.get(pk=crime.pk).outcome) == ("reopened", "")


def test_a_crime_taken_off_the_count_bears_no_outcome(world, ddm):
    """Its outcome stays among its events; opened again, it has none until one is given anew."""
    for leave in ("cancel", "transfer"):
        crime = world.crime()
        told(crime, world.officer, "outcome", matter="16")
        answers = {"victim_unable": True, "only_no_contact": False, "true_identity": True}
        actions.give_outcome(
            crime=crime, by=world.officer, outcome="16", reason="No support.", answers=answers
        )
        if leave == "cancel":
            told(crime, world.officer)
            left = cancel(crime, ddm)
        else:
            told(crime, world.officer, "transfer", reference="OF/1")
            left = actions.transfer_crime(
                crime=crime,
                by=world.officer,
                other_force="Otherfolk",
                other_ref="OF/1",
                reason="Across the river.",
            )
        assert (
            left.outcome,
            CrimeEvent.objects.get(crime=crime, kind="outcome").detail["outcome"],
        ) == (
            "",
            "16",
        )


def test_somebody_who_left_is_not_an_authority(world, ddm):
    User.objects.filter(pk=ddm.pk).update(is_active=False)
    ddm.refresh_from_db()
    crime = world.crime()
    refused(lambda: cancel(crime, ddm), "may not", NotAllowed)
