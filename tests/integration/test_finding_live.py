"""The search finds what is kept here besides logs: crimes with their people and property, incidents, recordings of calls;
and of each no more than its own page shows to whoever asks."""

import pytest
from django.utils import timezone

from onrecord.calls.actions import add_mark, attach_recording, recording_subject, withdraw_mark
from onrecord.calls.content import transcript_content
from onrecord.calls.models import Transcript
from onrecord.calls.uploads import Draft
from onrecord.contact.actions import change_person
from onrecord.finding import index
from onrecord.finding.asking import understand
from onrecord.finding.models import Group, Kind
from onrecord.finding.queries import Filter, Hits, by_reference, find
from onrecord.ledger.actions import append
from onrecord.recording.actions import record_incident
from onrecord.recording.actions.keep import set_person, set_property
from onrecord.recording.models import CrimePerson
from tests import sounds_made
from tests.integration import crime_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return crime_world.make_world()


def look(user, group: Group, typed: str, **asked) -> Hits:
    return find(user, group, understand(typed), Filter(**asked))


def kinds(user, group: Group, typed: str) -> list[Kind]:
    return [hit.kind for hit in look(user, group, typed).hits]


def test_a_crime_is_found_by_its_people_its_property_and_how_it_was_done(world):
    crime = world.crime(modus="Kicked the door in", place="22 Broad Street, B1 1AA")
    bob = CrimePerson.objects.get(crime=crime, label="bob")
    index.catch_up()
    for typed in (
        crime.ref,
        "actual bodily",
        "kicked door",
        "broad street",
        "b11aa",
        "o'hara",
        "李",
    ):
        assert kinds(world.officer, Group.CRIMES, typed) == [Kind.CRIME], typed
    # Ann stands in the log and in the crime.
    assert sorted(kinds(world.officer, Group.PEOPLE, "ohara")) == [Kind.PERSON, Kind.CRIME_PERSON]
    thing = set_property(
        crime=crime, by=world.officer, what="stolen", description="red bicycle", mark="SN 44-77/X"
    )
    set_person(crime=crime, by=world.officer, person=bob, roles=["suspect"], name="Robert Quux")
    index.catch_up()
    for typed in ("bicycle", "sn4477x", "SN 44-77/X", "quux"):
        assert kinds(world.officer, Group.CRIMES, typed) == [Kind.CRIME], typed
    assert kinds(world.officer, Group.PEOPLE, "robert qux") == [Kind.CRIME_PERSON]
    # Taken off the list, they aren't found any more.
    set_property(
        crime=crime, by=world.officer, thing=thing, what="stolen", description="red bicycle", remove=True,
        reason="found in the shed",
    )  # fmt: skip
    bob.refresh_from_db()
    set_person(
        crime=crime, by=world.officer, person=bob, roles=["suspect"], remove=True, reason="slip"
    )
    index.catch_up()
    assert kinds(world.officer, Group.CRIMES, "bicycle") == []
    assert kinds(world.officer, Group.PEOPLE, "quux") == []


def test_incidents_are_found_among_the_crimes(world):
    made = record_incident(
        log=world.log,
        by=world.officer,
        kind="crime-related",
        reason="Nobody traced yet; try the neighbour.",
    )
    index.catch_up()
    assert kinds(world.officer, Group.CRIMES, "neighbour traced") == [Kind.INCIDENT]
    assert kinds(world.officer, Group.CRIMES, made.ref) == [Kind.INCIDENT]
    assert kinds(world.other, Group.CRIMES, "neighbour traced") == []
    assert kinds(world.registrar, Group.CRIMES, "neighbour traced") == [Kind.INCIDENT]


def test_crimes_and_their_people_only_for_those_who_may_see_them(world):
    linked = world.crime()
    # Without a log: whoever recorded it, and those who see every crime.
    alone = world.crime(log=None, by=world.other, crime=crime_world.STALKING)
    index.catch_up()
    seen = {
        world.officer: ({linked.pk}, 2), world.other: ({alone.pk}, 1), world.supervisor: ({linked.pk}, 2),
        world.registrar: ({linked.pk, alone.pk}, 3), world.auditor: ({linked.pk, alone.pk}, 3),
    }  # fmt: skip
    for user, (crimes, people) in seen.items():
        found = look(user, Group.CRIMES, "force")
        found = look(user, Group.CRIMES, "8N") if not found.hits else found
        both = {
            hit.id for typed in ("008/06", "195/12") for hit in look(user, Group.CRIMES, typed).hits
        }
        assert both == crimes, user
        assert look(user, Group.CRIMES, "008/06").count == len(crimes & {linked.pk})
        assert look(user, Group.PEOPLE, "ohara").count == people, user
        assert {
            crime.pk for ref in (linked.ref, alone.ref) for crime in by_reference(user, ref)[1]
        } == crimes


