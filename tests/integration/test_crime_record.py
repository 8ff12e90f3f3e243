"""A crime is recorded here: the row, its people, its event, the log's line and the links, all or nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from onrecord.contact.actions import LogError, mark_duplicate, open_log
from onrecord.contact.models import LinkState, Log, LogEntry
from onrecord.contact.references import reference_key
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerEntry
from onrecord.people.access import NotAllowed
from onrecord.recording.actions import record_crime, record_crimes, record_incident
from onrecord.recording.linking import link_all
from onrecord.recording.models import Crime, CrimeEvent, CrimeLog, CrimePerson, UnlinkedReference
from onrecord.recording.states import CrimeState, IncidentState
from onrecord.screening.actions import screen_logs
from onrecord.screening.models import Suspect
from tests.integration.crime_world import ABH, HEARD, make_world

pytestmark = pytest.mark.django_db
ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"


@pytest.fixture
def world():
    return make_world()


def links():
    """Everything that linking works out, without row numbers."""
    return (
        sorted(CrimeLog.objects.values_list("crime__ref", "log__ref", "how")),
        sorted(
            Log.objects.values_list(
                "system", "ref", "crime_count", "first_recorded_at", "link_state"
            ),
            key=str,
        ),
        sorted(
            UnlinkedReference.objects.values_list("side", "system", "owner_ref", "named_ref"),
            key=str,
        ),
    )


def settled():
    """The links, after making sure that working all of them out anew changes nothing."""
    before = links()
    link_all()
    assert links() == before
    return before


def imported_log(ref, **more):
    return Log.objects.create(
        system="storm", ref=ref, ref_key=reference_key(ref), received_at=HEARD, entry_seq=0, **more
    )


def imported_crime(ref, **more):
    return Crime.objects.create(
        system="niche", ref=ref, ref_key=reference_key(ref), recorded_at=HEARD, entry_seq=0, **more
    )


def test_recorded_with_its_people_its_event_and_a_line_in_the_log(world):
    recorded = HEARD + timedelta(hours=1)
    crime = world.crime(
        recorded_at=recorded,
        sent_at=recorded + timedelta(hours=3),
        place="12 Any Street",
        modus="x",
    )
    assert crime.ref == "C/000001/26"
    row = Crime.objects.get(pk=crime.pk)
    assert (row.state, row.crime_class, row.ho_code, row.group) == (
        CrimeState.RECORDED,
        "8N",
        "008/06",
        "violence",
    )
    assert (row.known_at, row.recorded_at, row.sent_at) == (
        HEARD,
        recorded,
        recorded + timedelta(hours=3),
    )
    assert row.flags == ["domestic-abuse"]
    assert row.decided["absorbed"] == [["105A", "105/01"]]
    held = {p.label: (p.name, p.roles) for p in CrimePerson.objects.filter(crime=row)}
    assert held == {
        "ann": ("Ann O’Hara <b>李</b>", ["victim", "reporter"]),
        "bob": ("Bob", ["suspect"]),
        "wim": ("Wim", ["witness"]),
    }
    assert [event.kind for event in CrimeEvent.objects.filter(crime=row)] == ["recorded"]
    line = LogEntry.objects.get(log_ref=world.log.ref, kind="crime")
    assert (line.detail["crime"], line.by) == (crime.ref, "olu")
    log = Log.objects.get(pk=world.log.pk)
    assert (log.crime_refs, log.crime_count, log.first_recorded_at, log.link_state) == (
        [crime.ref],
        1,
        recorded,
        LinkState.LINKED,
    )
    assert CrimeLog.objects.get().how == CrimeLog.How.BOTH
    settled()
    assert verify_ledger(records=True).problems == []


def test_several_at_once_and_sent_twice(world):
    made = record_crimes(log=world.log, by=world.officer, crime={**ABH, "count": 3}, origin=ORIGIN)
    assert [one.ref for one in made] == ["C/000001/26", "C/000002/26", "C/000003/26"]
    again = record_crimes(
        log=world.log, by=world.officer, crime={**ABH, "count": 3}, origin=ORIGIN.upper()
    )
    assert [one.pk for one in again] == [one.pk for one in made]
    assert record_crime(log=world.log, by=world.officer, crime=ABH, origin=ORIGIN) == made[0]
    assert Log.objects.get(pk=world.log.pk).crime_count == 3
    settled()


def test_a_log_from_another_system_keeps_its_words_and_gets_its_crime(world):
    log = imported_log("A1")
    crime = world.crime(log=log, people={})
    assert CrimeLog.objects.get(crime=crime).how == CrimeLog.How.CRIME_NAMES_LOG
    log.refresh_from_db()
    assert (log.crime_refs, log.crime_count, log.version) == ([], 1, 1)
    settled()


def test_linking_sees_duplicates_claims_and_two_records_of_one_reference(world):
    twin = imported_log("T1", duplicate_of=world.log.ref)
    claims = imported_log("T2", crime_refs=["C/000001/26", "C/000002/26", "nowhere"])
    link_all()
    first = world.crime()
    state, _, unlinked = settled()
    assert (first.ref, twin.ref, "duplicate") in state
    assert (first.ref, claims.ref, "log") in state
    assert ("log", "storm", "T2", "nowhere") in unlinked
    # Another system brings a crime of the same reference as our next one: neither is guessed.
    imported_crime("C/000002/26", log_refs=["T2"])
    link_all()
    second = world.crime()
    assert second.ref == "C/000002/26"
    state, _, unlinked = settled()
    assert ("several", "storm", "T2", "C/000002/26") in unlinked
    world.crime(log=None, people={})
    _, _, unlinked = settled()
    assert ("none", "onrecord", "C/000003/26", "") in unlinked


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"crime": {**ABH, "code": "999/99"}}, "isn't on the offence list"),
        ({"crime": {**ABH, "class": "30C"}}, "doesn't hold code"),
        ({"crime": {**ABH, "class": ""}}, "no class"),
        ({"crime": {**ABH, "class": "N100"}}, "reported incident"),
        ({"crime": {**ABH, "count": 0}}, "whole number"),
        ({"crime": {**ABH, "flags": ["x"]}}, "no flag"),
        ({"origin": "abc"}, "not a UUID"),
        ({"recorded_at": datetime(2126, 6, 1, tzinfo=UTC)}, "lies in the future"),
        ({"known_at": datetime(2026, 6, 1, 9, 0)}, "no time zone"),
        ({"recorded_at": HEARD - timedelta(days=1)}, "before it became known"),
    ],
)
def test_bad_input_is_refused_in_words_and_leaves_nothing(world, more, words):
    size = LedgerEntry.objects.count()
    with pytest.raises(LogError, match=words):
        world.crime(**more)
    assert not Crime.objects.exists()
    assert LedgerEntry.objects.count() == size


def test_who_may_not_decide_records_nothing(world):
    with pytest.raises(NotAllowed, match="may not decide"):
        world.crime(by=world.auditor)


@pytest.mark.parametrize("code", ["100/01", "N100/1", "N100/01", "1"])
def test_a_reported_rape_that_is_no_crime_yet(world, code):
    made = record_incident(
        log=world.log,
        by=world.officer,
        kind="N100",
        sub_code=code,
        reason="She was asleep; to be seen tomorrow.",
        to_try="Visit at ten",
        comes_up_on=timezone.localdate() + timedelta(days=1),
        victims=["ann"],
        origin=ORIGIN,
    )
    assert (made.ref[:2], made.sub_code, made.state) == ("RI", "N100/01", IncidentState.OPEN)
    again = record_incident(
        log=world.log, by=world.officer, kind="N100", sub_code=code, reason="x", origin=ORIGIN
    )
    assert again.pk == made.pk
    line = LogEntry.objects.get(log_ref=world.log.ref, kind="crime")
    assert line.text == f"Reported incident of rape (N100) {made.ref} recorded: N100/01."
    assert verify_ledger(records=True).problems == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kind": "N200"}, "no kind of record"),
        ({"sub_code": "N100/04"}, "no code for"),
        ({"sub_code": "domestic"}, "no code for"),
        ({"reason": " "}, "reason is empty"),
        ({"comes_up_on": date(2020, 1, 1)}, "past"),
        ({"comes_up_on": date(2126, 1, 1)}, "next two years"),
    ],
)
def test_bad_incidents_are_refused_in_words(world, more, words):
    with pytest.raises(LogError, match=words):
        record_incident(
            **{
                "log": world.log,
                "by": world.officer,
                "kind": "N100",
                "sub_code": "1",
                "reason": "x",
                **more,
            }
        )


def test_a_non_crime_record_has_a_number_of_its_own(world):
    made = record_incident(
        log=None, by=world.officer, kind="non-crime", sub_code="domestic", reason="Argument only."
    )
    assert made.ref == f"NC/00001/{timezone.localdate():%y}"


def test_a_log_made_a_duplicate_shares_the_crimes_at_once(world):
    crime = world.crime()
    again = open_log(by=world.officer, source="999 call", text="He hit her, I'm the neighbour.")
    mark_duplicate(log=again, of=world.log, by=world.officer, why="The same call.")
    again.refresh_from_db()
    assert (again.crime_count, again.link_state) == (1, LinkState.LINKED)
    state, _, _ = settled()
    assert (crime.ref, again.ref, "duplicate") in state


def test_a_crime_recorded_later_takes_the_log_off_the_list_of_suspects(
    world, django_capture_on_commit_callbacks
):
    imported = imported_log("LOG-8", text="He punched me in the face.", closing_code="Advice")
    screen_logs([imported.pk])
    assert Suspect.objects.filter(log=imported).exists()
    with django_capture_on_commit_callbacks(execute=True):
        world.crime(log=imported, recorded_at=HEARD + timedelta(hours=2))
    assert not Suspect.objects.exists()
