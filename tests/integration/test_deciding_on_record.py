"""Crimes that a log has on record: the rules say what joins them, and the same crime isn't recorded twice."""

from datetime import timedelta

import pytest
from django.urls import reverse

from onrecord.contact.content import moment
from onrecord.contact.models import EntryKind, LogEntry
from onrecord.deciding.actions import DecisionError, conclude, put_facts, start_decision
from onrecord.deciding.judge import judge
from onrecord.ledger.live import verify_ledger
from onrecord.recording.actions import set_person
from onrecord.recording.models import Crime, CrimeEvent
from onrecord.recording.states import EventKind
from tests.deciding_world import answer_all
from tests.integration.crime_world import HEARD, STALKING, make_world

pytestmark = pytest.mark.django_db
BEFORE, AFTER = HEARD - timedelta(hours=1), HEARD + timedelta(hours=1)


@pytest.fixture
def world():
    return make_world()


def decision(world, what="assault", at=BEFORE, **facts):
    """A decision about the log that is answered to the end."""
    row = start_decision(by=world.officer, log=world.log)
    if at is not None:
        facts["happened_at"] = moment(at)
        if at > HEARD:
            # What came after the first report was told later.
            facts["reported_at"] = moment(at)
    if facts:
        row = put_facts(decision=row, by=world.officer, facts=facts)
    return answer_all(row, world.officer, {"what": what, "repeated-times": "yes"})


def said(row, world, **answers):
    held = row.facts.get("answers", {})
    return put_facts(decision=row, by=world.officer, facts={"answers": {**held, **answers}})


def asked(row):
    return [each.field for each in judge(row).asked]


def test_the_same_told_again_is_no_second_crime(world):
    first = conclude(decision=decision(world), by=world.officer)
    crime = Crime.objects.get()
    again = decision(world)
    judged = judge(again)
    assert (judged.decision.crimes, [each.ref for each in judged.decision.joined]) == (
        (),
        [crime.ref],
    )
    done = conclude(decision=again, by=world.officer)
    assert Crime.objects.get() == crime
    assert (first.crime_refs, done.crime_refs) == ([crime.ref], [])
    event = CrimeEvent.objects.get(crime=crime, kind=EventKind.NOTE)
    assert event.text.startswith("Reported again: it happened before the recorded report")
    line = LogEntry.objects.filter(kind=EntryKind.DECISION).latest("entry_seq")
    assert line.text.startswith(f"Added to {crime.ref}: ")
    assert line.detail["joined"] == [crime.ref]
    assert verify_ledger(records=True).problems == []
    # Concluded twice is concluded once.
    conclude(decision=again, by=world.officer)
    assert CrimeEvent.objects.filter(kind=EventKind.NOTE).count() == 1


def test_what_he_did_after_the_report_is_a_new_crime(world):
    conclude(decision=decision(world), by=world.officer)
    row = conclude(decision=decision(world, at=HEARD + timedelta(minutes=1)), by=world.officer)
    assert Crime.objects.count() == 2
    assert len(row.crime_refs) == 1


def test_without_a_time_it_is_asked_whether_it_was_before_or_after(world):
    conclude(decision=decision(world), by=world.officer)
    row = decision(world, at=None)
    [field] = asked(row)
    assert field.endswith(".at")
    with pytest.raises(DecisionError, match="Did this happen before or after crime"):
        conclude(decision=row, by=world.officer)
    row = put_facts(decision=row, by=world.officer, facts={"reported_at": moment(AFTER)})
    row = said(row, world, **{field: moment(AFTER)})
    conclude(decision=row, by=world.officer)
    assert Crime.objects.count() == 2


def test_conduct_goes_on_in_the_crime_on_record(world):
    crime = world.crime(STALKING)
    row = decision(world, "repeated", at=AFTER, modus="He rang her eleven times.")
    [field] = asked(row)
    assert field == f"recorded[{crime.ref}].dealt_with"
    row = said(row, world, **{field: "no"})
    conclude(decision=row, by=world.officer)
    assert Crime.objects.get() == crime
    event = CrimeEvent.objects.get(crime=crime, kind=EventKind.CONTINUED)
    assert event.happened_at == AFTER
    assert "He rang her eleven times." in event.text
    crime.refresh_from_db()
    assert crime.committed_to == AFTER
    assert verify_ledger(records=True).problems == []


