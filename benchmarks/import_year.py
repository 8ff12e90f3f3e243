"""A force-year: 2.1 million logs and 800,000 crimes into an empty installation, one more day, and the proof of it all.

    .venv/bin/python benchmarks/import_year.py [--logs 2100000] [--crimes 800000] [--keep FOLDER]

Uses SQLite in a temporary folder (about 9 GB), or the server named by DATABASE_URL (an empty database of its own).
"""

import argparse
import json
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from import_month import CALLS_A_DAY, peak, prepare, take_in, write_force


def next_day(folder: Path, logs: Path) -> Path:
    """The export of the day after: half of it is the last day again with other closing codes, half is new."""
    with logs.open() as whole:
        header = next(whole)
        last = deque(whole, CALLS_A_DAY)
    path = folder / "day.csv"
    with path.open("w") as out:
        out.write(header)
        out.writelines(line.replace("Advice given", "Crime recorded") for line in last)
        out.writelines("N" + line for line in last)
    return path


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--logs", type=int, default=2_100_000)
    options.add_argument("--crimes", type=int, default=800_000)
    options.add_argument(
        "--keep", type=Path, help="use this folder and keep it, with the installation in home/"
    )
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="import-year-") as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        log_file, crime_file = write_force(folder, asked.logs, asked.crimes)
        prepare(folder / "home")
        worked = time.process_time()
        logs = take_in(log_file, "logs", asked.logs)
        worked = time.process_time() - worked
        crimes = take_in(crime_file, "crimes", asked.crimes)
        most = peak()

        from onrecord.exchange.actions import import_file
        from onrecord.ledger.cli import verify_cli
        from onrecord.recording.linking import link_all

        started = time.perf_counter()
        counts = link_all()
        linking = time.perf_counter() - started
        assert counts["added"] == counts["removed"] == 0, counts
        print(f"linking everything anew: {linking:.1f} s, {counts}", file=sys.stderr)
        started = time.perf_counter()
        day = import_file(path=next_day(folder, log_file), kind="logs", by="benchmark")
        daily = time.perf_counter() - started
        print(f"one more day: {daily:.1f} s, {day.counts}", file=sys.stderr)
        assert day.counts["new"] == CALLS_A_DAY, day.counts
        started = time.perf_counter()
        report = verify_cli()
        proving = time.perf_counter() - started
        print(f"onrecord verify: {proving:.1f} s, {report.lines()}", file=sys.stderr)
        assert report.ok, report.lines()
        assert report.records >= asked.logs + asked.crimes, report.records
    figures = [
        {"what": f"Import of {asked.logs:,} logs (a force-year)", "value": round(logs), "unit": "s", "aim": "under 10 min"},
        {"what": "of that, processor time of one core", "value": round(worked), "unit": "s", "aim": ""},
        {"what": f"and of {asked.crimes:,} crimes", "value": round(crimes), "unit": "s", "aim": ""},
        {"what": "its memory at most", "value": round(most, 2), "unit": "GB", "aim": "under 1 GB"},
        {"what": "linking all of them anew", "value": round(linking), "unit": "s", "aim": "under 60 s"},
        {"what": "the next day's export into the force-year", "value": round(daily, 1), "unit": "s", "aim": ""},
        {"what": f"`onrecord verify` on all of it: {report.size:,} entries, and each live log and crime held against its own", "value": round(proving, 1), "unit": "s", "aim": "under 60 s"},
    ]  # fmt: skip
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
