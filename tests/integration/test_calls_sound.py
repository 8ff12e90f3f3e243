"""The sound of a recording as it is served: whole, in parts, each listen kept, to whom and where."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from onrecord.calls import sending
from onrecord.contact.actions import open_log
from onrecord.people.models import ReadRecord
from onrecord.web.security import POLICY, SOUND
from tests.calls_made import DATA, attached, of, sound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


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


def test_the_folder_is_not_served(signed, recording):
    client = signed("registrar")
    for address in (
        f"/calls/{recording.sha256[:2]}/{recording.sha256}",
        f"/static/../calls/{recording.sha256}",
    ):
        assert client.get(address).status_code == 404
    assert Path(recording.path).is_file()
