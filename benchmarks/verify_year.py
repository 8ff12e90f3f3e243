"""Appending, checking and exporting a force-year of ledger entries: 2.4 million of about 600 bytes.

    .venv/bin/python benchmarks/verify_year.py [--entries 2400000] [--processes N] [--keep FOLDER]

Uses SQLite in a temporary folder, or the server named by DATABASE_URL (an empty database of its own).
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

BATCH = 100_000
AIM = "under 60 s"
WORDS = "caller states male female known door window street hit took phone refused details".split()  # noqa: SIM905 -- readable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=2_400_000)
    parser.add_argument("--processes", type=int, default=None)
    parser.add_argument("--keep", type=Path, help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="verify-year-") as folder:
        os.environ["ONRECORD_HOME"] = str(asked.keep or folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.entries, asked.processes, Path(folder))


def measure(entries: int, processes: int | None, folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from onrecord.ledger.actions import append_many, make_checkpoint
    from onrecord.ledger.export import export_ledger
    from onrecord.ledger.live import verify_ledger
    from onrecord.ledger.queries import ledger_size
    from onrecord.ledger.verify import verify_export

    call_command("migrate", verbosity=0, skip_checks=True)
    store = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    figures = []

    def figure(what: str, value: float, unit: str, aim: str = "") -> None:
        print(f"{what}: {value} {unit}", file=sys.stderr)
        figures.append({"what": what, "value": value, "unit": unit, "aim": aim})

    made, spent = ledger_size(), 0.0
    while (there := ledger_size()) < entries:
        batch = list(bodies(there, min(BATCH, entries - there)))
        start = time.perf_counter()
        with transaction.atomic():
            append_many(batch, by="benchmark")
        spent += time.perf_counter() - start
        make_checkpoint(reason="import")
    if there > made:
        each = round(spent / (there - made) * 1e6, 1)
        figure(f"appending one ledger entry in bulk, {store}", each, "µs", "15 µs")
    start = time.perf_counter()
    report = verify_ledger(processes=processes)
    seconds = round(time.perf_counter() - start, 1)
    figure(f"`onrecord verify --no-records` on {report.size:,} entries, {store}", seconds, "s", AIM)
    start = time.perf_counter()
    export_ledger(folder / "export")
    figure("exporting them", round(time.perf_counter() - start, 1), "s")
    start = time.perf_counter()
    outside = verify_export(folder / "export")
    figure("`onrecord-verify` on the export", round(time.perf_counter() - start, 1), "s", AIM)
    if not (report.ok and outside.ok):
        sys.exit("\n".join([*report.lines(), *outside.lines()]))
    print(json.dumps({"figures": figures}, ensure_ascii=False))


def bodies(first: int, count: int) -> Iterator[tuple[str, str, str]]:
    """Entries about logs, with bodies as long as a log's usually are."""
    draw = random.Random(first)  # noqa: S311 -- filler, not secrets
    for number in range(first, first + count):
        text = " ".join(draw.choices(WORDS, k=80))
        body = f'{{"closing_code":"A1","grade":"2","officer":"PC {number % 3000}","ref":"{number:09d}","text":"{text}"}}'
        yield "log.imported", f"log:benchmark:{number:09d}", body


if __name__ == "__main__":
    main()
