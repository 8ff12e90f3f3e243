"""The pages of a recording: attaching, playing by ranges, marks, copies; who may, and what is kept of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onrecord.calls import files, sending
from onrecord.calls.actions import add_mark
from onrecord.calls.files import Draft, FileTrouble
from onrecord.calls.models import Mark, Recording
from onrecord.contact.actions import add_entry, open_log
from onrecord.contact.models import Log
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from onrecord.web.security import POLICY, SOUND
from tests import sounds_made as made
from tests.integration.test_calls_actions import attached, files_in

pytestmark = pytest.mark.django_db
DATA = made.wav(140, rate=100)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    (tmp_path / "calls").mkdir(mode=0o700)
    monkeypatch.setattr(files, "folder", lambda: tmp_path / "calls")
    return tmp_path / "calls"


@pytest.fixture
def people() -> dict[str, User]:
    limited = (Role.CALL_TAKER, Role.OFFICER, Role.SUPERVISOR)
    return {
        role.value: User.objects.create(
            username=role.value, role=role, department="North" if role in limited else ""
        )
        for role in Role
    }


@pytest.fixture
def log(people) -> Log:
    return open_log(by=people["call_taker"], source="999 call", text="He hit me.")


@pytest.fixture
def recording(people, log) -> Recording:
    return attached(log, people["call_taker"], DATA, about="First call")


@pytest.fixture
def signed(people, client):
    def sign(role: str) -> Client:
        client.force_login(people[role])
        return client

    return sign


def of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def sound(client: Client, recording: Recording, **headers):
    return client.get(
        reverse("recording-sound", args=[recording.pk]),
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


# Attaching


def send(client: Client, log: Log, data: bytes, name: str = "call.wav", **more):
    page = client.get(reverse("recording-new", args=[log.pk])).content.decode()
    origin = re.search(r'name="origin" value="([^"]+)"', page).group(1)
    return client.post(
        reverse("recording-new", args=[log.pk]),
        {"file": SimpleUploadedFile(name, data), "origin": origin, **more},
    )


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


# Listening


def test_the_whole_and_its_headers(signed, recording):
    answer = sound(signed("officer"), recording)
    assert (answer.status_code, of(answer)) == (200, DATA)
    wanted = {
        "Content-Type": "audio/wav",
        "Content-Length": str(len(DATA)),
        "Accept-Ranges": "bytes",
        "ETag": f'"{recording.sha256}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": 'inline; filename="call.wav"',
    }
    assert {name: answer.headers[name] for name in wanted} == wanted


def test_ranges(signed, recording):
    client = signed("officer")
    size = len(DATA)
    for header, start, end in [
        ("bytes=0-99", 0, 100),
        ("bytes=1000-", 1000, size),
        ("bytes=-44", size - 44, size),
    ]:
        answer = sound(client, recording, Range=header)
        assert answer.status_code == 206
        assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
        assert answer.headers["Content-Length"] == str(end - start)
        assert of(answer) == DATA[start:end]
    beyond = sound(client, recording, Range=f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["Content-Range"], of(beyond)) == (
        416,
        f"bytes */{size}",
        b"",
    )
    assert sound(client, recording, Range="bytes=0-1,5-9").status_code == 200
    assert sound(client, recording, Range="nonsense").status_code == 200


def test_if_range_gives_a_part_only_of_the_same_bytes(signed, recording):
    client = signed("officer")
    assert (
        sound(client, recording, Range="bytes=0-9", If_Range=f'"{recording.sha256}"').status_code
        == 206
    )
    for other in ('"something else"', f'W/"{recording.sha256}"', "Mon, 01 Jun 2026 10:00:00 GMT"):
        assert sound(client, recording, Range="bytes=0-9", If_Range=other).status_code == 200


def test_a_long_answer_comes_in_parts(signed, recording, monkeypatch):
    """No player holds a thread of the server for as long as the call lasts."""
    monkeypatch.setattr(sending, "MOST_IN_A_RANGE", 1000)
    answer = sound(signed("officer"), recording, Range="bytes=500-")
    assert answer.headers["Content-Range"] == f"bytes 500-1499/{len(DATA)}"
    assert of(answer) == DATA[500:1500]


def test_head_says_the_same_without_a_byte_and_is_no_listen(signed, recording):
    client = signed("officer")
    address = reverse("recording-sound", args=[recording.pk])
    answer = client.head(address)
    assert (answer.status_code, answer.headers["Content-Length"], of(answer)) == (
        200,
        str(len(DATA)),
        b"",
    )
    part = client.head(address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.headers["Content-Length"]) == (206, "10")
    assert not ReadRecord.objects.filter(what="listened to a recording").exists()
    assert client.post(address).status_code == 405


def test_every_listen_is_kept_once(people, signed, recording):
    client = signed("officer")
    for start in range(0, 20_000, 1000):
        of(sound(client, recording, Range=f"bytes={start}-"))
    kept = ReadRecord.objects.get(what="listened to a recording")
    assert (kept.username, kept.subject, kept.allowed) == (
        "officer",
        f"recording:{recording.log_system}:{recording.log_ref_key}",
        True,
    )
    of(sound(signed("registrar"), recording))
    assert ReadRecord.objects.filter(what="listened to a recording").count() == 2
    # The next day is another listen.
    ReadRecord.objects.update(read_at=timezone.now() - timedelta(hours=1))
    of(sound(client, recording, Range="bytes=0-"))
    assert ReadRecord.objects.filter(what="listened to a recording").count() == 3


def test_nothing_is_played_if_the_listen_can_not_be_kept(signed, recording, monkeypatch):
    client = signed("officer")
    client.raise_request_exception = False

    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onrecord.people.models.ReadRecord.objects.create", full_disk)
    answer = sound(client, recording, Range="bytes=0-")
    assert answer.status_code == 507
    assert "The disk is full" in answer.content.decode()
    assert DATA[:40] not in answer.content


def test_not_as_a_page_or_a_download_of_its_own(signed, recording):
    client = signed("registrar")
    for use in ("document", "iframe", "empty", "object"):
        answer = sound(client, recording, Sec_Fetch_Dest=use)
        assert answer.status_code == 403, use
        assert "listened to in the player of its page" in answer.content.decode()
    assert sound(client, recording, Sec_Fetch_Dest="audio").status_code == 200


def test_copies_only_for_those_who_may_take_them_away(signed, recording):
    address = reverse("recording-copy", args=[recording.pk])
    for role in ("call_taker", "officer", "supervisor", "auditor"):
        client = signed(role)
        assert client.get(address).status_code == 403, role
        assert address not in client.get(reverse("recording", args=[recording.pk])).content.decode()
    client = signed("registrar")
    assert address in client.get(reverse("recording", args=[recording.pk])).content.decode()
    answer = client.get(address)
    assert of(answer) == DATA
    assert answer.headers["Content-Disposition"] == 'attachment; filename="call.wav"'
    kept = ReadRecord.objects.filter(what="copy of the recording of a call")
    assert sorted(kept.values_list("username", "allowed")) == [
        ("auditor", False), ("call_taker", False), ("officer", False), ("registrar", True), ("supervisor", False),
    ]  # fmt: skip


def test_only_of_logs_that_one_may_see(people, signed):
    other = open_log(by=people["call_taker"], source="x", text="y", department="South")
    row = attached(other, people["call_taker"])
    client = signed("officer")
    for name in ("recording", "recording-sound"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 403
    assert client.post(reverse("mark-new", args=[row.pk]), {}).status_code == 403
    for role in ("commissioner", "administrator"):
        assert sound(signed(role), row).status_code == 403
    assert sound(signed("auditor"), row).status_code == 200


def test_sound_is_allowed_by_the_policy_only_where_it_is_played(people, signed, recording, log):
    client = signed("officer")
    assert (
        client.get(reverse("recording", args=[recording.pk])).headers["Content-Security-Policy"]
        == POLICY + SOUND
    )
    assert (
        client.get(reverse("log", args=[log.pk])).headers["Content-Security-Policy"]
        == POLICY + SOUND
    )
    assert client.get(reverse("logs")).headers["Content-Security-Policy"] == POLICY
    silent = open_log(by=people["call_taker"], source="x", text="y")
    assert client.get(reverse("log", args=[silent.pk])).headers["Content-Security-Policy"] == POLICY


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


# Marks on the page


def mark(client: Client, recording: Recording, **more):
    form = {
        "at": "02:14",
        "text": "he punched me",
        "origin": "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11",
        **more,
    }
    return client.post(reverse("mark-new", args=[recording.pk]), form)


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


def test_the_folder_is_not_served(signed, recording):
    client = signed("registrar")
    for address in (
        f"/calls/{recording.sha256[:2]}/{recording.sha256}",
        f"/static/../calls/{recording.sha256}",
    ):
        assert client.get(address).status_code == 404
    assert Path(recording.path).is_file()
