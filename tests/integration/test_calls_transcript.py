"""The machine transcript: apart, labelled, searchable, in the ledger; nothing of it where the extra isn't installed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from django.urls import reverse

from onrecord.calls import files, transcribing, transcripts
from onrecord.calls.actions import CallError
from onrecord.calls.cli import attach, transcribe
from onrecord.calls.models import Recording, Transcript
from onrecord.calls.transcribing import Line, windows
from onrecord.calls.transcripts import keep_transcript, make_transcript
from onrecord.contact.actions import open_log
from onrecord.contact.models import Log
from onrecord.ledger.live import verify_ledger
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests import sounds_made as made
from tests.calls_made import attached

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]
LABEL = "Machine transcript, not evidence"


@pytest.fixture
def cal():
    return User.objects.create(username="cal", role=Role.CALL_TAKER)


@pytest.fixture
def log(cal) -> Log:
    return open_log(by=cal, source="999 call", text="He hit me.")


@pytest.fixture
def recording(cal, log) -> Recording:
    return attached(log, cal, made.wav(140, rate=100))


@dataclass
class Said:
    start_time: float
    text: str


class Heard:
    """Stands where the machine stands; says how much it was given."""

    def __init__(self):
        self.lines: list[Said] = []

    def transcribe_without_streaming(self, samples, rate):
        self.lines = [Said(1.5, f"  heard {len(samples) // rate}\n seconds "), Said(2.0, " ")]
        return self

    def close(self):
        self.lines = []


@pytest.fixture
def machine(monkeypatch):
    monkeypatch.setattr(transcribing, "is_available", lambda: True)
    monkeypatch.setattr(transcripts, "is_available", lambda: True)
    monkeypatch.setattr(transcribing, "_engine", Heard)
    monkeypatch.setattr(
        transcribing, "_decoded", lambda path: [np.ones(16_000, dtype=np.float32)] * 65
    )


def test_windows_end_in_quiet_places_and_lose_nothing():
    rate = 16_000
    sound = np.ones(70 * rate, dtype=np.float32)
    sound[24 * rate : 25 * rate] = 0
    sound[50 * rate : 51 * rate] = 0
    found = list(windows(np.split(sound, 70)))
    assert np.array_equal(np.concatenate([samples for _, samples in found]), sound)
    ends = [(start + len(samples)) / rate for start, samples in found]
    assert 24 <= ends[0] <= 25
    assert 50 <= ends[1] <= 51
    assert [start for start, _ in found] == [0, *(int(end * rate) for end in ends[:-1])]
    assert list(windows([])) == []


def test_made_once_with_its_label_in_the_ledger(cal, recording, machine):
    row = make_transcript(recording=recording, by=cal)
    assert row.lines[0]["text"].startswith("heard 2")
    assert row.lines[0]["ms"] == 1500
    assert row.lines[1]["ms"] > 20_000
    assert make_transcript(recording=recording, by=cal).pk == row.pk
    assert verify_ledger(records=True).problems == []
    assert str(row).startswith("machine transcript, not evidence")
    Transcript.objects.update(text="he never hit me")
    assert [problem.what for problem in verify_ledger(records=True).problems] == ["record"]


def test_on_the_page_with_the_label_and_searchable(cal, recording, client):
    lines = [
        Line(1000, "He punched me"),
        Line(134_000, "I want to report it"),
        Line(2000, "<b>bold</b>"),
    ]
    keep_transcript(recording=recording, by=cal, engine="test", lines=lines)
    client.force_login(cal)
    address = reverse("recording", args=[recording.pk])
    body = client.get(address).content.decode()
    assert body.count(LABEL) == 2
    assert "?t=134" in body
    assert "&lt;b&gt;bold" in body
    found = client.get(address, {"find": "REPORT want"}).content.decode()
    assert "I want to report it" in found
    assert "He punched me" not in found
    none = client.get(address, {"find": "knife"}).content.decode()
    assert "It may have been said all the same" in none


def test_without_the_extra_the_page_says_nothing_of_it(cal, recording, client, monkeypatch):
    monkeypatch.setattr(transcripts, "is_available", lambda: False)
    client.force_login(cal)
    address = reverse("recording", args=[recording.pk])
    assert "transcript" not in client.get(address).content.decode().lower()
    assert client.post(reverse("transcript-new", args=[recording.pk])).status_code == 404
    monkeypatch.setattr(transcribing, "is_available", lambda: False)
    with pytest.raises(
        CallError, match=r"not installed here: pip install 'onrecord\[transcript\]'"
    ):
        make_transcript(recording=recording, by=cal)


def test_asked_for_on_the_page_once(cal, recording, client, machine, monkeypatch):
    started: list[list[str]] = []

    class Process:
        def __init__(self, arguments, **more):
            started.append(arguments)
            # As if the process lived on and held the lock that it was given.
            self.held = more["stdout"].fileno()

        def wait(self):
            return 0

    monkeypatch.setattr(transcripts.subprocess, "Popen", Process)
    client.force_login(cal)
    address = reverse("recording", args=[recording.pk])
    assert "Make a machine transcript" in client.get(address).content.decode()
    assert client.post(reverse("transcript-new", args=[recording.pk])).url == address
    [arguments] = started
    assert arguments[2:] == [
        "onrecord.cli",
        "calls",
        "transcribe",
        recording.log_ref,
        "--by",
        "cal",
        "--recording",
        str(recording.pk),
    ]
    monkeypatch.setattr(transcripts, "is_running", lambda recording: True)
    assert "The machine is still listening" in client.get(address).content.decode()
    client.post(reverse("transcript-new", args=[recording.pk]))
    assert len(started) == 1


def test_a_try_that_failed_says_why(cal, recording, client, machine):
    place = files.folder() / "transcribing"
    place.mkdir()
    (place / str(recording.pk)).write_text("onrecord: The sound can't be decoded.\n")
    client.force_login(cal)
    body = client.get(reverse("recording", args=[recording.pk])).content.decode()
    assert "The last try ended without one: onrecord: The sound can&#x27;t be decoded." in body


def test_kinds_that_it_does_not_read(cal, log, machine):
    row = attached(log, cal, made.opus())
    assert not transcripts.offered(row)
    with pytest.raises(CallError, match="No machine transcript can be made of Opus"):
        make_transcript(recording=row, by=cal)


# On the command line


def test_attaching_and_transcribing_on_the_command_line(cal, log, machine, tmp_path):
    path = tmp_path / "long call.wav"
    path.write_bytes(made.wav(2))
    said = attach(reference=log.ref, file=path, by="cal")
    assert said.startswith(f"Attached to log {log.ref}: long call.wav (PCM, 00:02 long, SHA-256 ")
    attached(log, cal, made.opus(), file_name="call.opus")
    assert transcribe(reference=log.ref.lower(), by="cal") == [
        "long call.wav: 3 lines. Machine transcript, not evidence.",
        "call.opus: no machine transcript can be made of Opus.",
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"by": "nobody"}, "Nobody with access is called 'nobody'"),
        ({"reference": "L1"}, "There is no log L1"),
        ({"by": "wen"}, "That role may not attach the recording"),
        ({"file": Path(__file__)}, "not a sound recording"),
    ],
)
def test_the_command_line_says_what_is_wrong(cal, log, tmp_path, more, words):
    User.objects.create(username="wen", role=Role.COMMISSIONER)
    path = tmp_path / "call.wav"
    path.write_bytes(made.wav(2))
    with pytest.raises(CallError, match=words):
        attach(**{"reference": log.ref, "file": path, "by": "cal", **more})
    assert not Recording.objects.exists()


def test_a_reference_that_two_systems_have(cal, log):
    Log.objects.create(
        system="other", ref=log.ref, ref_key=log.ref_key, received_at=log.received_at, entry_seq=0
    )
    with pytest.raises(CallError, match="Say which with --system"):
        transcribe(reference=log.ref, by="cal")
    with pytest.raises(CallError, match="has no such recording"):
        transcribe(reference=log.ref, by="cal", system=log.system)


def test_the_real_machine_hears_words(cal, log):
    """Only where the extra is installed: its own sample, without any network."""
    package = pytest.importorskip("moonshine_voice")
    data = (package.get_assets_path() / "two_cities.wav").read_bytes()
    row = make_transcript(recording=attached(log, cal, data), by=cal)
    assert "best of times" in row.text.lower()
    assert 30_000 < row.lines[-1]["ms"] < 44_000
