"""Recordings and marks: kept exactly, once, with their ledger entries; nothing stays of what failed."""

import os
import stat
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from onrecord.calls import files, integrity
from onrecord.calls.actions import CallError, add_mark, withdraw_mark
from onrecord.calls.files import Draft, FileTrouble
from onrecord.calls.models import Mark, Recording
from onrecord.calls.sounds import State
from onrecord.contact.actions import LogError, add_entry, open_log
from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.models import LedgerEntry
from onrecord.people.models import User
from onrecord.people.roles import Role
from tests import sounds_made as made
from tests.calls_made import attached, files_in
from tests.integration.test_import_killed import on_disk  # noqa: F401  (a fixture)

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = "6f1c2f0e-3f0b-4f0e-9a52-0c8f4a0f9a11"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


@pytest.fixture
def log(cal) -> Log:
    return open_log(by=cal, source="999 call", text="He hit me.", department="Contact")


def test_kept_exactly_as_it_came_with_its_hash_in_the_ledger(cal, log):
    data = made.wav(3)
    row = attached(log, cal, data, about="  999 call\n of the neighbour ")
    assert row.path.read_bytes() == data
    assert stat.S_IMODE(row.path.stat().st_mode) == 0o600
    assert row.path.name == row.sha256
    assert (row.duration_ms, row.state, row.about) == (
        3000,
        State.PLAYABLE,
        "999 call of the neighbour",
    )
    entry = LogEntry.objects.get(kind=EntryKind.RECORDING)
    assert entry.text == "Recording attached: 999 call of the neighbour, 00:03."
    assert entry.detail == {"sha256": row.sha256, "file_name": "call.wav", "duration_ms": 3000}
    report = verify_ledger(records=True)
    assert report.problems == []
    assert "1 recordings of calls read and compared with their hashes." in report.sentences


def test_several_on_one_log_and_one_on_several_logs(cal, log):
    other = open_log(by=cal, source="999 call", text="Same call.")
    first, second = attached(log, cal), attached(log, cal, made.opus())
    shared = attached(other, cal)
    assert log.recordings.count() == 2
    assert (first.sha256, first.path) == (shared.sha256, shared.path)
    assert second.media_type == "audio/ogg"
    assert verify_ledger(records=True).problems == []


def test_sent_twice_is_one(cal, log, own_folder):
    first = attached(log, cal, origin=ORIGIN)
    assert attached(log, cal, made.opus(), origin=ORIGIN.upper()).pk == first.pk
    assert attached(log, cal).pk == first.pk
    assert len(files_in(own_folder)) == 1
    assert LedgerEntry.objects.filter(kind="recording.attached").count() == 1


def test_an_imported_log_keeps_its_row_as_it_was(cal):
    log = Log.objects.create(
        system="storm",
        ref="A 1",
        ref_key="A1",
        received_at=datetime(2026, 6, 1, tzinfo=UTC),
        entry_seq=0,
    )
    before = Log.objects.filter(pk=log.pk).values().get()
    row = attached(log, cal)
    assert Log.objects.filter(pk=log.pk).values().get() == before
    assert not LogEntry.objects.exists()
    entry = LedgerEntry.objects.get(kind="recording.attached")
    assert (entry.seq, entry.subject, entry.actor) == (row.entry_seq, "recording:storm:A1", "cal")


@pytest.mark.parametrize("name", list(made.NO_SOUND))
def test_what_is_no_sound_leaves_nothing(cal, log, own_folder, name):
    with pytest.raises(CallError, match="not a sound recording"):
        attached(log, cal, made.NO_SOUND[name], file_name="call.mp3")
    assert files_in(own_folder) == []
    assert not Recording.objects.exists()
    assert not LedgerEntry.objects.filter(kind="recording.attached").exists()


def test_a_damaged_recording_is_evidence_and_is_kept(cal, log):
    data = made.box(b"ftyp", b"M4A ") + made.box(b"mdat", bytes(900))
    row = attached(log, cal, data, file_name="call.m4a")
    assert (row.state, row.can_play) == (State.UNPLAYABLE, False)
    assert "table of contents is missing" in row.trouble
    assert row.path.read_bytes() == data


def test_a_name_that_promises_something_else(cal, log):
    row = attached(log, cal, made.wav(), file_name="call.mp3")
    assert (row.media_type, row.name_fits, row.can_play) == ("audio/wav", False, True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\calls\\call.wav", "call.wav"),
        ("تماس ۱۲.wav", "تماس ۱۲.wav"),
        ("👨‍👩‍👧 вызов.wav", "👨‍👩‍👧 вызов.wav"),
        ("invoice\u202evaw.exe\n\x00", "invoicevaw.exe"),
        ("", "recording"),
        ("x" * 300 + ".wav", "x" * 200 + "…" + "x" * 50 + ".wav"),
    ],
)
def test_names_in_every_script_and_with_tricks(cal, log, given, kept):
    assert attached(log, cal, file_name=given).file_name == kept


