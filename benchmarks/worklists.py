"""How long each worklist, my day and what is nobody's take on a force-year, and that their counts are whole.

    .venv/bin/python benchmarks/worklists.py [--kept 100000] [--logs 0] [--keep FOLDER]

The rows are those of `pages_kept.py`: a year of logs, decisions, crimes and incidents kept here, one log in forty still open;
with --logs beside so many that were imported (as in `pages.py`), each fifth of them with a crime.
Crimes and incidents are spread over the year; of the crimes one in five is still under investigation, of the incidents one in
ten open. All are of one department, so a supervisor sees as much as a registrar.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

AIM = "under 300 ms"
TIMES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=int, default=100_000)
    parser.add_argument("--logs", type=int, default=0, help="imported logs beside those")
    parser.add_argument("--keep", help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="worklists-") as folder:
        os.environ["ONRECORD_HOME"] = asked.keep or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.kept, asked.logs)


def spread() -> None:
    """Rows that were all made here now, as a year leaves them. Done a second time it would spread them over two years."""
    from django.db import connection

    earlier = {
        "sqlite": "datetime(recorded_at, '-' || (id % 365) || ' days')",
        "postgresql": "recorded_at - (id % 365) * interval '1 day'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        for table in ("recording_crime", "recording_reportedincident"):
            cursor.execute(f"UPDATE {table} SET recorded_at = {earlier} WHERE state <> ''")  # noqa: S608 -- constants
        cursor.execute(
            "UPDATE recording_crime SET state = 'finalised' WHERE id % 5 <> 0 AND state <> ''"
        )
        cursor.execute("UPDATE recording_reportedincident SET state = 'closed' WHERE id % 10 <> 0")


def measure(kept: int, logs: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from pages import fill
    from pages_kept import keep

    from onrecord.contact.models import Log
    from onrecord.people.models import User
    from onrecord.recording.models import Crime
    from onrecord.supervision.lists.kept import current
    from onrecord.web.installation import make_installation

    make_installation()
    if logs and not Log.objects.exists():
        fill(logs)
    if not Log.objects.filter(opened_at__isnull=False).exists():
        begun = time.perf_counter()
        User.objects.get_or_create(username="registrar", role="registrar", password="!")  # noqa: S106 -- nobody signs in with it
        keep(kept)
        print(f"kept {kept:,} logs in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    # One crime in five is still open once they are spread; all are, as `pages_kept.py` leaves them.
    if not Crime.objects.filter(state="finalised").exists():
        spread()
    store = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    client = Client(headers={"host": "localhost"})

    # Processor time of each request, in the same order: what other work on the machine doesn't change. On PostgreSQL the
    # server's own is not in it.
    worked: list[float] = []

    def times(username: str, path: str) -> list[float]:
        client.force_login(User.objects.get(username=username))
        client.get(path)  # the first also loads templates
        found = []
        for _ in range(TIMES):
            begun, own = time.perf_counter(), time.process_time()
            answer = client.get(path)
            worked.append((time.process_time() - own) * 1000)
            found.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        return found

    every: list[float] = []
    slowest = ("", 0.0)
    for worklist in current():
        for username in ("supervisor1", "registrar"):
            found = times(username, f"/worklists/{worklist.slug}/")
            every += found
            middle = statistics.median(found)
            if middle > slowest[1]:
                slowest = (worklist.title, middle)
            own = statistics.median(worked[-TIMES:])
            print(
                f"{worklist.slug}, {username}: {middle:.0f} ms, processor {own:.0f}",
                file=sys.stderr,
            )
    beside = f" beside {logs:,} imported" if logs else ""
    whole = f"{kept:,} logs kept{beside}, {store}"
    figures = [
        {
            "what": f"A worklist, p95 of {len(every)} requests ({whole})",
            "value": round(statistics.quantiles(every, n=20)[-1]),
            "unit": "ms",
            "aim": AIM,
        },
        {
            "what": f"A worklist, p95 of its processor time ({whole})",
            "value": round(statistics.quantiles(worked, n=20)[-1]),
            "unit": "ms",
            "aim": AIM,
        },
        {
            "what": f"The slowest worklist, “{slowest[0]}”, median of {TIMES} ({whole})",
            "value": round(slowest[1]),
            "unit": "ms",
            "aim": AIM,
        },
    ]
    for name, username, path in (
        ("My day, a supervisor's", "supervisor1", "/my-day/"),
        ("My day, the registrar's", "registrar", "/my-day/"),
        ("My day, an officer's", "officer1", "/my-day/"),
        ("What is nobody's", "registrar", "/my-day/nobodys/"),
    ):
        found = times(username, path)
        own = statistics.median(worked[-TIMES:])
        print(f"{name}: {statistics.median(found):.0f} ms, processor {own:.0f}", file=sys.stderr)
        figures.append(
            {
                "what": f"{name}, median of its processor time ({whole})",
                "value": round(own),
                "unit": "ms",
                "aim": AIM,
            }
        )
        figures.append(
            {
                "what": f"{name}, median of {TIMES} ({whole})",
                "value": round(statistics.median(found)),
                "unit": "ms",
                "aim": AIM,
            }
        )
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
