"""Files of the public: known by their bytes, kept whole, never run, unpacked or shown as they came, and gone with their draft."""

import io
import struct
import sys
import zipfile
import zlib
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from onrecord.calls.files import folder, path_of
from onrecord.calls.integrity import check_files, doctors_findings
from onrecord.contact.models import Log, LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.people.models import ReadRecord, User
from onrecord.people.roles import Role
from onrecord.reporting.files import keeping, scanning
from onrecord.reporting.files.kinds import FileRefused
from onrecord.reporting.guard import health
from onrecord.reporting.models import Draft, DraftFile, ReportFile
from onrecord.reporting.receiving.intake import Sent, take_in
from onrecord.reporting.work import working
from tests import files_made, sounds_made

pytestmark = pytest.mark.django_db
HARMFUL = b"harmless letters that the scanner of this test takes for harmful"


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def at_once(monkeypatch):
    """What waits for the end of the transaction is done when it is asked for: a test never ends its own."""
    ends = SimpleNamespace(on_commit=lambda deed: deed(), atomic=transaction.atomic)
    monkeypatch.setattr(keeping, "transaction", ends)


def a_draft():
    at = timezone.now()
    return Draft.objects.create(
        origin=str(uuid4()),
        token_hash=uuid4().hex,
        started_at=at,
        changed_at=at,
        expires_at=at + timedelta(days=7),
    )


def add(draft, data, name="photo.jpg"):
    return keeping.add_file(draft=draft, name=name, chunks=[data])


def send(draft, **more):
    sent = Sent(type_key="theft", title="Theft", account="He took it. I have pictures.", **more)
    with transaction.atomic():
        report, _ = take_in(sent=sent, origin=draft.origin)
        keeping.keep_files(report, draft)
    return report


def photo(size=(400, 300), format="JPEG"):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker\x00"
    exif[ExifTags.Base.Model] = "Camera 1"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:05:31 21:04:05"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (52.0, 28.0, 48.0), 3: "W", 4: (1.0, 54.0, 0.0)}
    )
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, format, exif=exif)
    return out.getvalue()


def huge_png(width=60_000, height=60_000):
    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    squeezed = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", squeezed) + chunk(b"IEND", b"")
    )


def huge_webp():
    head = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\xff\xff" * 2
    return b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WEBP" + head


def film():
    mvhd = bytes(4) + struct.pack(">IIII", 3_860_000_000, 0, 600, 6000) + bytes(80)
    place = sounds_made.box(b"\xa9xyz", b"\x00\x12\x15\xc7+52.4800-001.9000/")
    moov = sounds_made.box(
        b"moov", sounds_made.box(b"mvhd", mvhd) + sounds_made.box(b"udta", place)
    )
    return (
        sounds_made.box(b"ftyp", b"isom\0\0\0\0isom") + moov + sounds_made.box(b"mdat", b"x" * 50)
    )


def office():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<x/>")
        made.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("zeros", bytes(20_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (photo(), "image/jpeg"),
        (photo(format="PNG"), "image/png"),
        (photo(format="WEBP"), "image/webp"),
        (huge_png(), "image/png"),
        (huge_webp(), "image/webp"),
        (b"\xff\xd8\xff" + bytes(100), "image/jpeg"),
        (film(), "video/mp4"),
        (sounds_made.wav(2), "audio/wav"),
        (sounds_made.opus(2), "audio/ogg"),
        # As old telephones record; it begins like a script.
        (files_made.every()["note.amr"][0], "audio/AMR"),
        (b"%PDF-1.7\n", "application/pdf"),
        (office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (bomb(), "application/zip"),
        ("He wrote: “I know where you live” <3".encode(), "text/plain"),
        (b"MZ is what I call my neighbour", "text/plain"),
        (b"CCTV\x00\x01\x02 of its own kind", "application/octet-stream"),
        (b"\x00" * 5000, "application/octet-stream"),
    ],
)
def test_what_a_file_is_is_told_from_its_bytes_and_it_is_kept_whole(data, media_type):
    row = add(a_draft(), data, "whatever.jpg")
    assert row.media_type == media_type
    assert path_of(row.sha256).read_bytes() == data
    assert row.scan == "none"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xef\xbb\xbf\n <!DOCTYPE html><body onload=alert(1)>",
        "\ufeff<html><script>alert(1)</script>".encode("utf-16-le"),
        b"<!-- --><script>alert(1)</script>",
        b"<?xml version='1.0'?><x/>",
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
    ],
)
def test_a_photograph_that_is_a_program_or_a_page_is_refused_and_leaves_nothing(data):
    draft = a_draft()
    with pytest.raises(FileRefused):
        add(draft, data)
    assert not draft.files.exists()
    assert not list(folder().glob("??/*"))


