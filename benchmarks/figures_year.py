"""How long the figures of a force-year take: to count, and to show.

    .venv/bin/python benchmarks/figures_year.py [--logs 2100000] [--keep FOLDER]

Uses the installation of `pages.py` and `pages_kept.py` in FOLDER and writes to it: keep a copy. If the entries of its logs give
no role, two in five are made a supervisor's. Counting is what `onrecord figures` does over night; showing is the page for twelve months.
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

AIM = "under 5 s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=2_100_000)
    parser.add_argument("--keep", help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="figures-year-") as folder:
        os.environ["ONRECORD_HOME"] = asked.keep or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.logs)


def measure(logs: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from pages import fill

    from onrecord.contact.models import Log, LogEntry
    from onrecord.measures.models import Counted
    from onrecord.measures.registry import measures
    from onrecord.measures.rollup import count_month, months_held
    from onrecord.people.models import User
    from onrecord.web.installation import make_installation

    make_installation()
    if not Log.objects.exists():
        fill(logs)
    if not LogEntry.objects.filter(role__istartswith="supervisor").exists():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contact_logentry SET role = CASE WHEN id % 5 IN (0, 3) THEN 'supervisor' ELSE 'officer' END WHERE role = ''"
            )
    Counted.objects.all().delete()
    held = months_held()[-12:]
    store = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    size = f"{Log.objects.count():,} logs, {store}"
    figures = []

    def say(what: str, value: float, unit: str, aim: str = "") -> None:
        print(f"{what}: {value} {unit}", file=sys.stderr)
        figures.append({"what": f"{what} ({size})", "value": value, "unit": unit, "aim": aim})

    for one in measures():
        # The two of which most is counted for every month; of the others, enough for the pages.
        whole = one.id in ("log-footprint", "within-24")
        times = []
        for month in held if whole else held[-2:]:
            begun = time.perf_counter()
            count_month(one.id, month)
            times.append(time.perf_counter() - begun)
        if whole:
            say(f"Counting {len(held)} months anew: {one.name}", round(sum(times), 1), "s")
        say(f"Counting one month anew, the longest: {one.name}", round(max(times), 1), "s")
    client = Client(headers={"host": "localhost"})
    user, _ = User.objects.get_or_create(username="figures", defaults={"role": "registrar", "password": "!"})  # fmt: skip
    client.force_login(user)
    for name, paths, aim in (
        ("Footprint of a year on incident logs", ["/figures/log-footprint/"] * 10, AIM),
        ("Any page of a figure, a year, p95", [f"/figures/{one.id}/" for one in measures()] * 5, "under 300 ms"),
        ("List of figures, p95", ["/figures/"] * 10, "under 300 ms"),
        ("Logs without a supervisor's entry, a page, p95", [f"/figures/log-footprint/without/{month:%Y-%m}/" for month in held], "under 300 ms"),
        ("Late crimes, a page, p95", [f"/figures/within-24/without/{month:%Y-%m}/" for month in held], "under 300 ms"),
    ):  # fmt: skip
        client.get(paths[0])
        times = []
        for path in paths:
            begun = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        say(name, round(statistics.quantiles(times, n=20)[-1]), "ms", aim)
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
