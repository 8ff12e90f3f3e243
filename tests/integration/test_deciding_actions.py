"""Recording decisions: asked, answered, concluded; what the rules say is recorded, once, and the ledger proves it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from onrecord.contact.models import EntryKind, Log, LogEntry, LogPerson
from onrecord.deciding import actions
from onrecord.deciding.actions import Conflict, DecisionError
from onrecord.deciding.judge import judge
from onrecord.deciding.models import RecordingDecision, Review
from onrecord.deciding.recording import record_all
from onrecord.deciding.states import ReviewState, State
from onrecord.ledger.live import verify_ledger
from onrecord.people.access import NotAllowed
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime, ReportedIncident
from tests.deciding_world import person_of
from tests.decisions_made import WHY, opened, theft

pytestmark = pytest.mark.django_db


ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"


def test_a_shop_theft_becomes_a_crime_with_its_people_and_the_log_knows_it(olu):
    log = opened(olu, opening_code="Crime: theft")
    person_of(log, olu, roles=["victim"], name="Corner Shop Ltd", facts={"kind": "business"})
    row = actions.conclude(decision=theft(olu, log), by=olu)
    assert row.state == State.CONCLUDED
    crime = Crime.objects.get()
    assert (crime.crime_class, crime.ho_code, crime.ref) == ("46", "046/00", row.crime_refs[0])
    assert crime.decision_ref == row.origin
    assert crime.known_at == log.received_at
    names = {each.name: each.roles for each in crime.people.all()}
    assert names["Corner Shop Ltd"] == ["victim"]
    log.refresh_from_db()
    assert log.crime_refs == row.crime_refs
    assert log.crime_count == 1
    entry = LogEntry.objects.get(log_ref=log.ref, kind=EntryKind.DECISION)
    assert entry.detail["crimes"] == row.crime_refs
    assert row.result["crimes"][0]["code"] == "046/00"
    assert verify_ledger(records=True).problems == []


def test_concluding_twice_records_once(olu):
    row = theft(olu)
    first = actions.conclude(decision=row, by=olu, version=row.version)
    again = actions.conclude(decision=row, by=olu, version=row.version)
    assert first.crime_refs == again.crime_refs
    assert Crime.objects.count() == 1
    assert actions.start_decision(by=olu, origin=row.origin).pk == row.pk


def test_a_change_behind_the_ledgers_back_is_found(olu):
    row = actions.conclude(decision=theft(olu), by=olu)
    RecordingDecision.objects.filter(pk=row.pk).update(concluded_by="somebody")
    assert [each.what for each in verify_ledger(records=True).problems] == ["record"]


def test_every_answer_is_kept_and_any_can_be_changed(olu):
    row = theft(olu)
    asked = [question for question, _ in row.answers]
    number = asked.index("theft-from") + 1
    changed = actions.answer(decision=row, by=olu, say="elsewhere", number=number)
    said = dict(changed.answers)
    assert said["theft-from"] == "elsewhere"
    # What was asked after it is asked no more, or kept; what came before stays.
    assert changed.answers[: number - 1] == row.answers[: number - 1]
    held = RecordingDecision.objects.get(pk=row.pk)
    assert held.answers == changed.answers
    back = actions.take_back(decision=held, by=olu)
    assert back.answers == changed.answers[:-1]


def test_two_devices(olu):
    row = actions.start_decision(by=olu, origin=ORIGIN)
    on_the_phone = actions.answer(decision=row, by=olu, say="victim", version=row.version)
    with pytest.raises(Conflict, match="another device"):
        actions.answer(decision=row, by=olu, say="professional", version=row.version)
    # A double tap sends the same answer from the same page: it changes nothing.
    again = actions.answer(decision=row, by=olu, say="victim", number=1, version=row.version)
    assert again.answers == on_the_phone.answers
    assert again.version == on_the_phone.version


def test_an_answer_that_is_not_offered(olu):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match="choose one of"):
        actions.answer(decision=row, by=olu, say="nobody at all")
    with pytest.raises(DecisionError, match="no question 7"):
        actions.answer(decision=row, by=olu, say="victim", number=7)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"nonsense": 1}, "no fact of a decision"),
        ({"people": [{"as": "victim1", "age": 140}]}, "no age"),
        ({"people": [{"name": "Ann"}]}, "who they are"),
        ({"people": [{"as": "victim1"}, {"as": "victim1"}]}, "same place"),
        ({"reported_at": "yesterday"}, "no date and time"),
        ({"reported_at": "2126-01-01T10:00:00+00:00"}, "in the future"),
        ({"rulings": []}, "given by the registrar"),
    ],
)
def test_facts_that_can_not_be(olu, facts, words):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match=words):
        actions.put_facts(decision=row, by=olu, facts=facts)
    row.refresh_from_db()
    assert row.version == 1


def test_the_log_brings_people_place_and_time(olu):
    log = opened(olu, received_at=timezone.now() - timedelta(hours=2))
    ann = person_of(log, olu, roles=["victim", "caller"], name="Ann", age=34, sex="female")
    row = actions.start_decision(by=olu, log=log)
    assert row.facts["people"] == [
        {"as": "victim1", "label": ann.label, "name": "Ann", "age": 34, "sex": "female"}
    ]
    assert row.facts["reported_at"].startswith(log.received_at.strftime("%Y-%m-%dT%H:%M"))


def test_a_decision_that_is_not_at_its_end_can_not_be_concluded(olu):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match="aren't at their end"):
        actions.conclude(decision=row, by=olu)
    assert not Crime.objects.exists()


def test_a_correction_does_not_record_again_what_stands(olu, sam):
    first = actions.conclude(
        decision=theft(olu),
        by=olu,
        disagree={"reason": "x", "also": [{"class": "49", "code": "049/10"}]},
    )
    new = actions.start_decision(by=sam, corrects=first, log=first.log)
    assert new.answers == first.answers
    actions.put_facts(decision=new, by=sam, facts={"otherwise": {}})
    done = actions.conclude(decision=new, by=sam)
    assert Crime.objects.count() == 2
    assert set(done.crime_refs) <= set(first.crime_refs)
    assert Review.objects.get(decision=first).state == ReviewState.CORRECTED
    assert verify_ledger(records=True).problems == []


def test_a_higher_number_later_records_only_what_is_missing(olu):
    row = theft(olu)
    judged = judge(row)
    (crime,) = judged.decision.crimes
    more = {"by": olu, "at": timezone.now(), "marks": ()}
    with transaction.atomic():
        record_all(row, judged.case, [crime], (), (), **more)
        record_all(row, judged.case, [replace(crime, count=3)], (), (), **more)
    assert Crime.objects.count() == len(row.crime_refs) == 3


def test_reviews_by_rule_never_ones_own(olu, sam):
    log = opened(olu, opening_code="Domestic incident", qualifiers=["domestic abuse"])
    row = actions.negate(by=olu, log=log, rationale={"test": "balance", **WHY, "told": "not-yet"})
    held = Review.objects.get()
    assert held.by_whom == "supervisor"
    assert held.rules == ["domestic-not-recorded", "victim-not-told"]
    assert ReportedIncident.objects.get().sub_code == "domestic"
    own = actions.negate(by=sam, log=log, rationale={"test": "balance", **WHY})
    with pytest.raises(NotAllowed, match="your own"):
        actions.review(decision=own, by=sam, outcome="agreed")
    with pytest.raises(NotAllowed):
        actions.review(decision=row, by=olu, outcome="agreed")
    with pytest.raises(DecisionError, match="What is wrong"):
        actions.review(decision=row, by=sam, outcome="given-back")
    back = actions.review(decision=row, by=sam, outcome="given-back", words="Ask her again, alone.")
    assert back.state == ReviewState.GIVEN_BACK
    assert actions.review(decision=row, by=sam, outcome="agreed").state == ReviewState.AGREED
    with pytest.raises(DecisionError, match="can't become"):
        actions.review(decision=row, by=sam, outcome="given-back", words="No.")
    assert verify_ledger(records=True).problems == []


def test_an_imported_log_can_be_decided_about(olu):
    log = Log.objects.create(
        system="storm",
        ref="A1",
        ref_key="A1",
        received_at=timezone.now(),
        entry_seq=0,
        department="North",
    )
    row = actions.conclude(decision=theft(olu, log), by=olu)
    log.refresh_from_db()
    assert log.crime_count == 1
    assert row.log_ref == "A1"


def test_somebody_of_another_department_or_role(olu):
    other = User.objects.create(username="kit", role=Role.OFFICER, department="South")
    auditor = User.objects.create(username="ada", role=Role.AUDITOR)
    row = actions.start_decision(by=olu)
    for stranger in (other, auditor):
        with pytest.raises(NotAllowed):
            actions.answer(decision=row, by=stranger, say="victim")
        with pytest.raises(NotAllowed):
            actions.start_decision(by=stranger, origin=row.origin)


def test_withdrawn_with_its_reason(olu):
    row = actions.start_decision(by=olu)
    with pytest.raises(DecisionError, match="empty"):
        actions.withdraw(decision=row, by=olu, reason="  ")
    done = actions.withdraw(decision=row, by=olu, reason="Told twice.")
    assert done.state == State.WITHDRAWN
    with pytest.raises(DecisionError, match="withdrawn"):
        actions.answer(decision=row, by=olu, say="victim")
    with pytest.raises(DecisionError, match="withdrawn"):
        actions.conclude(decision=row, by=olu)


def test_the_day_of_the_first_report_chooses_the_rules_and_a_late_crime_is_the_registrars(olu):
    row = theft(olu)
    row = actions.put_facts(
        decision=row, by=olu, facts={"reported_at": "2026-06-01T21:30:00+01:00"}
    )
    assert row.on_date.isoformat() == "2026-06-01"
    done = actions.conclude(decision=row, by=olu)
    assert Review.objects.get(decision=done).rules == ["late"]


def test_three_times_are_kept_apart(olu):
    now = timezone.now()
    known, written, sent = (
        now - timedelta(hours=5),
        now - timedelta(hours=4),
        now - timedelta(hours=1),
    )
    row = theft(olu, known_at=known, recorded_at=written, sent_at=sent)
    actions.conclude(decision=row, by=olu, recorded_at=written)
    crime = Crime.objects.get()
    assert (crime.known_at, crime.recorded_at, crime.sent_at) == (known, written, sent)


def test_what_is_finished_at_a_desk_was_not_sent_by_the_device(olu):
    """A device left the decision open; somebody finishes it here later."""
    now = timezone.now()
    log = opened(olu, received_at=now - timedelta(hours=5))
    row = theft(olu, log, recorded_at=now - timedelta(hours=4), sent_at=now - timedelta(hours=1))
    actions.conclude(decision=row, by=olu)
    crime = Crime.objects.get()
    assert crime.sent_at is None
    entries = LogEntry.objects.filter(log_ref=log.ref, kind__in=("crime", "decision"))
    assert {(each.recorded_at, each.sent_at) for each in entries} == {(crime.recorded_at, None)}


def test_the_log_says_when_it_was_written_and_sent(olu):
    now = timezone.now()
    written, sent = now - timedelta(hours=4), now - timedelta(hours=1)
    log = opened(olu, received_at=now - timedelta(hours=5))
    row = theft(olu, log, recorded_at=written, sent_at=sent)
    actions.conclude(decision=row, by=olu, recorded_at=written)
    entries = LogEntry.objects.filter(log_ref=log.ref, kind__in=("crime", "decision"))
    assert entries.count() == 2
    assert {(each.entered_at, each.recorded_at, each.sent_at) for each in entries} == {
        (written, written, sent)
    }


def test_names_that_were_typed_in_the_decision_stand_in_the_log_too(olu):
    log = opened(olu, opening_code="Crime: theft")
    row = theft(olu, log)
    row = actions.put_facts(
        decision=row, by=olu, facts={"people": [{"as": "victim1", "name": "Corner Shop Ltd"}]}
    )
    done = actions.conclude(decision=row, by=olu)
    named = LogPerson.objects.get(log=log)
    assert (named.name, named.roles) == ("Corner Shop Ltd", ["victim"])
    assert done.facts["people"][0]["label"] == named.label
    assert Crime.objects.get().people.get(name="Corner Shop Ltd").log_person == named.pk
    assert verify_ledger(records=True).problems == []


def test_people_without_a_log_stand_in_the_crime(olu):
    row = theft(olu)
    row = actions.put_facts(
        decision=row, by=olu, facts={"people": [{"as": "victim1", "name": "Corner Shop Ltd"}]}
    )
    actions.conclude(decision=row, by=olu)
    assert "Corner Shop Ltd" in {each.name for each in Crime.objects.get().people.all()}
    assert not LogPerson.objects.exists()
