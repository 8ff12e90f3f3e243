"""How long the figures of a force-year take: to count, and to show.

    .venv/bin/python benchmarks/figures_year.py [--logs 2100000] [--keep FOLDER]

Uses the installation of `pages.py` and `pages_kept.py` in FOLDER and writes to it: keep a copy. If the entries of its logs give
no role, two in five are made a supervisor's. Counting is what the end of an import and `onrecord figures` do; showing is the page for twelve
months, and those of the registry of measures and of hidden crimes. The logs kept here were all made in one month, which is the longest.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
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
    from django.db import connection, transaction
    from django.test import Client
    from pages import fill

    from onrecord.boards.models import HiddenCount
    from onrecord.contact.models import Log, LogEntry
    from onrecord.ledger.actions import append
    from onrecord.measures.by_month.rollup import count_month, months_held, refresh
    from onrecord.measures.catalogue import definitions
    from onrecord.measures.counting.rows import together
    from onrecord.measures.models import Counted
    from onrecord.measures.months import bounds
    from onrecord.measures.registry import measures
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

    # As `onrecord figures` and the end of an import do it: month by month, so that measures share what they read.
    worked: dict[str, float] = defaultdict(float)
    waited: dict[str, list[float]] = defaultdict(list)
    for month in held:
        with together():
            for one in measures():
                begun, own = time.perf_counter(), time.process_time()
                count_month(one.id, month)
                worked[one.id] += time.process_time() - own
                waited[one.id].append(time.perf_counter() - begun)
    for one in measures():
        # Processor time, too: what other work on the machine doesn't change. On PostgreSQL the server's own is not in it.
        aim = AIM if one.id == "log-footprint" else ""
        say(
            f"Counting {len(held)} months for the first time, processor time: {one.name}",
            round(worked[one.id], 1),
            "s",
            aim,
        )
        say(
            f"Counting {len(held)} months for the first time: {one.name}",
            round(sum(waited[one.id]), 1),
            "s",
        )
        say(f"Counting one month, the longest: {one.name}", round(max(waited[one.id]), 1), "s")
    over = bounds(held[-2:][0])[1]
    first = Log.objects.filter(opened_at=None, received_at__lt=over).latest("received_at")
    with transaction.atomic():
        append(
            kind="log.imported",
            subject=f"log:{first.system}:{first.ref_key}",
            body={},
            by="benchmark",
        )
    begun = time.perf_counter()
    again = refresh()
    say(
        f"Bringing all months up to date after one more log ({again} of {len(held) * len(measures())} counted)",
        round(time.perf_counter() - begun, 1),
        "s",
    )
    client = Client(headers={"host": "localhost"})
    user, _ = User.objects.get_or_create(username="figures", defaults={"role": "registrar", "password": "!"})  # fmt: skip
    client.force_login(user)
    for name, paths, aim in (
        ("Footprint of a year on incident logs", ["/figures/log-footprint/"] * 10, AIM),
        ("Any page of a figure, a year, p95", [f"/figures/{one.id}/" for one in measures()] * 5, "under 300 ms"),
        ("List of figures, p95", ["/figures/"] * 10, "under 300 ms"),
        ("Logs without a supervisor's entry, a page, p95", [f"/figures/log-footprint/without/{month:%Y-%m}/" for month in held * 2], "under 300 ms"),
        ("Registry of measures, with the change of each, p95", ["/measures/"] * 5, "under 300 ms"),
        ("Any page of a measure, p95", [f"/measures/{one.id}/" for one in definitions()] * 3, "under 300 ms"),
        ("Hidden crimes: the report of half a year beside the half before, p95", ["/improvement/hidden-crimes/"] * 5, "under 300 ms"),
        ("Late crimes, a page, p95", [f"/figures/within-24/without/{month:%Y-%m}/" for month in held * 2], "under 300 ms"),
    ):  # fmt: skip
        client.get(paths[0])
        times = []
        for path in paths:
            begun = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        say(name, round(statistics.quantiles(times, n=20)[-1]), "ms", aim)
    HiddenCount.objects.all().delete()
    begun = time.perf_counter()
    assert client.get("/improvement/hidden-crimes/").status_code == 200
    say("Hidden crimes: counting both half-years for the first time", round(time.perf_counter() - begun, 1), "s", AIM)  # fmt: skip
    print(json.dumps({"figures": figures}))


if __name__ == "__main__":
    main()
