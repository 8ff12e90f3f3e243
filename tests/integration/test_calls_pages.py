"""Recordings on pages: attached, refused, marked, with whatever people type and files are called."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onrecord.calls import files
from onrecord.calls.actions import add_mark
from onrecord.calls.files import Draft, FileTrouble
from onrecord.calls.models import Mark, Recording
from onrecord.contact.actions import add_entry, open_log
from tests import sounds_made as made
from tests.calls_made import DATA, attached, files_in, mark, send, sound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


def test_attaching_on_the_page(signed, log, own_folder):
    client = signed("call_taker")
    answer = send(client, log, DATA, about="First call")
    row = Recording.objects.get()
    assert answer.url == reverse("recording", args=[row.pk])
    assert (row.attached_by, row.file_name, row.path.read_bytes()) == (
        "call_taker",
        "call.wav",
        DATA,
    )
    assert "call.wav is attached" in client.get(answer.url).content.decode()
    assert files_in(own_folder) == [row.path]


def test_the_same_form_sent_twice_is_one_recording(signed, log):
    client = signed("call_taker")
    form = {"origin": "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"}
    for _ in range(2):
        form["file"] = SimpleUploadedFile("call.wav", DATA)
        assert client.post(reverse("recording-new", args=[log.pk]), form).status_code == 302
    assert Recording.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<script>alert(1)</script>", "This is not a sound recording, whatever its name says"),
        (b"", "The file is empty"),
    ],
)
def test_bad_files_are_refused_on_the_form(signed, log, own_folder, data, words):
    answer = send(signed("call_taker"), log, data, "call.mp3", about="kept")
    body = answer.content.decode()
    assert words in body
    assert 'value="kept"' in body
    assert files_in(own_folder) == []
    assert not Recording.objects.exists()


def test_no_file_at_all(signed, log):
    client = signed("call_taker")
    answer = client.post(reverse("recording-new", args=[log.pk]), {"about": "x"})
    assert "Choose the recording" in answer.content.decode()


@pytest.mark.parametrize("moment", ["before", "while writing"])
def test_a_full_disk_is_said_on_the_form(signed, log, own_folder, monkeypatch, moment):
    if moment == "before":
        monkeypatch.setattr(files, "RESERVE", 1 << 60)
    else:

        def full(self, chunk):
            raise FileTrouble("The recording could not be kept: No space left on device.")

        monkeypatch.setattr(Draft, "write", full)
    answer = send(signed("call_taker"), log, DATA, about="kept")
    body = answer.content.decode()
    assert "has no room for this recording" in body or "No space left on device" in body
    assert "Choose the recording" not in body
    assert 'value="kept"' in body
    assert files_in(own_folder) == []
    assert not Recording.objects.exists()


def test_whoever_may_not_attach_sends_nothing_to_the_disk(signed, log, monkeypatch):
    def never(self):
        raise AssertionError("a file was begun")

    monkeypatch.setattr(Draft, "__init__", never)
    for role in ("auditor", "commissioner", "administrator"):
        answer = signed(role).post(
            reverse("recording-new", args=[log.pk]), {"file": SimpleUploadedFile("call.wav", DATA)}
        )
        assert answer.status_code == 403, role


def test_another_departments_log_takes_no_recording(people, signed):
    other = open_log(by=people["call_taker"], source="x", text="y", department="South")
    answer = signed("officer").post(
        reverse("recording-new", args=[other.pk]), {"file": SimpleUploadedFile("call.wav", DATA)}
    )
    assert answer.status_code == 403


def test_the_form_is_protected_against_other_sites(people, log):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["call_taker"])
    answer = client.post(
        reverse("recording-new", args=[log.pk]),
        {
            "file": SimpleUploadedFile("call.wav", DATA),
            "origin": "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11",
        },
    )
    assert answer.status_code == 403
    assert not Recording.objects.exists()


def test_its_own_limit(signed, log, settings):
    settings.UPLOAD_LIMIT = 1000
    client = signed("call_taker")
    long = made.wav(70)  # more than the other pages take, with all that a form may have around it
    assert len(long) > 1_001_000
    assert send(client, log, long).status_code == 302
    assert (
        client.post(reverse("import-new"), {"file": SimpleUploadedFile("x", long)}).status_code
        == 413
    )
    settings.CALL_UPLOAD_LIMIT = 1000
    answer = send(client, log, made.wav(71))
    assert answer.status_code == 413
    assert "onrecord calls attach" in answer.content.decode()
    assert Recording.objects.count() == 1


def test_the_page_of_a_recording_that_can_not_be_played(people, signed, log):
    row = attached(log, people["call_taker"], b"#!AMR\n" + bytes(500), file_name="call.amr")
    client = signed("officer")
    body = client.get(reverse("recording", args=[row.pk])).content.decode()
    assert "It is an AMR recording, a kind that is not played here." in body
    assert "<audio" not in body
    assert "It is kept exactly as it came." in body
    assert sound(client, row).status_code == 404


def test_the_page_of_a_recording_whose_file_is_gone(signed, recording):
    recording.path.unlink()
    client = signed("registrar")
    body = client.get(reverse("recording", args=[recording.pk])).content.decode()
    assert "The file is missing" in body
    assert "<audio" not in body
    assert sound(client, recording).status_code == 404
    assert client.get(reverse("recording-copy", args=[recording.pk])).status_code == 404


def test_a_mark_leads_to_its_place(signed, people, recording):
    add_mark(recording=recording, by=people["officer"], at_ms=134_000, text="he punched me")
    client = signed("officer")
    body = client.get(reverse("recording", args=[recording.pk])).content.decode()
    assert '<a class="place" href="?t=134"><span class="unseen">Listen at </span>02:14</a>' in body
    assert 'preload="none"' in body
    body = client.get(reverse("recording", args=[recording.pk]) + "?t=134").content.decode()
    assert f'src="{reverse("recording-sound", args=[recording.pk])}#t=134"' in body
    assert 'name="at" value="02:14"' in body


@pytest.mark.parametrize("t", ["", "x", "-1", "141", "1e3", "٣", "9" * 99])
def test_odd_places_are_left_out(signed, recording, t):
    body = (
        signed("officer").get(reverse("recording", args=[recording.pk]), {"t": t}).content.decode()
    )
    assert "#t=" not in body


def test_marking_on_the_page(signed, people, log, recording):
    entry = add_entry(log=log, by=people["call_taker"], text="He punched her")
    client = signed("officer")
    for _ in range(2):  # the second click changes nothing
        answer = mark(
            client,
            recording,
            entry=str(entry.entry_seq),
            act="assault",
            answer_kind="should",
            answer_ref="audit 1, log 2",
        )
        assert answer.url == reverse("recording", args=[recording.pk])
    row = Mark.objects.get()
    assert (row.at_ms, row.made_by, row.entry, row.act) == (
        134_000,
        "officer",
        entry.entry_seq,
        "assault",
    )
    body = client.get(reverse("recording", args=[recording.pk])).content.decode()
    for words in (
        "he punched me",
        "Discloses: assault",
        "He punched her",
        "Supports what should have been recorded: audit 1, log 2",
    ):
        assert words in body


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"at": "2.14"}, "is no time in a recording"),
        ({"at": "02:21"}, "02:21 lies beyond the end: the recording is 02:20 long."),
        ({"at": ""}, "Say where in the recording"),
        ({"text": ""}, "Say what is heard"),
        ({"answer_kind": "should"}, "say both what it answers and which audit"),
        ({"origin": "x"}, "valid UUID"),
        ({"entry": "99999"}, "Select a valid choice"),
    ],
)
def test_a_mark_that_can_not_be_made_comes_back_with_what_was_typed(signed, recording, more, words):
    answer = mark(signed("officer"), recording, **{"text": "typed words", **more})
    body = answer.content.decode()
    assert answer.status_code == 200
    assert words in body
    assert "There is a problem" in body
    if "text" not in more:
        assert "typed words" in body
    assert not Mark.objects.exists()


def test_withdrawing_on_the_page(signed, people, recording):
    row = add_mark(recording=recording, by=people["officer"], at_ms=0, text="misheard")
    client = signed("supervisor")
    address = reverse("mark-withdraw", args=[recording.pk, row.pk])
    assert "The reason is empty" in client.post(address, {"why": ""}, follow=True).content.decode()
    body = client.post(address, {"why": "wrong voice"}, follow=True).content.decode()
    assert "<del>misheard</del>" in body
    assert "wrong voice" in body
    assert client.get(address).status_code == 405


def test_marks_of_other_recordings_are_not_reached(signed, people, log, recording):
    other = attached(log, people["call_taker"], made.opus())
    row = add_mark(recording=other, by=people["officer"], at_ms=0, text="x")
    answer = signed("officer").post(
        reverse("mark-withdraw", args=[recording.pk, row.pk]), {"why": "y"}
    )
    assert answer.status_code == 404


def test_what_people_type_and_files_are_called_is_only_text(signed, people, log):
    nasty = '<img src=x onerror="alert(1)">'
    row = attached(log, people["call_taker"], DATA, file_name=f"{nasty}.wav", about=nasty)
    add_mark(recording=row, by=people["officer"], at_ms=0, text=nasty, act=nasty)
    client = signed("officer")
    for address in (reverse("recording", args=[row.pk]), reverse("log", args=[log.pk])):
        assert "<img src=x" not in client.get(address).content.decode()
    header = sound(client, row).headers["Content-Disposition"]
    assert "\n" not in header
    assert header.startswith("inline; filename=")


def test_the_panel_of_the_log(signed, people, log, recording):
    body = signed("officer").get(reverse("log", args=[log.pk])).content.decode()
    assert "First call" in body
    assert 'preload="none"' in body
    assert reverse("recording-new", args=[log.pk]) in body
    assert (
        reverse("recording-new", args=[log.pk])
        not in signed("auditor").get(reverse("log", args=[log.pk])).content.decode()
    )
