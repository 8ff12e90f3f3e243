"""Several processes and one ledger: writers take turns, a killed one leaves no trace, the check may use many.

Each test has an installation of its own, with real files or a database of its own on the test server, so that the
processes see each other's commits.
"""

import signal
import time
from pathlib import Path

from tests.processes import START, python, start

WRITE = (
    START
    + """
import sys
from django.db import transaction
from onrecord.ledger.actions import append, append_many
who, rounds = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for turn in range(rounds):
    with transaction.atomic():
        append(kind="log.changed", subject=f"log:{who}:{turn}", body={"turn": turn}, by=who)
    with transaction.atomic():
        append_many(
            [("log.imported", f"log:{who}:{turn}:{n}", "{}") for n in range(20)], by=who
        )
"""
)
# Says how far it is, so that it can be killed in the middle.
ENDLESS = (
    START
    + """
from django.db import transaction
from onrecord.ledger.actions import append_many
def entries():
    n = 0
    while True:
        n += 1
        if n % 1000 == 0:
            print(n, flush=True)
        yield "log.imported", f"log:endless:{n}", '{"text":"' + "x" * 500 + '"}'
with transaction.atomic():
    append_many(entries(), by="endless")
"""
)
VERIFY = (
    START
    + """
if __name__ == "__main__":
    import sys
    from onrecord.ledger import ranges
    from onrecord.ledger.live import verify_ledger
    ranges.RANGE = 4096
    processes = int(sys.argv[1])
    report = verify_ledger(processes=processes)
    print(report.size)
    print(report.root)
    print(*[(p.what, p.seq) for p in report.problems], sep="\\n")
"""
)


def verify(settings, folder, processes=1):
    """size, root and problems, by a process of its own."""
    script = folder / "verify.py"
    script.write_text(VERIFY)
    size, root, *problems = python(settings, script, processes).splitlines()
    return int(size), root, [problem for problem in problems if problem]


def test_two_writers_take_turns(installation, tmp_path):
    writers = [start(installation, "-c", WRITE, who, 8) for who in ("one", "two", "three")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        assert writer.wait() == 0, writer.stderr.read()
        for pipe in (writer.stdin, writer.stdout, writer.stderr):
            pipe.close()
    size, root, problems = verify(installation, tmp_path)
    assert (size, problems) == (1 + 3 * 8 * 21, [])
    assert root


def test_a_killed_writer_leaves_no_trace(installation, tmp_path):
    before = start(installation, "-c", WRITE, "before", 1)
    before.communicate("go\n")
    assert before.returncode == 0
    victim = start(installation, "-c", ENDLESS)
    # 25,000 entries: two batches are in the database, the third is on its way.
    while int(victim.stdout.readline()) < 25_000:
        pass
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    assert victim.returncode == -signal.SIGKILL
    assert verify(installation, tmp_path)[::2] == (22, [])
    after = start(installation, "-c", WRITE, "after", 1)
    _, said = after.communicate("go\n")
    assert after.returncode == 0, said
    assert verify(installation, tmp_path)[::2] == (43, [])


def test_a_due_checkpoint_does_not_wait_for_a_long_import(installation):
    holding = """
import sys
from django.db import transaction
from onrecord.ledger.actions import append
with transaction.atomic():
    append(kind="log.imported", subject="log:x:1", body={}, by="sam")
with transaction.atomic():
    append(kind="log.imported", subject="log:x:2", body={}, by="sam")
    print("held", flush=True)
    sys.stdin.readline()
"""
    looking = """
from django.utils import timezone
from onrecord.ledger.actions import checkpoint_if_due
made = checkpoint_if_due(timezone.now())
print(made and made.size)
"""
    holder = start(installation, "-c", START + holding)
    assert holder.stdout.readline() == "held\n"
    # If it waited, it would do so for ever: the holder lets go only afterwards.
    assert python(installation, "-c", START + looking) == "None\n"
    _, said = holder.communicate("go\n")
    assert holder.returncode == 0, said
    assert python(installation, "-c", START + looking) == "3\n"


def test_an_erased_text_is_nowhere_on_the_disk(installation, tmp_path):
    """PostgreSQL overwrites the place at its next vacuum, so there the test makes one."""
    script = """
import sys
from django.db import connection, transaction
from onrecord.ledger.actions import append, erase
from onrecord.ledger.models import LedgerBody
with transaction.atomic():
    seq = append(kind="log.imported", subject="log:x:1", body={"name": "Zebedee" * 5}, by="sam")
    append(kind="log.imported", subject="log:x:2", body={"name": "Florence" * 5}, by="sam")
with transaction.atomic():
    erase(seq=seq, reason="asked for", by="jo")
assert not LedgerBody.objects.filter(seq=seq).exists()
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ledger_ledgerbody")
        cursor.execute("SELECT string_agg(body, '') FROM ledger_ledgerbody")
        print(cursor.fetchone()[0])
"""
    said = python(installation, "-c", START + script)
    home = Path(installation["ONRECORD_HOME"])
    kept = said.encode() + b"".join(path.read_bytes() for path in home.glob("*.sqlite3*"))
    assert b"Florence" in kept
    assert b"Zebedee" not in kept
    assert verify(installation, tmp_path)[::2] == (4, [])


def test_many_processes_find_what_one_finds(installation, tmp_path):
    script = """
from django.db import connection, transaction
from onrecord.ledger import triggers
from onrecord.ledger.actions import append_many, make_checkpoint
for first in (0, 9_000):
    with transaction.atomic():
        append_many(((("log.imported"), f"log:x:{n}", "{}") for n in range(first, first + 9_000)), by="sam")
    make_checkpoint(reason="import")
"""
    python(installation, "-c", START + script)
    assert verify(installation, tmp_path, 2)[::2] == (18_001, [])
    tamper = """
from django.db import connection
from onrecord.ledger import triggers
from onrecord.ledger.models import LedgerBody, LedgerEntry
triggers.remove(connection)
LedgerEntry.objects.filter(seq=7_000).update(actor="jo")
LedgerEntry.objects.filter(seq=12_288).delete()
LedgerBody.objects.filter(seq=17_000).update(body="[]")
triggers.install(connection)
"""
    python(installation, "-c", START + tamper)
    expected = ["('edited', 7000)", "('dropped', 12288)", "('body edited', 17000)"]
    alone, together = (verify(installation, tmp_path, processes) for processes in (1, 2))
    assert alone == together
    assert sorted(alone[2]) == sorted(expected)


def test_writing_goes_on_during_the_check(installation, tmp_path):
    writer = start(installation, "-c", WRITE, "busy", 60)
    writer.stdout.readline()
    writer.stdin.write("go\n")
    writer.stdin.flush()
    sizes = []
    while writer.poll() is None and len(sizes) < 5:
        size, _, problems = verify(installation, tmp_path)
        assert problems == []
        sizes.append(size)
        time.sleep(0.05)
    _, said = writer.communicate()
    assert writer.returncode == 0, said
    assert verify(installation, tmp_path)[::2] == (1 + 60 * 21, [])
