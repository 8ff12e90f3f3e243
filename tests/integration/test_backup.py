"""A copy of an installation that is in use: everything in it, nothing half, and it proves as the first one does."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_store


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "ONRECORD_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "onrecord.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("installation")
    assert run(home, "init").returncode == 0
    (home / "calls").mkdir(exist_ok=True)
    (home / "calls" / "voice.wav").write_bytes(b"RIFF")
    (home / "cache").mkdir(exist_ok=True)
    (home / "cache" / "page").write_bytes(b"anew")
    return home


def test_the_copy_is_whole_while_somebody_writes(installation, tmp_path):
    with closing(sqlite3.connect(installation / "onrecord.sqlite3")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE people_user SET first_name = 'half-written'")
        done = run(installation, "back-up", str(tmp_path / "copy"))
        writer.rollback()
    assert done.returncode == 0, done.stdout + done.stderr
    copy = tmp_path / "copy"
    assert (copy / "calls" / "voice.wav").read_bytes() == b"RIFF"
    assert (copy / "secret.key").read_bytes() == (installation / "secret.key").read_bytes()
    assert not (copy / "cache").exists()
    assert not list(copy.glob("*-wal"))
    for path in (copy, copy / "onrecord.sqlite3", copy / "reads.sqlite3"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    with closing(sqlite3.connect(copy / "onrecord.sqlite3")) as held:
        names = held.execute("SELECT username, first_name FROM people_user").fetchall()
    assert ("registrar", "") in names
    proved = run(copy, "verify")
    assert proved.returncode == 0, proved.stdout + proved.stderr


@pytest.mark.parametrize("where", ["there", "inside"])
def test_nothing_is_overwritten_and_no_copy_lies_in_itself(installation, tmp_path, where):
    target = tmp_path if where == "there" else installation / "copy"
    before = sorted(installation.iterdir())
    done = run(installation, "back-up", str(target))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "is there already" in done.stderr or "lies in the installation itself" in done.stderr
    assert sorted(installation.iterdir()) == before


def test_half_a_copy_has_a_name_that_says_so(installation, tmp_path):
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for name in ("onrecord.sqlite3", "secret.key"):
        (damaged / name).write_bytes((installation / name).read_bytes())
    (damaged / "reads.sqlite3").write_bytes(b"no database" * 1000)
    done = run(damaged, "back-up", str(tmp_path / "copy"))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert not (tmp_path / "copy").exists()