def test_conduct_after_police_dealt_with_him_is_a_new_crime(world):
    crime = world.crime(STALKING)
    row = decision(world, "repeated", at=AFTER)
    row = said(row, world, **{f"recorded[{crime.ref}].dealt_with": "yes"})
    conclude(decision=row, by=world.officer)
    assert Crime.objects.count() == 2
    assert not CrimeEvent.objects.filter(kind=EventKind.CONTINUED).exists()


def unknown_people(world):
    """As when a passer-by reports it: nobody is named."""
    return {"people": [{"as": "victim1", "age": 30}, {"as": "suspect1", "age": 40}]}


def test_where_nobody_is_named_it_is_asked_and_not_recorded_twice(world, client):
    conclude(decision=decision(world), by=world.officer)
    crime = Crime.objects.get()
    row = decision(world, **unknown_people(world))
    field = f"same[{crime.ref}]"
    assert asked(row) == [field]
    client.force_login(world.officer)
    url = reverse("decision-more", args=[row.pk])
    body = client.get(url).content.decode()
    assert f"Is it crime {crime.ref}, " in body
    client.post(url, {"field": field, "say": "yes"})
    row.refresh_from_db()
    assert row.facts["answers"] == {field: "yes"}
    assert client.post(reverse("decision-result", args=[row.pk])).status_code == 302
    assert Crime.objects.get() == crime
    row.refresh_from_db()
    page = client.get(reverse("decision", args=[row.pk])).content.decode()
    assert f"Added to {crime.ref}:" in page


@pytest.mark.parametrize("answer", ["no", "?"])
def test_another_crime_is_recorded_and_so_is_what_nobody_knows(world, answer):
    conclude(decision=decision(world), by=world.officer)
    crime = Crime.objects.get()
    row = decision(world, **unknown_people(world))
    row = said(row, world, **{f"same[{crime.ref}]": answer})
    assert asked(row) == []
    conclude(decision=row, by=world.officer)
    assert Crime.objects.count() == 2


def test_another_victim_by_name_is_another_crime(world):
    conclude(decision=decision(world), by=world.officer)
    people = [{"as": "victim1", "name": "Zoë"}, {"as": "suspect1", "name": "Bob"}]
    row = decision(world, people=people)
    assert asked(row) == []
    conclude(decision=row, by=world.officer)
    assert Crime.objects.count() == 2


def test_a_cancelled_crime_and_other_logs_have_no_part(world):
    crime = world.crime()
    Crime.objects.filter(pk=crime.pk).update(state="cancelled")
    row = decision(world)
    assert judge(row).on_record == ()
    world.crime(log=None)
    assert judge(row).on_record == ()


def test_a_correction_is_not_held_against_what_it_corrects(world):
    first = conclude(decision=decision(world), by=world.officer)
    row = start_decision(by=world.officer, log=world.log, corrects=first)
    assert judge(row).on_record == ()
    done = conclude(decision=row, by=world.officer)
    assert done.crime_refs == first.crime_refs
    assert Crime.objects.count() == 1


def test_an_imported_crime_of_the_log_is_asked_about(world):
    conclude(decision=decision(world), by=world.officer)
    crime = Crime.objects.get()
    # As the importer would have written it: no state, nobody in it.
    crime.people.all().delete()
    Crime.objects.filter(pk=crime.pk).update(state="", decision_ref="")
    row = said(decision(world), world, **{f"same[{crime.ref}]": "yes"})
    conclude(decision=row, by=world.officer)
    assert Crime.objects.count() == 1
    assert not CrimeEvent.objects.filter(kind=EventKind.NOTE).exists()


def test_somebody_taken_out_of_the_crime_is_not_its_offender(world):
    crime = world.crime()
    bob = crime.people.get(label="bob")
    set_person(
        crime=crime, by=world.officer, person=bob, roles=["suspect"], remove=True, reason="slip"
    )
    [held] = judge(decision(world)).on_record
    assert (held.by, len(held.to)) == ((), 1)
