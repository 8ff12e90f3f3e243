"""Scoring the archive: the rules alone on one core, and a force-month in the store (`onrecord sweep --all`).

    .venv/bin/python benchmarks/screening.py [--days 30] [--calls-per-day 5700] [--keep FOLDER]

The logs are those of the demonstration force. Uses SQLite in a temporary folder, or the server named by DATABASE_URL (an
empty database of its own). How well the ranking finds what the made-up force is known to have missed is printed as well;
it says that the rules work, not how they would do on real logs.
"""

import argparse
import csv
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

CORE = "8,000 at least"
ARCHIVE = "2,333 at least"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--calls-per-day", type=int, default=5_700)
    parser.add_argument("--keep", type=Path, help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="screening-") as folder:
        home = asked.keep or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        os.environ["ONRECORD_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.days, asked.calls_per_day, home)


def measure(days: int, calls_per_day: int, home: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from onrecord.contact.models import Log
    from onrecord.exchange.actions import import_file
    from onrecord.screening.actions import screen_all
    from onrecord.screening.queries import suspects, suspects_csv
    from onrecord.screening.rules.engine import load_rules, score
    from onrecord.screening.scoring.facts import FactReader
    from onrecord.simulation.generate import make_force

    figures = []

    def figure(what: str, value: float, unit: str, aim: str = "") -> None:
        print(f"{what}: {value:,} {unit}", file=sys.stderr)
        figures.append({"what": what, "value": value, "unit": unit, "aim": aim})

    store = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("migrate", database="reads", verbosity=0, skip_checks=True)
    if not Log.objects.exists():
        make_force(days=days, calls_per_day=calls_per_day, seed=1, out=home / "force")
        for kind in ("logs", "entries", "crimes"):
            import_file(path=home / "force" / f"{kind}.csv", kind=kind, by="benchmark")
            print(f"{kind} taken in", file=sys.stderr)

    seen = FactReader().after(0, 60_000)
    book = load_rules()
    for one in seen[:2_000]:
        score(one.facts, book)  # the phrases compile at first use
    start = time.process_time()
    for one in seen:
        score(one.facts, book)
    rate = round(len(seen) / (time.process_time() - start))
    letters = round(sum(len(one.facts.text) for one in seen) / len(seen))
    figure(f"logs a second on one core, with reasons ({letters} letters a log)", rate, "", CORE)

    logs = Log.objects.count()
    start, before = time.perf_counter(), processor_time()
    found = screen_all(processes=2)
    took, spent = time.perf_counter() - start, processor_time() - before
    figure(
        f"`sweep --all`, {logs:,} logs, {store}, reading and writing included", round(took, 1), "s"
    )
    figure("the same, by the clock", round(logs / took), "logs/s", ARCHIVE)
    figure(
        "the same, by the processor time that it took, on two cores with nothing else to do"
        + (" (the server's own is not counted)" if store == "PostgreSQL" else ""),
        round(2 * logs / spent),
        "logs/s",
        ARCHIVE,
    )
    figure(
        "that is, for a force-year of 2.1 million logs, by the clock",
        round(2_100_000 / logs * took / 60, 1),
        "min",
        "under 15",
    )
    own, others = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    figure("memory at most, all processes", round((own + 2 * others) / 1e6, 2), "GB", "under 2")
    figure("of which suspects", found, "")
    start = time.perf_counter()
    screen_all()
    figure(
        "the same again, with nothing changed",
        round(logs / (time.perf_counter() - start)),
        "logs/s",
    )
    start = time.perf_counter()
    list(suspects()[:25])
    figure("first page of the ranking", round(1000 * (time.perf_counter() - start), 1), "ms")
    start = time.perf_counter()
    suspects_csv(home / "suspects.csv")
    figure("writing suspects.csv", round(time.perf_counter() - start, 1), "s")
    truth = home / "force" / "truth" / "truth.csv"
    if truth.exists():
        for share, recall in found_early(truth, home / "suspects.csv", logs):
            figure(
                f"made-up force: missed logs found in the first {share:.0%} of all logs",
                recall,
                "%",
            )
    print(json.dumps({"figures": figures}, ensure_ascii=False))


def processor_time() -> float:
    """Seconds of processor time of this program and those that it started and that have ended."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, both))


def found_early(truth: Path, ranking: Path, logs: int) -> list[tuple[float, float]]:
    """Share of the logs whose crimes were all missed that stand in the first 2, 5 and 10 % of all logs."""
    missed: dict[str, bool] = {}
    with truth.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            missed[row["log_ref"]] = missed.get(row["log_ref"], True) and row["recorded"] == "n"
    wanted = {ref for ref, gone in missed.items() if gone}
    with ranking.open(encoding="utf-8-sig", newline="") as file:
        ranked = [row["log_ref"] for row in csv.DictReader(file)]
    return [
        (share, round(100 * len(wanted & set(ranked[: int(share * logs)])) / len(wanted), 1))
        for share in (0.02, 0.05, 0.10)
    ]


if __name__ == "__main__":
    main()
