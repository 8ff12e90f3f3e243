"""A file of 2 GB streams: looked at, read and converted in bounded memory, with progress.

.venv/bin/pytest tests/scale/test_import_large.py -q        (about a minute, 2 GB of disk)
"""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GIGABYTES = 2
PROGRAM = textwrap.dedent(
    """
    import json, resource, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from onrecord.exchange.examine import examine
    from onrecord.exchange.map_file import FileOptions
    from onrecord.exchange.maps import neutral_map
    from onrecord.exchange.reading import open_table
    from onrecord.exchange.rows import Converter
    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    before = peak()
    told = []
    facts = examine(Path(sys.argv[1]), tell=lambda done, total: told.append(done))
    count = good = 0
    steps = []
    with open_table(facts, FileOptions()) as table:
        converter = Converter(neutral_map("logs", table.header), table.header, system="x", now=datetime.now(UTC))
        for _, cells in table.rows():
            count += 1
            good += converter.convert(cells)[0] is not None
            if count % 100_000 == 0:
                steps.append(table.done())
    print(json.dumps([facts.size, count, good, told[-1], steps == sorted(steps), peak() - before]))
    """
)


def test_two_gigabytes_stream_in_bounded_memory(tmp_path):
    path = tmp_path / "huge.csv"
    text = "she said that her bag was taken from the bench while she was looking away " * 26
    block = "".join(f"@{n},2025-03-01 09:{n % 60:02},Theft,{text}\n" for n in range(1000))
    rows = 0
    with path.open("w") as out:
        out.write("log_ref,received_at,opening_code,text\n")
        while out.tell() < GIGABYTES * 10**9:
            out.write(block.replace("@", f"L{rows}-"))
            rows += 1000
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, path],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    size, count, good, told, in_order, grown = json.loads(done.stdout)
    assert size == told == path.stat().st_size
    assert count == good == rows
    assert in_order
    assert grown < 150
