"""An import that is killed with no chance to tidy up leaves nothing; the same import then succeeds."""

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from django.db import connection

from onrecord.contact.models import Log
from onrecord.exchange.actions import import_file, mark_cut_off_imports
from onrecord.exchange.models import Import, ImportState
from onrecord.exchange.progress import import_folder, is_cut_off, read_progress
from onrecord.ledger.models import LedgerEntry, LedgerHead

ROOT = Path(__file__).resolve().parents[2]

# Stops half-way, with thousands of rows written and the transaction open, and waits to be killed.
PROGRAM = textwrap.dedent(
    """
    import json, sys, time
    from pathlib import Path
    import django
    from django.conf import settings
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    settings.HOME = Path(sys.argv[3])
    django.setup()
    from onrecord.contact.models import Log
    from onrecord.exchange import actions, intake, storing
    intake.BATCH = 500
    taken = storing.Storing.take
    def take(self, records):
        outcome = taken(self, records)
        if records[0].row > 3000:
            print(json.dumps(Log.objects.count()), flush=True)
            time.sleep(600)
        return outcome
    storing.Storing.take = take
    actions.import_file(path=Path(sys.argv[2]), kind="logs", by="registrar")
    """
)


def write_logs(path: Path, count: int) -> Path:
    rows = (f"L{n},2025-03-01 09:30,Theft,text of log {n}" for n in range(count))
    path.write_text("log_ref,received_at,opening_code,text\n" + "\n".join(rows) + "\n")
    return path


def start_and_kill(tmp_path, settings, path: Path) -> int:
    """Run an import in a process of its own, kill it in the middle, and return the rows that it had written."""
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "onrecord.web.settings",
        "PYTHONPATH": str(ROOT),
    }
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, name, path, settings.HOME],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as program:  # fmt: skip
        line = program.stdout.readline()
        program.kill()
        _, errors = program.communicate()
    assert line, errors
    return json.loads(line)


@pytest.fixture
def on_disk(tmp_path):
    """SQLite tests usually run in memory, which no other process can see: these get a file."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.close()
    before = connection.settings_dict["NAME"]
    target = tmp_path / "test.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{target}'")
    memory = connection.connection
    connection.connection = None
    connection.settings_dict["NAME"] = str(target)
    yield
    connection.close()
    connection.settings_dict["NAME"] = before
    connection.connection = memory


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_disk")
def test_a_killed_import_leaves_no_trace_and_can_be_run_again(tmp_path, settings):
    path = write_logs(tmp_path / "logs.csv", 6000)
    written = start_and_kill(tmp_path, settings, path)
    assert written >= 3000  # it really was in the middle
    if connection.vendor == "postgresql":
        wait_for_the_server_to_notice()
    assert Log.objects.count() == 0
    assert LedgerEntry.objects.count() == 0
    cut = Import.objects.get()
    assert cut.state == ImportState.RUNNING
    assert is_cut_off(cut)
    assert read_progress(cut.id)["words"] == "reading rows"

    done = import_file(path=path, kind="logs", by="registrar")
    assert (done.state, done.counts["new"]) == (ImportState.DONE, 6000)
    assert Log.objects.count() == 6000
    assert LedgerHead.objects.get().size == 6002  # opening, 6,000 logs, the import
    cut.refresh_from_db()
    assert cut.state == ImportState.REFUSED
    assert "cut off" in cut.message


def wait_for_the_server_to_notice() -> None:
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.1)


@pytest.mark.django_db
def test_a_running_import_is_not_taken_for_a_cut_off_one():
    row = Import.objects.create(
        kind="logs", system="main", file_name="x", by="x", state=ImportState.RUNNING
    )
    folder = import_folder(row.id)
    folder.mkdir(parents=True, exist_ok=True)
    told = {"done": 1, "total": 2, "words": "reading rows", "pid": os.getpid(), "at": time.time()}
    (folder / "progress.json").write_text(json.dumps(told))
    assert not is_cut_off(row)
    assert mark_cut_off_imports() == 0
    (folder / "progress.json").write_text(json.dumps(told | {"at": time.time() - 7200}))
    assert is_cut_off(row)
    (folder / "progress.json").write_text("{")
    assert not is_cut_off(row)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("on_disk")
def test_two_imports_at_once_do_not_mix(tmp_path):
    """While one holds the database, another waits, and says so in words when it has waited long enough."""
    if connection.vendor != "sqlite":
        pytest.importorskip("psycopg")
        check_that_the_second_waits(tmp_path)
        return
    import sqlite3

    from onrecord.exchange.actions import ImportBusy

    connection.ensure_connection()
    holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    connection.connection.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(ImportBusy, match="Another import is being taken in"):
        import_file(path=write_logs(tmp_path / "a.csv", 3), kind="logs", by="x")
    holder.rollback()
    holder.close()
    assert import_file(path=tmp_path / "a.csv", kind="logs", by="x").counts["new"] == 3


def check_that_the_second_waits(tmp_path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections, transaction

    path = write_logs(tmp_path / "a.csv", 50)

    def other():
        try:
            return import_file(path=path, kind="logs", by="second")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = import_file(path=path, kind="logs", by="first")
            second = pool.submit(other)
            time.sleep(0.3)
            assert not second.done()
        assert (first.counts["new"], second.result(60).counts["unchanged"]) == (50, 50)
