"""A large file needs no large memory: measured in a process of its own."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = textwrap.dedent(
    """
    import json, resource, sys
    from pathlib import Path
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from onrecord.exchange.actions import import_file
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    small = import_file(path=Path(sys.argv[1]), kind="logs", by="x")
    before = peak()
    large = import_file(path=Path(sys.argv[2]), kind="logs", by="x")
    print(json.dumps([small.counts["new"], large.counts["new"], large.file_size, before, peak()]))
    """
)


def write_logs(path: Path, start: int, count: int) -> Path:
    text = "she said that her bag was taken from the bench while she was looking away " * 12
    with path.open("w") as out:
        out.write("log_ref,received_at,opening_code,text\n")
        for n in range(start, start + count):
            out.write(f"L{n},2025-03-01 09:{n % 60:02},Theft,{n} {text}\n")
    return path


def test_thirty_megabytes_need_no_more_memory_than_five(tmp_path):
    small = write_logs(tmp_path / "small.csv", 0, 5_500)
    large = write_logs(tmp_path / "large.csv", 10_000, 33_000)
    assert large.stat().st_size > 30_000_000
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "onrecord.web.settings", "ONRECORD_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, small, large],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    taken_small, taken_large, size, before, after = json.loads(done.stdout)
    assert (taken_small, taken_large) == (5_500, 33_000)
    assert size == large.stat().st_size
    # SQLite's own cache (64 MB) fills up meanwhile; the file's 30 MB held in memory as rows would be three times that.
    assert after - before < 100