def test_what_a_picture_a_film_and_a_sound_say_of_themselves_is_kept():
    draft = a_draft()
    assert add(draft, photo()).metadata == {
        **{"width": 400, "height": 300, "taken_at": "2026:05:31 21:04:05"},
        **{"camera": "Maker Camera 1", "latitude": "52.480000", "longitude": "-1.900000"},
    }
    assert add(draft, film()).metadata == {
        **{"duration_ms": 10_000, "taken_at": "2026-04-25 22:13:20 UTC"},
        **{"latitude": "52.4800", "longitude": "-001.9000"},
    }
    assert add(draft, sounds_made.wav(2)).metadata == {"duration_ms": 2000}
    assert "not opened" in add(draft, huge_png()).metadata["trouble"]
    assert "not opened" in add(draft, huge_webp()).metadata["trouble"]
    assert "trouble" in add(draft, photo()[:100]).metadata


def test_numbers_and_sizes_have_limits_in_plain_words(own_home):
    (own_home / "guard.toml").write_text(
        "files = 2\nphoto_mb = 1\nfilm_mb = 3\nother_mb = 1\nreport_mb = 2\nwaiting_mb = 3\n"
    )
    draft = a_draft()
    big = photo()[:20] + bytes(1_100_000)
    for data, word in ((big, "larger than 1 MB"), (bytes(3_100_000), "larger than 3 MB")):
        with pytest.raises(FileRefused, match=word):
            add(draft, data)
    half = film() + bytes(1_400_000)
    add(draft, half)
    with pytest.raises(FileRefused, match="together may have 2 MB"):
        add(draft, half + b"x")
    add(draft, photo())
    with pytest.raises(FileRefused, match="takes 2 files"):
        add(draft, photo((10, 10)))
    add(a_draft(), half + b"y")
    with pytest.raises(FileRefused, match="can't take files in at the moment"):
        add(a_draft(), half + b"z")
    assert len(list(folder().glob("??/*"))) == 3


def test_a_full_disk_is_no_obstacle_to_the_report(monkeypatch):
    monkeypatch.setattr("onrecord.calls.files.RESERVE", 10**15)
    with pytest.raises(FileRefused, match="Send your report without it"):
        add(a_draft(), photo())


def test_several_at_once_and_one_bad_one_and_a_name_that_is_a_trap():
    draft = a_draft()
    uploads = [
        SimpleUploadedFile("a.jpg", photo()),
        SimpleUploadedFile("b.jpg", b"<svg></svg>"),
        SimpleUploadedFile("c.jpg", photo((20, 20))),
    ]
    request = RequestFactory().post("/", {"files": uploads})
    (problem,) = keeping.handle_files(request, draft)
    assert problem.startswith("b.jpg: ")
    trap = add(draft, b"%PDF-1.7", "..\\..\\x/\u202efdp.\x00exe" + "y" * 400)
    assert "/" not in trap.name
    assert "\u202e" not in trap.name
    assert len(trap.name) <= 150
    assert [each.name for each in keeping.files_of(draft)][:2] == ["a.jpg", "c.jpg"]
    again = RequestFactory().post("/", {"files": [SimpleUploadedFile("d.jpg", photo())]})
    assert keeping.handle_files(again, draft) == []
    assert draft.files.count() == 3


def test_removed_or_lapsed_its_bytes_go_unless_somebody_else_has_them(at_once):
    one, two = a_draft(), a_draft()
    mine, own = add(one, photo()), add(one, film())
    add(two, photo())
    request = RequestFactory().post("/", {"remove": own.origin})
    keeping.handle_files(request, two)  # not theirs
    assert path_of(own.sha256).exists()
    keeping.handle_files(request, one)
    assert not path_of(own.sha256).exists()
    one.delete()
    assert path_of(mine.sha256).exists()
    Draft.objects.filter(pk=two.pk).delete()
    assert not list(folder().glob("??/*"))


