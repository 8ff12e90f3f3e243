"""Freezing the frame of a force-year, drawing its sample, and proving the draw: 2.1 million logs.

    .venv/bin/python benchmarks/freeze_year.py [--logs 2100000] [--keep FOLDER]

Uses SQLite in a temporary folder, or the server named by DATABASE_URL (an empty database of its own).
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

BATCH = 20_000
OPENING = (
    "Violence",
    "Theft",
    "Domestic incident",
    "ASB nuisance",
    "Concern for safety",
    "Traffic",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=2_100_000)
    parser.add_argument("--keep", help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="freeze-year-") as folder:
        os.environ["ONRECORD_HOME"] = asked.keep or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.logs)


def measure(number: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from onrecord.audit.actions import freeze_audit
    from onrecord.audit.sample.frame_file import frame_path
    from onrecord.audit.sample.replay import verify_draw
    from onrecord.contact.models import Log

    call_command("migrate", verbosity=0, skip_checks=True)
    if not Log.objects.exists():
        start = time.perf_counter()
        fill(number)
        print(f"made {number:,} logs in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    store = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    moments: list[float] = []
    start = time.perf_counter()
    audit = freeze_audit(
        name=f"year {datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
        seed="7",
        sample_size=400,
        by="benchmark",
        progress=lambda *_: moments.append(time.perf_counter()),
    )
    whole = time.perf_counter() - start
    drawing = moments[2] - moments[1]
    start = time.perf_counter()
    check = verify_draw(audit)
    replay = time.perf_counter() - start
    assert check.ok, check.sentence()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = frame_path(audit.frame_hash).stat().st_size / 1e6
    what = f"{audit.frame_size:,} logs, {store}"
    figures = [
        {"what": f"Freezing a frame and drawing 400 logs ({what})", "value": round(whole, 1), "unit": "s", "aim": "under 30 s"},
        {"what": f"Of that, the draw ({what})", "value": round(drawing, 1), "unit": "s", "aim": "under 10 s"},
        {"what": f"Proving the draw by a replay ({what})", "value": round(replay, 1), "unit": "s", "aim": ""},
        {"what": f"Memory for it ({what})", "value": round(memory), "unit": "MB", "aim": ""},
        {"what": f"The frame on file ({what})", "value": round(size), "unit": "MB", "aim": ""},
    ]  # fmt: skip
    print(json.dumps({"figures": figures}))


def fill(number: int) -> None:
    """Logs of sixty-three closing codes, one in ten with a crime record, and as many crimes."""
    from onrecord.contact.models import LinkState, Log
    from onrecord.recording.models import Crime, CrimeLog

    start = datetime(2026, 1, 1, tzinfo=UTC)
    closing = [*(f"Result {i:02d}" for i in range(60)), "Crime recorded", "No crime", "Duplicate"]

    def logs(first: int, last: int) -> Iterator[Any]:
        for i in range(first, last):
            linked = i % 10 == 0
            ref = f"20260101-{i:07d}"
            yield Log(
                system="storm",
                ref=ref,
                ref_key=ref,
                received_at=start + timedelta(seconds=15 * i),
                opening_code=OPENING[i % 7 % 6],
                closing_code=closing[i * 7919 % 63],
                entry_seq=i,
                link_state=LinkState.LINKED if linked else LinkState.NONE,
                crime_count=int(linked),
            )

    for first in range(0, number, BATCH):
        made = Log.objects.bulk_create(logs(first, min(number, first + BATCH)), batch_size=1000)
        linked = [log for log in made if log.crime_count]
        crimes = Crime.objects.bulk_create(
            [
                Crime(system="cris", ref=log.ref, ref_key=log.ref, recorded_at=log.received_at, entry_seq=0)
                for log in linked
            ],
            batch_size=1000,
        )  # fmt: skip
        CrimeLog.objects.bulk_create(
            [CrimeLog(crime=c, log=log, how="both") for c, log in zip(crimes, linked, strict=True)],
            batch_size=1000,
        )


if __name__ == "__main__":
    main()