def test_a_changed_or_missing_file_is_found(cal, log):
    row, other = attached(log, cal), attached(log, cal, made.opus())
    with row.path.open("r+b") as file:
        file.seek(1000)
        file.write(b"\x01")
    other.path.unlink()
    problems = verify_ledger(records=True).problems
    assert [(problem.what, problem.seq) for problem in problems] == [
        ("file", row.entry_seq),
        ("file", other.entry_seq),
    ]
    assert "is not what was attached" in problems[0].sentence
    assert "is missing" in problems[1].sentence
    assert verify_ledger(records=False).problems == []
    assert [well for well, _ in integrity.doctors_findings()] == [False]


def test_the_doctor_counts_and_finds_strangers(cal, log, own_folder):
    assert list(integrity.doctors_findings()) == []
    attached(log, cal)
    assert [well for well, _ in integrity.doctors_findings()] == [True]
    (own_folder / "ab").mkdir()
    (own_folder / "ab" / ("ab" * 32)).write_bytes(b"x")
    wrong = [sentence for well, sentence in integrity.doctors_findings() if not well]
    assert "1 files" in "".join(wrong)


def test_a_row_changed_behind_the_ledgers_back_is_found(cal, log):
    row = attached(log, cal)
    mark = add_mark(recording=row, by=cal, at_ms=1000, text="x")
    Recording.objects.filter(pk=row.pk).update(sha256="0" * 64)
    Mark.objects.filter(pk=mark.pk).update(at_ms=2000)
    assert {problem.what for problem in verify_ledger(records=True).problems} == {"record", "file"}


def test_attaching_over_a_changed_file_is_refused(cal, log):
    row = attached(log, cal)
    row.path.chmod(0o600)
    row.path.write_bytes(b"something else")
    other = open_log(by=cal, source="999 call", text="x")
    with pytest.raises(CallError, match="has been changed since"):
        attached(other, cal)
    assert row.path.read_bytes() == b"something else"
    assert Recording.objects.count() == 1


def test_a_full_disk_leaves_nothing_half_written(cal, log, own_folder, monkeypatch):
    def full(*args, **more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CallError, match=r"No space left on device.*Nothing of it was written"):
            attached(log, cal)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", full)
        with pytest.raises(CallError, match="No space left on device"):
            attached(log, cal)
    # The file has its name already when the database can't write any more.
    with monkeypatch.context() as patch:
        patch.setattr(files, "_sync", lambda place: full() if place == own_folder else None)
        with pytest.raises(CallError, match="No space left on device"):
            attached(log, cal)
    assert files_in(own_folder) == []
    assert not Recording.objects.exists()
    assert not LedgerEntry.objects.filter(kind="recording.attached").exists()
    assert attached(log, cal).path.is_file()


def test_a_database_that_can_not_commit_leaves_no_file(cal, log, own_folder, monkeypatch):
    whole = transaction.atomic

    @contextmanager
    def refusing():
        with whole():
            yield
            raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("onrecord.calls.actions.transaction.atomic", refusing)
        with pytest.raises(OperationalError):
            attached(log, cal)
    assert files_in(own_folder) == []
    # A file that another log has, too, is left alone.
    other = open_log(by=cal, source="999 call", text="x")
    row = attached(log, cal)
    with monkeypatch.context() as patch:
        patch.setattr("onrecord.calls.actions.transaction.atomic", refusing)
        with pytest.raises(OperationalError):
            attached(other, cal)
    assert files_in(own_folder) == [row.path]


def test_no_room_is_said_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(files, "RESERVE", 1 << 60)
    with pytest.raises(FileTrouble, match="has no room for this recording: it needs 2 MB"):
        files.check_room(2_000_000)


def test_file_systems_that_know_no_nameless_files(cal, log, own_folder, monkeypatch):
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    (own_folder / "incoming").mkdir()
    left = own_folder / "incoming" / "left-by-a-killed-program"
    left.write_bytes(b"half a call")
    with Draft() as other:
        other.write(b"still on its way")
        row = attached(log, cal)
        assert other.name is not None
        assert other.name.exists()
    assert not left.exists()
    assert files_in(own_folder) == [row.path]
    assert stat.S_IMODE(row.path.stat().st_mode) == 0o600
    assert row.path.read_bytes() == made.wav()


# Marks


