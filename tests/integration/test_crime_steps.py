"""What may happen to a crime: who, when, on which conditions; and what is left behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onrecord.contact.actions import LogError
from onrecord.contact.models import LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerEntry
from onrecord.ledger.queries import history
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Qualification, Role
from onrecord.recording import actions, subjects
from onrecord.recording.errors import Conflict, CrimeError, NotMet
from onrecord.recording.models import Crime, CrimeEvent, CrimeProperty, ReportedIncident
from onrecord.recording.policies import can_view_crime
from onrecord.recording.states import CrimeState, IncidentState
from tests.integration.crime_world import HEARD, RAPE, STALKING, make_world, person

pytestmark = pytest.mark.django_db
ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"
AVI = {
    "came": "3 June, from the hospital",
    "source": "CCTV of the stairs",
    "checked": "Seen with the manager; clock checked against the speaking clock",
    "shows": "She fell; nobody else was there",
}
C2 = {"independent": True, "additional": True, "verifiable": True, "no_crime": True}


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def ddm(world):
    return person("dee", Role.SUPERVISOR, qualifications=[Qualification.DDM])


def told(crime, by, topic="cancel", **more):
    return actions.tell_victim(
        **{
            "record": crime,
            "by": by,
            "topic": topic,
            "person": "ann",
            "how": "telephone",
            "said": "Told what is to happen and how to challenge it.",
            **more,
        }
    )


def cancel(crime, by, ground="C2", **more):
    return actions.cancel_crime(
        **{
            "crime": crime,
            "by": by,
            "ground": ground,
            "reason": "The film shows that she fell.",
            "answers": C2,
            "information": AVI,
            **more,
        }
    )


def state(crime):
    return Crime.objects.get(pk=crime.pk).state


def refused(action, words, error=LogError):
    """The action is refused with these words, and nothing is left of it."""
    size = LedgerEntry.objects.count()
    with pytest.raises(error, match=words) as caught:
        action()
    assert LedgerEntry.objects.count() == size
    return caught.value


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


def test_reclassifying_keeps_both_classes_and_the_log_s_time(world, ddm):
    crime = world.crime()
    size = crime.log_refs
    more = {
        "crime": crime,
        "to_class": "8N",
        "to_code": "008/01",
        "reason": "information",
        "justification": "The jaw is broken.",
    }
    refused(lambda: actions.reclassify_crime(by=world.officer, **more), "registrar", NotAllowed)
    refused(
        lambda: actions.reclassify_crime(by=ddm, **{**more, "to_code": "008/06"}),
        "another class or code",
        NotMet,
    )
    refused(
        lambda: actions.reclassify_crime(by=ddm, **{**more, "to_code": "999/01"}), "offence list"
    )
    refused(lambda: actions.reclassify_crime(by=ddm, **{**more, "reason": "x"}), "no reason")
    done = actions.reclassify_crime(by=ddm, **more)
    assert (done.ho_code, done.log_refs) == ("008/01", size)
    event = CrimeEvent.objects.get(crime=crime, kind="reclassified")
    assert (event.detail["before"]["code"], event.detail["after"]["code"]) == ("008/06", "008/01")
    changes = history(subjects.of_crime(done))[-1].changes
    assert {(c.field, c.before, c.after) for c in changes} >= {("ho_code", "008/06", "008/01")}
    sexual = {**more, "to_class": "20A", "to_code": "020/05", "reason": "error"}
    assert actions.reclassify_crime(by=ddm, **sexual).group == "sexual"
    assert verify_ledger(records=True).problems == []


def test_a_rape_recorded_by_mistake_becomes_n100(world, ddm):
    crime = world.crime(RAPE)
    more = {
        "crime": crime,
        "sub_code": "N100/02",
        "justification": "The call was about another day.",
        "investigated": False,
    }
    refused(lambda: actions.make_n100(by=ddm, **more), "College of Policing register", NotAllowed)
    refused(
        lambda: actions.make_n100(by=world.registrar, **{**more, "investigated": True}),
        "no substantive investigation",
        NotMet,
    )
    made = actions.make_n100(by=world.registrar, **more)
    assert (made.sub_code, made.log, state(crime)) == ("N100/02", world.log, "n100")


def test_further_conduct_joins_unless_dealt_with_or_three_months_have_passed(world):
    now = timezone.now()
    crime = world.crime(
        STALKING, known_at=now - timedelta(days=200), recorded_at=now - timedelta(days=200)
    )

    def go_on(at, **more):
        return actions.continue_conduct(
            **{
                "crime": crime,
                "by": world.officer,
                "happened_at": at,
                "text": "He waited outside her work.",
                "same_people": True,
                "was_dealt_with": False,
                **more,
            }
        )

    refused(lambda: go_on(now + timedelta(days=1)), "lies in the future")
    refused(lambda: go_on(now - timedelta(days=1)), "Over three months have passed", NotMet)
    refused(lambda: go_on(now - timedelta(days=150), same_people=False), "same offender", NotMet)
    go_on(now - timedelta(days=150))
    go_on(now - timedelta(days=70))
    assert go_on(now - timedelta(days=1)).committed_to == now - timedelta(days=1)
    told(crime, world.officer, "outcome", matter="1")
    answers = {"charged": True, "suspect_told": True}
    actions.give_outcome(
        crime=crime, by=world.officer, outcome="1", reason="Charged.", answers=answers
    )
    refused(lambda: go_on(now), "not charged, summonsed or cautioned", NotMet)


def test_conduct_and_n100_are_for_their_classes_only(world):
    crime = world.crime()
    refused(
        lambda: actions.continue_conduct(
            crime=crime,
            by=world.officer,
            happened_at=HEARD,
            text="x",
            same_people=True,
            was_dealt_with=False,
        ),
        "stalking, harassment or controlling",
        NotMet,
    )
    refused(
        lambda: actions.make_n100(
            crime=crime,
            by=world.registrar,
            sub_code="1",
            justification="x",
            investigated=False,
        ),
        "rape or attempted rape",
        NotMet,
    )


def test_people_property_flags_and_facts_with_their_history(world):
    crime = world.crime()
    by = world.officer
    new = actions.set_person(
        crime=crime, by=by, roles=["witness"], name="Żaneta 🦊 <script>", age=40, phone="07"
    )
    assert new.label == "person-4"
    with pytest.raises(CrimeError, match="lies in the future"):
        actions.set_person(
            crime=crime, by=by, roles=["witness"], born=timezone.localdate() + timedelta(days=1)
        )
    refused(lambda: actions.set_person(crime=crime, by=by, roles=["king"]), "at least one role")
    refused(
        lambda: actions.set_person(crime=crime, by=by, person=new, roles=["witness"], remove=True),
        "reason for taking somebody out is empty",
    )
    actions.set_person(
        crime=crime, by=by, person=new, roles=["witness"], remove=True, reason="Not there."
    )
    assert [v.number for v in history(subjects.of_person(new))] == [1, 2]
    item = actions.set_property(
        crime=crime, by=by, what="damaged", description="Front door", value=18000, owner="ann"
    )
    refused(
        lambda: actions.set_property(crime=crime, by=by, what="damaged", description="x", value=-1),
        "value can't be right",
    )
    refused(
        lambda: actions.set_property(
            crime=crime, by=by, what="stolen", description="x", owner="zoe"
        ),
        "nobody in this crime",
    )
    actions.set_property(
        crime=crime,
        by=by,
        thing=item,
        what="damaged",
        description="Back door",
        value=200,
        owner="ann",
    )
    assert CrimeProperty.objects.get(pk=item.pk).description == "Back door"
    actions.set_flags(
        crime=crime, by=by, flags=["domestic-abuse", "alcohol"], reason="She said so."
    )
    for flags, words in (
        (["hate-religion"], "perceived religion"),
        (["hate-religion-sikh"], "religion flag"),
        (["metal-theft-infrastructure", "metal-theft-other"], "one of its two"),
        (["child-sexual-exploitation"], "abuse as well"),
        (["nonsense"], "no flag"),
    ):
        refused(lambda flags=flags: actions.set_flags(crime=crime, by=by, flags=flags), words)
    actions.correct_facts(
        crime=crime, by=by, place="12 Any Street", committed_from=HEARD, committed_to=HEARD
    )
    refused(
        lambda: actions.correct_facts(
            crime=crime, by=by, committed_from=HEARD, committed_to=HEARD - timedelta(hours=1)
        ),
        "begun after it ended",
    )
    actions.write_note(record=crime, by=by, text="<b>bold</b>\x00")
    assert verify_ledger(records=True).problems == []


def test_two_people_and_one_crime(world):
    crime = world.crime()
    actions.set_flags(crime=crime, by=world.officer, flags=["alcohol"], version=crime.version)
    refused(
        lambda: actions.set_flags(
            crime=crime, by=world.supervisor, flags=["online"], version=crime.version
        ),
        "Somebody else changed crime",
        Conflict,
    )


@pytest.mark.parametrize("what", ["person", "property", "flags", "facts", "note", "tell"])
def test_the_same_form_twice_is_one_change(world, what):
    crime = world.crime()
    does = {
        "person": lambda: actions.set_person(
            crime=crime, by=world.officer, roles=["witness"], name="W", origin=ORIGIN
        ),
        "property": lambda: actions.set_property(
            crime=crime, by=world.officer, what="stolen", description="Bag", origin=ORIGIN
        ),
        "flags": lambda: actions.set_flags(
            crime=crime, by=world.officer, flags=["alcohol"], origin=ORIGIN
        ),
        "facts": lambda: actions.correct_facts(
            crime=crime, by=world.officer, place="x", origin=ORIGIN
        ),
        "note": lambda: actions.write_note(record=crime, by=world.officer, text="x", origin=ORIGIN),
        "tell": lambda: told(crime, world.officer, origin=ORIGIN),
    }
    first = does[what]()
    size = LedgerEntry.objects.count()
    assert does[what]().pk == first.pk
    assert LedgerEntry.objects.count() == size


def test_who_sees_a_crime(world):
    crime = world.crime()
    stranger = person("str", Role.OFFICER, "Elsewhere")
    lonely = world.crime(log=None, by=world.other, people={})
    assert can_view_crime(world.officer, crime)
    assert not can_view_crime(stranger, crime)
    assert can_view_crime(world.other, lonely)
    assert not can_view_crime(world.officer, lonely)
    assert can_view_crime(world.auditor, lonely)
    refused(
        lambda: actions.write_note(record=crime, by=stranger, text="x"), "no log that", NotAllowed
    )
    refused(
        lambda: actions.write_note(record=crime, by=world.auditor, text="x"), "may not", NotAllowed
    )


def test_a_crime_from_another_system_is_kept_there(world):
    crime = Crime.objects.create(
        system="niche", ref="N1", ref_key="N1", log_refs=[], recorded_at=HEARD, entry_seq=0
    )
    refused(
        lambda: actions.write_note(record=crime, by=world.registrar, text="x"), "came from niche"
    )


@pytest.fixture
def incident(world) -> ReportedIncident:
    return actions.record_incident(
        log=world.log,
        by=world.officer,
        kind="N100",
        sub_code="N100/01",
        reason="She was asleep.",
        to_try="Visit at ten",
        comes_up_on=timezone.localdate(),
        victims=["ann"],
    )


def test_an_incident_becomes_a_crime_once(world, incident):
    crime = actions.convert_incident(
        incident=incident,
        by=world.officer,
        crime={"class": "19C", "code": "019/08"},
        reason="She confirms it.",
        people={each.label: each for each in world.log.people.all()},
        origin=ORIGIN,
    )
    row = ReportedIncident.objects.get(pk=incident.pk)
    assert (row.state, row.crime_refs, row.comes_up_on) == (
        IncidentState.CONVERTED,
        [crime.ref],
        None,
    )
    assert (crime.known_at, [p.label for p in crime.people.all() if "victim" in p.roles]) == (
        incident.known_at,
        ["ann"],
    )
    again = actions.convert_incident(
        incident=incident, by=world.officer, crime={}, reason="x", origin=ORIGIN
    )
    assert again.pk == crime.pk
    refused(
        lambda: actions.convert_incident(
            incident=incident, by=world.officer, crime={"class": "19C"}, reason="x"
        ),
        "a crime was recorded",
        CrimeError,
    )
    assert verify_ledger(records=True).problems == []


def test_an_n100_is_closed_by_the_registrar_and_cancelled_only_as_a_mistake(world, incident):
    by = world.officer
    actions.note_tried(incident=incident, by=by, text="Nobody in.", to_try="Ring her sister")
    actions.redate_incident(
        incident=incident, by=by, comes_up_on=timezone.localdate(), reason="Ring at noon."
    )
    refused(
        lambda: actions.close_incident(incident=incident, by=by, reason="x"),
        "registrar",
        NotAllowed,
    )
    actions.set_sub_code(incident=incident, by=world.registrar, sub_code="2", reason="Film.")
    refused(
        lambda: actions.cancel_incident(
            incident=incident, by=world.registrar, reason="x", mistake=False
        ),
        "genuine error",
        NotMet,
    )
    closed = actions.close_incident(incident=incident, by=world.registrar, reason="Seen by FCR.")
    assert (closed.state, closed.comes_up_on) == (IncidentState.CLOSED, None)
    refused(
        lambda: actions.close_incident(incident=incident, by=world.registrar, reason="x"),
        "closed without a crime",
    )
    opened = actions.reopen_incident(incident=incident, by=by, reason="She rang.")
    assert opened.state == IncidentState.OPEN
    assert (
        actions.cancel_incident(
            incident=incident, by=world.registrar, reason="Wrong box.", mistake=True
        ).state
        == IncidentState.CANCELLED
    )
    assert verify_ledger(records=True).problems == []


def test_somebody_who_left_is_not_an_authority(world, ddm):
    User.objects.filter(pk=ddm.pk).update(is_active=False)
    ddm.refresh_from_db()
    crime = world.crime()
    refused(lambda: cancel(crime, ddm), "may not", NotAllowed)