def test_sent_they_are_kept_with_the_report_in_the_ledger_and_checked(at_once):
    draft = a_draft()
    rows = [add(draft, photo()), add(draft, film(), "film.mp4")]
    report = send(draft)
    draft.delete()
    kept = list(ReportFile.objects.order_by("pk"))
    assert [(k.origin, k.sha256, k.metadata) for k in kept] == [
        (r.origin, r.sha256, r.metadata) for r in rows
    ]
    assert not DraftFile.objects.exists()
    entry = LogEntry.objects.get(log_ref=report.log_ref, text__contains="2 files came")
    assert "film.mp4" in entry.text
    keeping.note_files(report)  # said once only
    assert LogEntry.objects.filter(text__contains="2 files came").count() == 1
    assert verify_ledger(records=True, processes=1).problems == []
    assert [p for p in check_files() if p] == []
    assert all(well for well, _ in doctors_findings())
    path_of(rows[0].sha256).chmod(0o600)
    path_of(rows[0].sha256).write_bytes(b"other")
    (problem,) = [p for p in check_files() if p]
    assert report.ref in problem.sentence


def test_files_of_a_report_held_back_wait_for_its_log():
    draft = a_draft()
    add(draft, photo())
    report = send(draft, doubts=["said ten times"])
    assert report.files.count() == 1
    assert not LogEntry.objects.exists()
    cal = User.objects.create_user(username="cal", password="x", role=Role.REGISTRAR)
    report = working.release(report=report, by=cal)
    assert LogEntry.objects.filter(log_ref=report.log_ref, text__contains="photo.jpg").count() == 1


# Looking at them


@pytest.fixture
def people():
    return {
        role: User.objects.create_user(username=role, password="x", role=role)
        for role in (Role.OFFICER, Role.REGISTRAR, Role.COMMISSIONER)
    }


def look(client, user, row, what="report-file", **query):
    client.force_login(user)
    return client.get(reverse(what, args=[row.origin]), query)


def test_staff_see_a_picture_painted_anew_and_take_the_original_away(client, people):
    draft = a_draft()
    add(draft, photo((2000, 1000)), "me.jpg")
    report = send(draft)
    Log.objects.update(department="")
    row = report.files.get()
    page = look(client, people[Role.OFFICER], row).content.decode()
    assert "Camera 1" in page
    assert "52.480000" in page
    shown = look(client, people[Role.OFFICER], row, "report-file-picture")
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert picture.size == (1600, 800)
        assert not picture.getexif()
    assert b"Camera" not in shown.content
    copy = look(client, people[Role.OFFICER], row, "report-file-copy")
    assert b"".join(copy.streaming_content) == photo((2000, 1000))
    assert copy["Content-Disposition"] == 'attachment; filename="me.jpg"'
    for answer in (shown, copy):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
    reads = ReadRecord.objects.filter(subject=f"report-file:{row.origin}", allowed=True)
    assert set(reads.values_list("what", flat=True)) == {
        "file of a report on line",
        "picture of a report on line",
        "copy of a file of a report on line",
    }
    assert look(client, people[Role.COMMISSIONER], row).status_code == 403


@pytest.mark.parametrize(
    ("data", "name", "given"),
    [
        (b"%PDF-1.7", "x.html", "x.html.pdf"),
        (b"alert(1)", "x.js", "x.js.txt"),
        (b"\x01\x02\x03", "x.exe", "x.exe.bin"),
        (huge_png(), "x.png", "x.png"),
        (b"\xff\xd8\xff" + bytes(100), "x.jpg", "x.jpg"),
    ],
)
def test_nothing_is_handed_out_as_what_it_is_not_or_shown_as_it_came(
    client, people, data, name, given
):
    draft = a_draft()
    add(draft, data, name)
    row = send(draft).files.get()
    user = people[Role.REGISTRAR]
    assert look(client, user, row).status_code == 200
    assert look(client, user, row, "report-file-picture").status_code == 404
    copy = look(client, user, row, "report-file-copy")
    assert copy["Content-Disposition"] == f'attachment; filename="{given}"'
    assert copy["Content-Type"] == "application/octet-stream"
    copy.close()


