"""What phones and paper bring: taken in once, with three times, and nothing turned away that a person can mend."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crimerules.tree import Interview, walk
from onrecord.calls.files import path_of
from onrecord.calls.integrity import check_files
from onrecord.calls.models import Recording
from onrecord.contact.actions import close_log, open_log
from onrecord.contact.clock import clock_of
from onrecord.contact.models import EntryKind, Log, LogEntry, LogLink
from onrecord.deciding.models import RecordingDecision
from onrecord.field.envelope import EnvelopeError, read_envelope
from onrecord.field.models import Attachment, FieldReport
from onrecord.ledger.live import verify_ledger
from onrecord.people.models import User
from onrecord.people.roles import Role
from onrecord.recording.models import Crime
from tests import files_made, sounds_made

pytestmark = pytest.mark.django_db
ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"
PNG = bytes.fromhex("89504e470d0a1a0a") + b"made up"


@pytest.fixture
def officer(client):
    person = User.objects.create(username="olu", role=Role.OFFICER, department="Response")
    client.force_login(person)
    return person


def theft() -> list[str]:
    """Answers that come to one theft with nothing left to ask."""
    found = next(each for each in walk() if [e[0] for e in each.expected()] == ["39"])
    words, here = [], Interview()
    held = [say for act in found.acts for _, say in act]
    while not here.finished:
        say = held[sum(len(act) for act in here.acts)]
        here = here.answer(say)
        words.append(say)
    return words


def report(**more):
    now = timezone.now()
    return {
        "origin": ORIGIN,
        "known_at": (now - timedelta(hours=3)).isoformat(),
        "recorded_at": (now - timedelta(hours=2)).isoformat(),
        "sent_at": now.isoformat(),
        "first_account": "He took my purse. — Zoë 😢 <b>",
        "source": "officer in the street",
        "place": "12 Low Street",
        "names": {"victim1": "Zoë Ångström-李"},
        "answers": theft(),
        "note": "Grey hood.",
        "log_ref": "",
        **more,
    }


def send(client, data):
    return client.post(reverse("field-send"), json.dumps(data), content_type="application/json")


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("12 Low Street, ex44qj", ("12 Low Street", "EX4 4QJ", "")),
        ("SX923925", ("", "", "SX 923 925")),
        ("behind the church", ("behind the church", "", "")),
    ],
)
def test_the_place_of_the_street_is_told_apart(client, officer, place, kept):
    assert send(client, report(place=place)).status_code in (200, 201)
    [row] = Log.objects.get().places.all()
    assert (row.text, row.postcode, row.grid) == kept
    assert RecordingDecision.objects.get().facts["place"].get("postcode", "") == kept[1]


def test_a_report_becomes_log_decision_and_crime_once(client, officer):
    first, again = send(client, report()), send(client, report(sent_at=timezone.now().isoformat()))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (Log.objects.count(), Crime.objects.count(), FieldReport.objects.count()) == (1, 1, 1)
    log, row = Log.objects.get(), FieldReport.objects.get()
    assert (log.text, log.received_at, log.opened_at) == (
        report()["first_account"],
        row.known_at,
        row.recorded_at,
    )
    assert log.sent_at == row.sent_at
    assert row.received_at >= row.sent_at
    decision = RecordingDecision.objects.get()
    assert (decision.route, decision.known_at, decision.recorded_at) == (
        "phone",
        row.known_at,
        row.recorded_at,
    )
    assert first.json()["crimes"] == [Crime.objects.get().ref]
    assert Crime.objects.get().people.filter(name="Zoë Ångström-李").exists()
    crime = Crime.objects.get()
    assert (crime.known_at, crime.recorded_at, crime.sent_at) == (
        row.known_at,
        row.recorded_at,
        row.sent_at,
    )
    assert verify_ledger(records=True).problems == []


def test_a_log_that_knows_the_people_keeps_them(client, officer):
    """What is told in the street comes into the log with its three times; nobody is there twice, and no name is lost."""
    named = open_log(
        by=officer,
        source="999 call",
        text="He took my purse",
        people=[{"name": "Zoe Ångström-李", "roles": ["caller", "victim"], "age": 34}],
        places=[{"text": "12 low street"}],
    )
    send(
        client, report(log_ref=named.ref, names={"victim1": "Zoë Ångström-李", "suspect1": "Mark"})
    )
    row, account = FieldReport.objects.get(), LogEntry.objects.get(kind=EntryKind.ACCOUNT)
    assert (account.entered_at, account.recorded_at, account.sent_at) == (
        row.known_at,
        row.recorded_at,
        row.sent_at,
    )
    crime = Crime.objects.get()
    # The officer was told before the log was opened: that is when the force first knew.
    assert (crime.known_at, crime.recorded_at) == (row.known_at, row.recorded_at)
    (victim,) = [each for each in crime.people.all() if "victim" in each.roles]
    assert (victim.name, victim.age) == ("Zoe Ångström-李", 34)
    assert sorted(named.people.values_list("name", flat=True)) == ["Mark", "Zoe Ångström-李"]
    assert named.places.count() == 1


@pytest.mark.parametrize(
    ("closed", "role"), [(False, Role.OFFICER), (True, Role.OFFICER), (False, Role.AUDITOR)]
)
def test_the_log_page_leads_to_the_street_with_its_number(client, officer, closed, role):
    log = open_log(by=officer, source="999 call", text="Wrong number")
    if closed:
        close_log(log=log, by=officer, closing_code="Opened in error")
    User.objects.filter(pk=officer.pk).update(role=role)
    page = client.get(reverse("log", args=[log.pk])).content.decode()
    there = not closed and role == Role.OFFICER
    assert (f'href="/field/?log={log.ref}"' in page) is there


def test_it_goes_into_the_log_it_names_and_says_so_where_it_cannot(client, officer):
    named = open_log(by=officer, source="999 call", text="Theft in a shop")
    send(client, report(log_ref=f" {named.ref.lower()} "))
    assert Log.objects.count() == 1
    assert LogEntry.objects.filter(log_ref=named.ref, text=report()["first_account"]).exists()
    close_log(log=named, by=officer, closing_code="Crime recorded")
    answer = send(client, report(origin=ORIGIN.replace("6f", "7f"), log_ref=named.ref, answers=[]))
    assert answer.json()["log"] != named.ref
    assert LogLink.objects.count() == 1
    answer = send(
        client, report(origin=ORIGIN.replace("6f", "8f"), log_ref="NOBODY-KNOWS-1", answers=[])
    )
    assert LogEntry.objects.filter(
        log_ref=answer.json()["log"], text__contains="NOBODY-KNOWS-1"
    ).exists()


def test_answers_of_other_questions_are_kept_and_left_to_a_person(client, officer):
    answer = send(client, report(answers=["victim", "an answer of last year", "yes"]))
    assert answer.status_code == 200
    assert answer.json()["crimes"] == []
    assert "Something is left to answer" in answer.json()["words"]
    assert LogEntry.objects.filter(text__contains="an answer of last year").exists()
    assert RecordingDecision.objects.get().open


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"origin": "7"}, "not a UUID"),
        ({"first_account": " "}, "first account is empty"),
        ({"known_at": "yesterday"}, "known_at"),
        ({"known_at": "2026-06-01T10:00:00"}, "no time zone"),
        (
            {"known_at": "2126-06-01T10:00:00+00:00", "recorded_at": "2126-06-01T10:00:00+00:00"},
            "future",
        ),
        ({"recorded_at": "2020-06-01T10:00:00+00:00"}, "before known_at"),
        ({"answers": "theft"}, "answers is a list"),
        ({"names": ["Ann"]}, "names is an object"),
        ({"strange": 1}, "no part of a report"),
        ({"note": "x" * 100_001}, "100,001 characters"),
        ({"note": "\ud800"}, "half a character"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, officer, change, words):
    answer = send(client, report(**change))
    assert answer.status_code == 422
    assert words in answer.json()["problem"]
    assert not Log.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'"x"'])
def test_bytes_that_are_no_report(client, officer, body):
    answer = client.post(reverse("field-send"), body, content_type="application/json")
    assert answer.status_code == 422
    with pytest.raises(EnvelopeError):
        read_envelope(body)


def attach(client, name, data, origin, of=ORIGIN):
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"report": of, "origin": origin, "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("field-attach"), form)


def test_photographs_and_voice_notes_are_kept_once(client, officer):
    send(client, report(answers=[]))
    one, two = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    for _ in range(2):
        assert attach(client, "bag.png", PNG, one).status_code == 200
        assert attach(client, "note.wav", sounds_made.wav(1), two).status_code == 200
    row = Attachment.objects.get()
    assert (row.media_type, row.size, path_of(row.sha256).read_bytes()) == (
        "image/png",
        len(PNG),
        PNG,
    )
    assert Recording.objects.get().about == "voice note from the street"
    shown = client.get(reverse("field-file", args=[one]))
    assert b"".join(shown.streaming_content) == PNG
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert list(check_files()) == [None, None]
    assert verify_ledger(records=True).problems == []
    path_of(row.sha256).write_bytes(b"changed")
    assert [each.what for each in check_files() if each] == ["file"]
    path_of(row.sha256).unlink()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"report": "nothing"}, "has not arrived"),
        ({}, "No file came"),
    ],
)
def test_files_that_belong_nowhere(client, officer, form, words):
    send(client, report(answers=[]))
    answer = client.post(reverse("field-attach"), {"report": ORIGIN, "origin": ORIGIN, **form})
    assert answer.status_code == 422
    assert words in answer.json()["problem"]


def test_a_film_is_no_voice_note_and_a_voice_note_is_one_whatever_the_telephone(client, officer):
    send(client, report(answers=[]))
    made = files_made.every()
    for number, name in enumerate(
        ("old-telephone.3gp", "telephone.mp4", "ten-bit.heic", "note.3gp")
    ):
        origin = f"{number}1111111-1111-4111-8111-111111111111"
        assert attach(client, name, made[name][0], origin).status_code == 200
    kinds = list(Attachment.objects.order_by("pk").values_list("media_type", flat=True))
    assert kinds == ["video/3gpp", "video/mp4", "image/heic"]
    assert Recording.objects.get().file_name == "note.3gp"


def test_a_file_that_lies_about_its_type_is_handed_out_as_a_file(client, officer):
    send(client, report(answers=[]))
    origin = "33333333-3333-4333-8333-333333333333"
    assert attach(client, "photo.png", b"<script>alert(1)</script>", origin).status_code == 200
    answer = client.get(reverse("field-file", args=[origin]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert (
        attach(client, "empty.png", b"", "44444444-4444-4444-8444-444444444444").status_code == 422
    )


def test_somebody_else_sees_and_adds_only_what_they_may(client, officer):
    send(client, report(answers=[]))
    attach(client, "bag.png", PNG, "11111111-1111-4111-8111-111111111111")
    other = User.objects.create(username="ola", role=Role.OFFICER, department="Elsewhere")
    client.force_login(other)
    assert (
        client.get(reverse("field-file", args=["11111111-1111-4111-8111-111111111111"])).status_code
        == 403
    )
    assert attach(client, "x.png", PNG, "55555555-5555-4555-8555-555555555555").status_code == 403
    assert send(client, report()).status_code == 422


def test_a_paper_form_keeps_its_three_times(client, officer):
    page = client.get(reverse("field-paper-enter"))
    origin = page.context["form"]["origin"].value()
    form = {
        "origin": origin,
        "first_account": "My bicycle was stolen",
        "known_at": "01/06/2026 21:30",
        "recorded_at": "2026-06-01T21:45",
        "source": "paper form",
    }
    for _ in range(2):
        answer = client.post(reverse("field-paper-enter"), form)
        assert answer.status_code == 302
    log = Log.objects.get()
    assert log.received_at == datetime(2026, 6, 1, 20, 30, tzinfo=UTC)
    assert log.opened_at == datetime(2026, 6, 1, 20, 45, tzinfo=UTC)
    assert log.sent_at is not None
    assert FieldReport.objects.get().route == "paper"
    wrong = client.post(
        reverse("field-paper-enter"), {**form, "known_at": "31/02/2026 10:00", "origin": ORIGIN}
    )
    assert b"Write the time as" in wrong.content
    assert b"My bicycle was stolen" in wrong.content


def test_signing_out_of_a_device_goes_by_its_queue(client, officer):
    client.get(reverse("field-session"))
    answer = client.post(reverse("sign-out"))
    assert answer.headers["Location"] == f"{reverse('field')}?sign-out"
    answer = client.post(reverse("sign-out"), {"emptied": "1"})
    assert answer.headers["Location"] == reverse("sign-in")


def test_the_clock_of_the_named_log_runs_from_when_the_officer_was_told(client, officer):
    named = open_log(by=officer, source="999 call", text="He took my purse")
    send(client, report(log_ref=named.ref, answers=[]))
    told = FieldReport.objects.get()
    found = clock_of(named)
    assert found.started_at == told.known_at < named.received_at
    assert found.heard.words == "an account in this log: told to an officer in the street"
