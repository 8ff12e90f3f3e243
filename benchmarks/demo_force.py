"""Making a demonstration force of a month: 5,700 logs a day, 171,000 in all. Aim: under 25 s on one core and 500 MB.

    .venv/bin/python benchmarks/demo_force.py [--days 30] [--calls-per-day 5700] [--seed 1]

Prints the proportions beside the published ones; the last line is JSON.
"""

import argparse
import csv
import json
import resource
import tempfile
import time
from pathlib import Path

from onrecord.simulation.generate import Force, make_force
from onrecord.simulation.tables import rates


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--calls-per-day", type=int, default=5700)
    options.add_argument("--seed", default="1")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        started, used = time.perf_counter(), time.process_time()
        force = make_force(
            days=chosen.days,
            calls_per_day=chosen.calls_per_day,
            seed=chosen.seed,
            out=Path(folder),
        )
        used, elapsed = time.process_time() - used, time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(path.stat().st_size for path in Path(folder).glob("*.csv")) / 1e6
        distinct = distinct_texts(Path(folder) / "logs.csv")
    show_proportions(force, distinct)
    what = f"make a demonstration force of {force.logs:,} logs, {force.entries:,} entries, {force.crimes:,} crimes"
    figures = [
        {"what": what, "value": round(elapsed, 1), "unit": "s", "aim": "25 s"},
        {"what": f"{what}: processor time", "value": round(used, 1), "unit": "s", "aim": ""},
        {"what": f"{what}: memory", "value": round(memory), "unit": "MB", "aim": "500 MB"},
        {"what": f"{what}: size of the exports", "value": round(size), "unit": "MB", "aim": ""},
    ]
    print(json.dumps({"figures": figures}))


def distinct_texts(path: Path) -> float:
    """The share of logs whose text no other log has had before."""
    with path.open(encoding="utf-8", newline="") as file:
        hashes = [hash(row["text"]) for row in csv.DictReader(file)]
    return len(set(hashes)) / len(hashes)


def show_proportions(force: Force, distinct: float) -> None:
    """True proportions of this force beside those it is made to have on average."""
    published, assumed = rates()["published"], rates()["assumed"]
    lines = [
        ("violence recorded", force.rates["violence"], published["violence"]),
        ("domestic violence recorded", force.rates["domestic violence"], published["violence_domestic"]),
        ("sexual offences recorded", force.rates["sexual"], published["sexual"]),
        ("other crime recorded", force.rates["other"], published["other"]),
        ("recorded at the call", force.shares["recorded at the call"], published["at_the_call"]),
        ("recorded within 24 hours", force.shares["recorded within 24 hours"], 1 - published["late"]),
        ("logs that disclose a crime", force.shares["logs that disclose a crime"], assumed["disclosing"]),
        ("crime logs with several", force.shares["crime logs with several"], assumed["several"]),
    ]  # fmt: skip
    for name, found, aim in lines:
        print(f"{name:30} {found:7.1%}   made for {aim:.1%}")
    print(f"{'all crime recorded':30} {force.rates['all']:7.1%}")
    print(f"{'distinct texts':30} {distinct:7.1%}")
    print(f"faulty rows put in: {force.faults}")


if __name__ == "__main__":
    main()