def test_marks_tied_to_an_entry_an_act_and_an_answer(cal, log):
    row = attached(log, cal, made.wav(140, rate=100))
    entry = add_entry(log=log, by=cal, text="Caller says he punched her.")
    mark = add_mark(
        recording=row, by=cal, at_ms=134_000, text="“he punched me”", entry=entry, act="assault by her brother",
        answer_kind="should", answer_ref="audit March, log 17",
    )  # fmt: skip
    assert (mark.entry, mark.act, mark.answer_kind) == (
        entry.entry_seq,
        "assault by her brother",
        "should",
    )
    assert verify_ledger(records=True).problems == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"at_ms": 2001}, "beyond the end"),
        ({"at_ms": -1}, "beyond the end"),
        ({"text": " \n"}, "The mark is empty"),
        ({"answer_kind": "guess", "answer_ref": "x"}, "no kind of audit answer"),
        ({"answer_kind": "should"}, "say both"),
        ({"answer_ref": "audit March"}, "say both"),
        ({"origin": "abc"}, "not a UUID"),
    ],
)
def test_bad_marks_are_refused_in_words(cal, log, more, words):
    row = attached(log, cal)
    with pytest.raises(LogError, match=words):
        add_mark(**{"recording": row, "by": cal, "at_ms": 0, "text": "x", **more})
    assert not Mark.objects.exists()


def test_a_mark_is_not_tied_to_another_logs_entry(cal, log):
    other = open_log(by=cal, source="999 call", text="x")
    entry = add_entry(log=other, by=cal, text="y")
    with pytest.raises(CallError, match="another log"):
        add_mark(recording=attached(log, cal), by=cal, at_ms=0, text="x", entry=entry)


def test_a_mark_sent_twice_is_one_and_a_wrong_one_is_withdrawn(cal, log):
    row = attached(log, cal)
    mark = add_mark(recording=row, by=cal, at_ms=1000, text="misheard", origin=ORIGIN)
    assert add_mark(recording=row, by=cal, at_ms=1000, text="misheard", origin=ORIGIN).pk == mark.pk
    gone = withdraw_mark(mark=mark, by=cal, why="It is the neighbour who says it")
    assert (gone.text, gone.withdrawn_by, gone.version) == ("misheard", "cal", 2)
    with pytest.raises(CallError, match="withdrawn already"):
        withdraw_mark(mark=mark, by=cal, why="again")
    with pytest.raises(LogError, match="reason is empty"):
        withdraw_mark(mark=add_mark(recording=row, by=cal, at_ms=0, text="y"), by=cal, why="")
    assert verify_ledger(records=True).problems == []


def test_marks_of_a_recording_of_unknown_length(cal, log):
    boxes = made.box(b"ftyp", b"M4A ") + made.m4a(0)[28:] + made.box(b"moof", bytes(8))
    row = attached(log, cal, boxes)
    assert (row.duration_ms, row.can_play) == (None, True)
    assert add_mark(recording=row, by=cal, at_ms=7_200_000, text="later").at_ms == 7_200_000
    with pytest.raises(CallError, match="at most 24 hours"):
        add_mark(recording=row, by=cal, at_ms=90_000_000, text="x")


# Killed with no chance to tidy up

PROGRAM = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    import django
    from django.conf import settings
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    from onrecord.calls import files
    from onrecord.calls.actions import attach_recording
    from onrecord.contact.models import Log
    from onrecord.people.models import User
    from tests import sounds_made
    files.folder = lambda: Path(sys.argv[2])
    def stop(*args):
        print("here", flush=True)
        time.sleep(600)
    draft = files.Draft()
    data = sounds_made.wav(60)
    draft.write(data[:400_000])
    if sys.argv[3] == "half-way":
        draft.file.flush()
        stop()
    draft.write(data[400_000:])
    files.Draft.place = stop
    attach_recording(log=Log.objects.get(), by=User.objects.get(), draft=draft, file_name="call.wav")
    """
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize("moment", ["half-way", "before it gets its name"])
def test_a_killed_upload_leaves_no_trace(own_folder, moment):
    cal = User.objects.create(username="cal", role=Role.CALL_TAKER)
    log = open_log(by=cal, source="999 call", text="x")
    size = LedgerEntry.objects.count()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "onrecord.web.settings",
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(connection.settings_dict["NAME"]), str(own_folder), moment],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as program:  # fmt: skip
        line = program.stdout.readline()
        program.kill()
        _, errors = program.communicate()
    assert line == "here\n", errors
    assert files_in(own_folder) == []
    assert not Recording.objects.exists()
    assert LedgerEntry.objects.count() == size
    assert attached(log, cal, made.wav(60)).path.is_file()


def test_the_program_starts_where_the_system_knows_no_locks(tmp_path):
    """`onrecord check` runs on Windows too, and loads every part of the system."""
    program = "import sys; sys.modules['fcntl'] = None; import django; django.setup()"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "onrecord.web.settings",
        "ONRECORD_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