# Scanning


@pytest.fixture
def scanner(settings, tmp_path):
    """A scanner that finds a word, as clamdscan answers, and whose answer can be set."""
    program = tmp_path / "scanner.py"
    program.write_text(
        "import pathlib, sys, time\n"
        "path, mode = sys.argv[-1], pathlib.Path(__file__).with_name('mode').read_text()\n"
        "time.sleep(9 if mode == 'slow' else 0)\n"
        "sys.exit(2) if mode == 'broken' else None\n"
        f"bad = {HARMFUL!r} in open(path, 'rb').read()\n"
        "print(f'{path}: Test-Signature FOUND' if bad else f'{path}: OK')\n"
        "sys.exit(bad)\n"
    )
    mode = tmp_path / "mode"
    mode.write_text("well")
    settings.ONRECORD_SCAN_COMMAND = f"{sys.executable} {program}"
    return mode


def test_what_the_scanner_finds_is_kept_closed_and_only_the_registrar_takes_it_out(
    client, people, scanner
):
    draft = a_draft()
    clean, bad = add(draft, photo()), add(draft, HARMFUL, "bad.txt")
    assert (clean.scan, bad.scan, bad.scan_words) == ("clean", "found", "Test-Signature FOUND")
    report = send(draft)
    Log.objects.update(department="")
    row = report.files.get(scan="found")
    page = look(client, people[Role.OFFICER], row)
    assert "quarantine" in page.content.decode()
    assert "harmful=yes" not in page.content.decode()
    answer = look(client, people[Role.OFFICER], row, "report-file-copy", harmful="yes")
    assert answer.status_code == 403
    page = look(client, people[Role.REGISTRAR], row).content.decode()
    assert "harmful=yes" in page
    assert look(client, people[Role.REGISTRAR], row, "report-file-copy").status_code == 404
    out = look(client, people[Role.REGISTRAR], row, "report-file-copy", harmful="yes")
    assert b"".join(out.streaming_content) == HARMFUL


def test_without_an_answer_it_waits_and_the_timer_asks_again(client, people, scanner, monkeypatch):
    draft = a_draft()
    scanner.write_text("broken")
    add(draft, photo())
    assert draft.files.get().scan == "waiting"
    row = send(draft).files.get()
    Log.objects.update(department="")
    assert look(client, people[Role.OFFICER], row, "report-file-copy").status_code == 403
    said: list[str] = []
    assert scanning.scan_waiting(said.append)["waiting"] == 1
    assert "ended with 2" in said[0]
    scanner.write_text("slow")
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    assert "did not answer" in scanning.scan(path_of(row.sha256), 0.2).words
    scanner.write_text("well")
    assert scanning.scan_waiting() == {"clean": 1, "found": 0, "waiting": 0}
    row.refresh_from_db()
    assert (row.scan, row.scan_words) == ("clean", "")
    assert row.version > 1
    assert verify_ledger(records=True, processes=1).problems == []
    assert scanning.scan_waiting() == {"clean": 0, "found": 0, "waiting": 0}


def test_a_scanner_that_is_not_there_keeps_nobody_from_reporting(settings):
    settings.ONRECORD_SCAN_COMMAND = "/no/such/scanner --quick"
    row = add(a_draft(), photo())
    assert row.scan == "waiting"
    assert "could not be started" in row.scan_words


def test_the_doctor_says_what_waits_and_what_is_amiss(settings, own_home, scanner):
    settings.ONRECORD_SCAN_COMMAND = ""
    assert list(health.doctors_findings()) == []
    draft = a_draft()
    add(draft, photo())
    row = send(draft).files.get()
    ((well, words),) = health.doctors_findings()
    assert well
    assert "not scanned" in words
    settings.ONRECORD_SCAN_COMMAND = "/no/such/scanner"
    ReportFile.objects.update(scan="waiting", received_at=timezone.now() - timedelta(hours=2))
    (own_home / "guard.toml").write_text("fils = 3")
    said = list(health.doctors_findings())
    assert [well for well, _ in said] == [False] * 3
    assert "fils is no limit" in said[0][1]
    assert row.scan == "none"
