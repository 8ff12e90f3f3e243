"""Importing 100,000 logs and 60,000 crimes, with the ledger and the links.

    .venv/bin/python benchmarks/import_month.py [--logs 100000] [--crimes 60000]

Uses SQLite in a temporary folder, or the server named by DATABASE_URL (an empty database of its own). The aim counts
reading, converting, storing, writing the ledger, linking and signing, with everything safely on disk. The search reads
what came once the import is done.
"""

import argparse
import csv
import json
import os
import random
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

WORDS = [
    "caller",
    "states",
    "male",
    "female",
    "known",
    "door",
    "window",
    "street",
    "hit",
    "took",
    "phone",
    "refused",
    "details",
    "daughter",
    "partner",
    "shouting",
    "outside",
    "left",
    "scene",
    "vehicle",
    "damage",
    "reports",
    "earlier",
    "today",
    "neighbour",
    "garden",
    "shop",
    "staff",
    "injured",
    "threatened",
    "text",
    "message",
]
OPENED = [
    "Theft",
    "Violence",
    "Domestic",
    "Burglary",
    "ASB",
    "Concern for safety",
    "Damage",
    "Suspicious",
    "Traffic",
]
CLOSED = [
    "Crime recorded",
    "No offence",
    "Advice given",
    "Duplicate",
    "Passed to partner",
    "Area search no trace",
]
CALLS_A_DAY = 5_700
LOG_COLUMNS = [
    "log_ref",
    "received_at",
    "source",
    "opening_code",
    "closing_code",
    "grade",
    "qualifiers",
    "text",
    "closed_at",
    "officer",
    "department",
    "crime_refs",
]
CRIME_COLUMNS = [
    "crime_ref",
    "log_ref",
    "recorded_at",
    "class",
    "ho_code",
    "offence",
    "victim_role",
]
OFFENCES = [
    ("8N", "008/06", "Assault occasioning actual bodily harm"),
    ("105A", "105/01", "Common assault"),
    ("28E", "028/03", "Burglary, residential"),
    ("46", "046/00", "Theft from shop"),
    ("19C", "019/08", "Rape of a female aged 16 and over"),
    ("58A", "058/01", "Criminal damage to a dwelling"),
]


def write_force(folder: Path, logs: int, crimes: int) -> tuple[Path, Path]:
    """Two files as a force exports them, in the order of time; four in five crimes are named by their log."""
    draw = random.Random(1)  # noqa: S311 -- the same file each time, no secrets
    start = datetime(2025, 1, 1)
    log_file, crime_file = folder / "logs.csv", folder / "crimes.csv"
    share = crimes / logs
    number = 0
    with log_file.open("w", newline="") as one, crime_file.open("w", newline="") as other:
        log_out, crime_out = csv.writer(one), csv.writer(other)
        log_out.writerow(LOG_COLUMNS)
        crime_out.writerow(CRIME_COLUMNS)
        for i in range(logs):
            at = start + timedelta(days=i / CALLS_A_DAY, seconds=draw.random() * 9)
            ref = f"WM-{at:%Y%m%d}-{i % CALLS_A_DAY:04}"
            named = []
            while number < crimes and draw.random() < share / (1 + share):
                crime = f"20/{number:06}/25"
                number += 1
                if draw.random() < 0.8:
                    named.append(crime)
                recorded = at + timedelta(minutes=draw.randrange(20, 3000))
                crime_out.writerow(
                    [crime, ref, f"{recorded:%d/%m/%Y %H:%M}", *draw.choice(OFFENCES), "person"]
                )
            text = " ".join(draw.choices(WORDS, k=draw.randrange(15, 70)))
            log_out.writerow(
                [
                    ref, f"{at:%d/%m/%Y %H:%M:%S}", draw.choice(["999", "101", "Online"]), draw.choice(OPENED),
                    draw.choice(CLOSED), draw.randrange(1, 6), draw.choice(["", "", "", "Domestic|Alcohol"]), text,
                    f"{at + timedelta(minutes=90):%d/%m/%Y %H:%M:%S}", f"PC{draw.randrange(9000)}",
                    f"Area {draw.randrange(20)}", ";".join(named),
                ]
            )  # fmt: skip
        while number < crimes:
            crime_out.writerow(
                [
                    f"20/{number:06}/25",
                    "",
                    f"{start:%d/%m/%Y %H:%M}",
                    *draw.choice(OFFENCES),
                    "person",
                ]
            )
            number += 1
    return log_file, crime_file


def prepare(folder: Path) -> None:
    """An empty installation in the folder."""
    os.environ["ONRECORD_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("migrate", database="reads", verbosity=0)


def take_in(path: Path, kind: str, count: int) -> float:
    """Import one file and return the seconds that it took."""
    from onrecord.exchange.actions import import_file

    started, worked = time.perf_counter(), time.process_time()
    done = import_file(path=path, kind=kind, by="benchmark")
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    if done.counts.get("new") != count:
        sys.exit(f"{kind}: {done.state} {done.message} {done.counts}")
    each = seconds / count * 1e6
    print(
        f"{kind}: {seconds:.1f} s ({worked:.1f} s of one core), {each:.0f} microseconds a row",
        file=sys.stderr,
    )
    return seconds


def peak() -> float:
    """The most memory that this process has used, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--logs", type=int, default=100_000)
    options.add_argument("--crimes", type=int, default=60_000)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="import-month-") as folder:
        log_file, crime_file = write_force(Path(folder), asked.logs, asked.crimes)
        prepare(Path(folder) / "home")
        worked = time.process_time()
        seconds = take_in(log_file, "logs", asked.logs) + take_in(
            crime_file, "crimes", asked.crimes
        )
        worked = time.process_time() - worked
        search, search_worked = time.perf_counter(), time.process_time()
        from onrecord.finding.index import catch_up

        found = catch_up()
        search = time.perf_counter() - search
        search_worked = time.process_time() - search_worked
        assert found == asked.logs + asked.crimes, found
        again = time.perf_counter()
        from onrecord.exchange.actions import import_file

        same = import_file(path=log_file, kind="logs", by="benchmark")
        again = time.perf_counter() - again
        assert same.counts["unchanged"] == asked.logs, same.counts
    what = f"Import of {asked.logs:,} logs and {asked.crimes:,} crimes"
    figures = [
        {"what": what, "value": round(seconds, 1), "unit": "s", "aim": "under 30 s"},
        {
            "what": "of that, processor time of one core",
            "value": round(worked, 1),
            "unit": "s",
            "aim": "",
        },
        {
            "what": "then, into the index of the search",
            "value": round(search, 1),
            "unit": "s",
            "aim": "",
        },
        {
            "what": "of that, processor time of one core",
            "value": round(search_worked, 1),
            "unit": "s",
            "aim": "",
        },
        {
            "what": "the same logs once more, nothing changed",
            "value": round(again, 1),
            "unit": "s",
            "aim": "",
        },
        {
            "what": "its memory at most",
            "value": round(peak(), 2),
            "unit": "GB",
            "aim": "under 1 GB",
        },
    ]
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
