"""What the maps and the rules make of public files that nobody here wrote (docs/how-to/real-data.md).

    ONRECORD_PUBLIC_LOGS=FOLDER .venv/bin/python benchmarks/public_logs.py

Without the variable the folder is ../shared/data beside the repository. American logs: they show that the process works and
how rules rank, and promise nothing about British logs. Calls without a report are calls to query, not unrecorded crime.
"""

import csv
import gzip
import io
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAPS = ROOT / "docs" / "how-to" / "maps"
FOLDER = Path(os.environ.get("ONRECORD_PUBLIC_LOGS") or ROOT.parent / "shared" / "data")
CALLS = FOLDER / "ucsd_calls_for_service_2020_full.csv.gz"
CATEGORIES = FOLDER / "ucsd-crime-categories.csv"
LOGS = FOLDER / "uchicago_ucpd_2010-07_2021-12.csv.gz"
REVIEWED = FOLDER / "reviewed-logs.csv"
STREETS = sorted(FOLDER.glob("*-street.csv.gz"))


def main() -> None:
    missing = [path.name for path in (CALLS, CATEGORIES, LOGS, REVIEWED) if not path.exists()]
    if missing or not STREETS:
        sys.exit(
            f"{FOLDER} lacks {', '.join(missing) or '*-street.csv.gz'}. Set ONRECORD_PUBLIC_LOGS to the folder that holds them."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
    with tempfile.TemporaryDirectory(prefix="public-logs-") as folder:
        os.environ["ONRECORD_HOME"] = folder
        os.environ.pop("DATABASE_URL", None)
        measure(Path(folder))


def measure(folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from onrecord.contact.models import Log
    from onrecord.exchange.actions import import_file
    from onrecord.exchange.maps import load_map
    from onrecord.screening.actions import screen_all
    from onrecord.screening.queries import suspects

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("migrate", database="reads", verbosity=0, skip_checks=True)
    figures = []

    def figure(what: str, value: float | str, unit: str = "", aim: str = "") -> None:
        print(f"{what}: {value} {unit}", file=sys.stderr)
        figures.append({"what": what, "value": value, "unit": unit, "aim": aim})

    def take_in(path: Path, kind: str, name: str) -> dict[str, int]:
        start = time.perf_counter()
        taken = import_file(
            path=path, kind=kind, mapping=load_map(MAPS / f"{name}.toml"), by="benchmark"
        )
        print(f"{path.name}: {time.perf_counter() - start:.1f} s {taken.message}", file=sys.stderr)
        return taken.counts

    for path in STREETS:
        rows = read(path)
        without = sum(not row["Crime ID"] for row in rows)
        counts = take_in(path, "crimes", "street-crimes")
        month = path.name.removesuffix(".csv.gz")
        figure(
            f"{month}: rows / taken in / left out as anti-social behaviour / without a Crime ID / repeated and different / repeated word for word",
            f"{len(rows):,} / {counts['new']:,} / {counts['left_out']:,} / {without:,} / {counts['refused']:,} / {counts['unchanged']:,}",
        )

    counts = take_in(CALLS, "logs", "campus-calls-2020")
    screen_all()
    ranked = [(s.log.ref.partition("#")[0], tidy(s.log.text)) for s in suspects()]
    wanted = [(row["CASE_NUMBER"], row["SUMMARY"]) for row in without_a_report()]
    places = sorted(ranked.index(key) + 1 for key in wanted if key in ranked)
    tenth = counts["read"] // 10
    figure("campus calls: rows / taken in / listed as suspects", f"{counts['read']:,} / {counts['new']:,} / {len(ranked):,}")  # fmt: skip
    figure(
        f"crime-coded calls without any report, in the first tenth ({tenth}) of the ranking",
        f"{sum(place <= tenth for place in places)} of {len(wanted)}",
        aim="25 of 27",
    )
    figure("place of the middle and of the last of them", f"{places[len(places) // 2]} and {places[-1]}")  # fmt: skip

    Log.objects.all().delete()
    counts = take_in(LOGS, "logs", "campus-logs-2010-2021")
    found = screen_all()
    figure("campus logs: rows / taken in / refused / listed as suspects", f"{counts['read']:,} / {counts['new']:,} / {counts['refused']:,} / {found:,}")  # fmt: skip
    for name, verdicts in (("crime", {"crime"}), ("crime or query", {"crime", "query"})):
        figure(
            f"300 reviewed logs by their text alone, {name}: area under the curve (words in the rules were tried on these)",
            round(reviewed(verdicts), 3),
        )
    print(json.dumps({"figures": figures}, ensure_ascii=False))


def read(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def tidy(value: str) -> str:
    return re.sub(r"\s+", " ", value.replace("\u2010", "-")).strip()


def without_a_report() -> list[dict[str, str]]:
    """The recipe that came with the file: crime-coded, a usable summary, no local number and no report of any kind."""
    base = {row["call_category"] for row in read(CATEGORIES) if row["base_list"] == "Y"}
    found, met = [], set()
    for raw in read(CALLS):
        row = {name: tidy(value) for name, value in raw.items()}
        key = row["SUMMARY"], row["DATE_REPORTED"]
        if len(row["SUMMARY"]) < 12 or key in met:
            continue
        if re.match(r"(?i)(RSO|Officer) initiated", row["SUMMARY"]):
            continue
        met.add(key)
        local = re.match(r"\d{4}-\d+$", row["CASE_NUMBER"])
        if row["CALL_CATEGORY"] in base and not local and "report" not in row["DISPOSITION"].lower():  # fmt: skip
            found.append(row)
    return found


def reviewed(verdicts: set[str]) -> float:
    """How often a log with one of the verdicts outranks one without, by its text."""
    from onrecord.screening.rules.engine import LogFacts, score, total

    points = [
        (total(score(LogFacts(text=row["text"]))), row["verdict"] in verdicts)
        for row in read(REVIEWED)
    ]
    yes = [score for score, wanted in points if wanted]
    no = [score for score, wanted in points if not wanted]
    return sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))


if __name__ == "__main__":
    main()