def test_a_person_of_a_log_under_another_name(world):
    wim = world.log.people.get(label="wim")
    index.catch_up()
    assert kinds(world.officer, Group.PEOPLE, "wim") == [Kind.PERSON]
    change_person(person=wim, by=world.officer, name="Willem de Wit")
    index.catch_up()
    assert kinds(world.officer, Group.PEOPLE, "wim") == []
    assert kinds(world.officer, Group.PEOPLE, "willem wit") == [Kind.PERSON]
    assert kinds(world.other, Group.PEOPLE, "willem") == []


@pytest.fixture
def recording(world, own_folder):
    with Draft() as draft:
        draft.write(sounds_made.wav())
        return attach_recording(
            log=world.log, by=world.officer, draft=draft, file_name="call.wav", about="second call"
        )


def test_calls_are_found_by_marks_and_machine_transcripts(world, recording):
    mark = add_mark(
        recording=recording, by=world.officer, at_ms=20, text="he has a hammer", act="threat"
    )
    index.catch_up()
    for typed in ("hammer", "threat", '"second call"', world.log.ref):
        assert kinds(world.officer, Group.CALLS, typed) == [Kind.CALL], typed
        assert kinds(world.other, Group.CALLS, typed) == [], typed
    transcript = Transcript(
        recording=recording, recording_sha256=recording.sha256, engine="test", text="please hurry",
        asked_by="olu", made_at=timezone.now(),
    )  # fmt: skip
    transcript.entry_seq = append(
        kind="transcript.made",
        subject=f"transcript:{recording.sha256}",
        body=transcript_content(transcript),
        by="olu",
    )
    transcript.save()
    withdraw_mark(mark=mark, by=world.officer, why="misheard")
    index.catch_up()
    assert kinds(world.officer, Group.CALLS, "hurry") == [Kind.CALL]
    assert kinds(world.officer, Group.CALLS, "hammer") == []
    # What a machine heard is never taken for what was written in the log.
    assert kinds(world.officer, Group.LOGS, "hurry") == []


def test_the_page_says_what_a_machine_heard(world, recording, client):
    text = "please hurry, he has a hammer"
    row = Transcript(
        recording=recording, recording_sha256=recording.sha256, engine="test", text=text, asked_by="olu",
        made_at=timezone.now(), entry_seq=0,
    )  # fmt: skip
    row.entry_seq = append(
        kind="transcript.made", subject=f"transcript:{recording.sha256}", body={}, by="olu"
    )
    row.save()
    world.crime(modus="with a hammer")
    record_incident(
        log=world.log, by=world.officer, kind="crime-related", reason="a hammer was found"
    )
    client.force_login(world.officer)
    body = client.get("/find/", {"q": "hammer"}).content.decode()
    assert (
        "Machine transcript, not evidence:</span> please hurry, he has a <mark>hammer</mark>"
        in body
    )
    assert "How it was done:</span> with a <mark>hammer</mark>" in body
    assert "a <mark>hammer</mark> was found" in body
    assert recording_subject(recording)
    client.force_login(world.other)
    assert "<mark>" not in client.get("/find/", {"q": "hammer"}).content.decode()


def test_every_kind_of_document_leads_to_a_page(world, recording, client):
    crime = world.crime()
    record_incident(log=world.log, by=world.officer, kind="crime-related", reason="ohara hammer")
    add_mark(recording=recording, by=world.officer, at_ms=20, text="ohara")
    client.force_login(world.officer)
    body = client.get("/find/", {"q": "ohara"}).content.decode()
    links = {part.split('"')[0] for part in body.split('<h3><a href="')[1:]}
    assert {
        f"/logs/{world.log.pk}/",
        f"/crimes/{crime.pk}/",
        f"/recordings/{recording.pk}/",
    } <= links
    assert any(link.startswith("/incidents/") for link in links)
    for link in links:
        assert client.get(link).status_code == 200, link
