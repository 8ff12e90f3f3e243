"""How long the pages take on a force-year: 2.1 million logs, 420,000 crimes, 100,000 suspects, 2.5 million ledger entries.

    .venv/bin/python benchmarks/pages.py [--logs 2100000] [--keep FOLDER]

Times one request after the other inside the program (no network, no browser), sign-in, templates and the record of the
look included. Uses SQLite in a temporary folder, or the server named by DATABASE_URL (an empty database of its own).
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any

BATCH = 20_000
AIM = "under 300 ms"
START = datetime(2026, 1, 1, tzinfo=UTC)
OPENING = [
    "Crime: theft",
    "Crime: violence",
    "Domestic incident",
    "ASB: nuisance",
    "Concern",
    "Traffic",
    "Admin",
]
# A few codes hold most logs, many hold few.
CLOSING = [
    *(["Resolved", "ASB: nuisance", "Crime recorded", "No crime"] * 20),
    *(f"Code {n:02}" for n in range(60)),
]
DEPARTMENTS = [
    "Force Contact",
    "Force Response",
    "Force Response",
    "CID",
    "Public Protection",
    "Neighbourhoods",
]
WORDS = "caller states male female known door window street hit took phone refused details".split()  # noqa: SIM905 -- readable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=2_100_000)
    parser.add_argument("--keep", help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pages-year-") as folder:
        os.environ["ONRECORD_HOME"] = asked.keep or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.logs)


def measure(number: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from onrecord.contact.models import Log
    from onrecord.people.models import User
    from onrecord.web.installation import make_installation

    make_installation()
    if not Log.objects.exists():
        start = time.perf_counter()
        fill(number)
        print(f"made {number:,} logs in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="registrar"))
    store = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    everything: list[float] = []
    worked: list[float] = []
    figures = []
    for name, paths in questions(number).items():
        client.get(paths[0])  # the first of each kind also loads its templates
        times = []
        for path in paths:
            begun, own = time.perf_counter(), time.process_time()
            answer = client.get(path)
            worked.append((time.process_time() - own) * 1000)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        everything += times
        p95 = statistics.quantiles(times, n=20)[-1]
        slow = max(zip(times, paths, strict=True))
        print(
            f"{name}: p95 {p95:.0f} ms, median {statistics.median(times):.0f} ms, slowest {slow}",
            file=sys.stderr,
        )
        figures.append(
            {
                "what": f"{name}, p95 of {len(times)} requests ({number:,} logs, {store})",
                "value": round(p95),
                "unit": "ms",
                "aim": AIM,
            }
        )
    whole = statistics.quantiles(everything, n=20)[-1]
    figures.insert(
        0,
        {
            "what": f"Any page, p95 of {len(everything)} requests ({number:,} logs, {store})",
            "value": round(whole),
            "unit": "ms",
            "aim": AIM,
        },
    )
    # What a busy machine doesn't change; on PostgreSQL the server's own work is not in it.
    figures.insert(
        1,
        {
            "what": f"Any page, p95 of its processor time ({number:,} logs, {store})",
            "value": round(statistics.quantiles(worked, n=20)[-1]),
            "unit": "ms",
            "aim": "",
        },
    )
    print(json.dumps({"figures": figures}))


def questions(number: int) -> dict[str, list[str]]:
    """Addresses by kind of page, drawn at random but the same each time."""
    dice = random.Random(1)  # noqa: S311 -- not for secrets
    from onrecord.contact.models import Log

    ids = list(Log.objects.order_by("id").values_list("id", flat=True)[:1])
    first = ids[0]

    def day() -> str:
        return f"{START + timedelta(days=dice.randrange(360)):%Y-%m-%d}"

    def after() -> str:
        n = dice.randrange(number)
        return f"{first + n}~{(START + timedelta(seconds=15 * n)).isoformat()}".replace("+", "%2B")

    def one(values: list[str]) -> str:
        return dice.choice(values).replace(" ", "+")

    filters = [
        lambda: f"closing={one(CLOSING)}",
        lambda: f"opening={one(OPENING)}&closing={one(CLOSING)}",
        lambda: f"department={one(DEPARTMENTS)}&closing={one(CLOSING)}",
        lambda: f"since={day()}",
        lambda: f"until={day()}&state=none",
        lambda: "suspect=yes",
        lambda: f"suspect=yes&department={one(DEPARTMENTS)}",
        lambda: "suspect=no",
        lambda: "late=on",
        lambda: f"late=on&department={one(DEPARTMENTS)}&until={day()}",
        lambda: "state=claimed",
        lambda: f"closing={one(CLOSING)}&late=on",
        lambda: f"department={one(DEPARTMENTS)}&state=linked&since={day()}",
    ]
    return {
        "Home": ["/"] * 20,
        "List of logs": ["/logs/"] * 20,
        "List of logs, any page": [f"/logs/?after={after()}" for _ in range(40)],
        "Log found by reference": [
            f"/logs/?reference=20260101-{dice.randrange(number):07}" for _ in range(40)
        ],
        "Logs by the beginning of the reference": [
            f"/logs/?reference=20260101-{dice.randrange(number) // 1000:04}" for _ in range(20)
        ],
        "List of logs, filtered": [f"/logs/?{make()}" for _ in range(8) for make in filters],
        "One log": [f"/logs/{first + dice.randrange(number)}/" for _ in range(60)],
        "List of crimes": ["/crimes/", "/crimes/?unlinked=on", "/crimes/?group=violence"] * 8,
        "List of suspects": [
            "/suspects/",
            *(f"/suspects/?department={one(DEPARTMENTS)}" for _ in range(20)),
        ],
        "Suspects with a crime, perhaps another": [
            "/suspects/?second=on",
            "/suspects/?second=on&score=60",
        ],
        "Suspects by closing code": [f"/suspects/?closing={one(CLOSING)}" for _ in range(20)],
        "Reading screen": [f"/audits/1/logs/{n}/" for n in range(1, 41)],
        "Sample of an audit": ["/audits/1/", "/audits/1/?show=unread"] * 10,
        "Estimate": ["/audits/1/estimate/"] * 20,
        "Ledger": ["/ledger/"] * 20,
    }


def fill(number: int) -> None:
    """Logs with text and a line each, one in five with a crime, one in twenty a suspect; their ledger entries; an audit."""
    from django.db import transaction

    from onrecord.audit.actions import freeze_audit, record_reading
    from onrecord.contact.models import LogEntry
    from onrecord.ledger.actions import append_many, make_checkpoint
    from onrecord.people.models import User
    from onrecord.recording.models import Crime, CrimeLog
    from onrecord.screening.models import LogScore, Suspect
    from onrecord.screening.scoring.scorers import present

    User.objects.create(username="registrar", role="registrar", password="!")  # noqa: S106 -- nobody signs in with it
    scorer, _ = present()
    scorer.finished_at = scorer.begun_at
    scorer.save()
    dice = random.Random(2)  # noqa: S311 -- not for secrets
    for begin in range(0, number, BATCH):
        with transaction.atomic():
            logs = [a_log(n, dice) for n in range(begin, min(number, begin + BATCH))]
            append_many(
                (
                    (
                        "log.imported",
                        f"log:storm:{log.ref_key}",
                        json.dumps({"ref": log.ref, "text": log.text}),
                    )
                    for log in logs
                ),
                by="benchmark",
            )
            made = type(logs[0]).objects.bulk_create(logs, batch_size=1000)
            LogEntry.objects.bulk_create(
                [
                    LogEntry(
                        system="storm",
                        log_ref=log.ref,
                        log_ref_key=log.ref_key,
                        line_key=log.ref,
                        entered_at=log.received_at,
                        author="CH 1",
                        text=log.text[:120],
                        entry_seq=0,
                    )
                    for log in made
                    if log.pk % 10 == 0
                ],
                batch_size=1000,
            )
            linked = [log for log in made if log.crime_count]
            crimes = Crime.objects.bulk_create(
                [
                    Crime(
                        system="niche",
                        ref=f"CR{log.ref}",
                        ref_key=f"CR{log.ref}",
                        log_refs=[log.ref],
                        recorded_at=log.first_recorded_at,
                        offence="Theft",
                        entry_seq=0,
                        group=dice.choices(["violence", "sexual", "other"], [35, 3, 62])[0],
                    )
                    for log in linked
                ],
                batch_size=1000,
            )
            CrimeLog.objects.bulk_create(
                [
                    CrimeLog(crime=crime, log=log, how="both")
                    for crime, log in zip(crimes, linked, strict=True)
                    if dice.random() < 0.97
                ],
                batch_size=1000,
            )
            LogScore.objects.bulk_create(
                [
                    LogScore(log=log, score=dice.randrange(500, 3_500), scorer=scorer, of=log.pk)
                    for log in made
                ],
                batch_size=1000,
            )
            Suspect.objects.bulk_create(
                [
                    Suspect(
                        log=log,
                        score=dice.randrange(2_100, 3_500),
                        second=dice.random() < 0.05,
                        scorer=scorer,
                        reasons=[
                            {
                                "rule": "x",
                                "points": 5,
                                "words": "Closed without a reason.",
                                "quote": "",
                            }
                        ],
                        rule="x",
                        received_at=log.received_at,
                        ref=log.ref,
                        department=log.department,
                        rules_version="1",
                    )
                    for log in made
                    if not log.crime_count and dice.random() < 0.06
                ],
                batch_size=1000,
            )
    make_checkpoint(reason="import")
    audit = freeze_audit(name="Year", seed="7", sample_size=400, by="benchmark")
    for item in audit.items.all()[:300]:
        record_reading(item=item, by="benchmark", should_other=1, recorded_other=dice.randrange(2))


def a_log(n: int, dice: random.Random) -> Any:
    from onrecord.contact.models import LinkState, Log

    ref = f"20260101-{n:07}"
    received = START + timedelta(seconds=15 * n)
    linked = dice.random() < 0.2
    delay = timedelta(hours=dice.choice([1, 2, 5, 20, 30, 60]))
    claimed = not linked and dice.random() < 0.002
    return Log(
        system="storm", ref=ref, ref_key=ref, received_at=received, source="999", opening_code=dice.choice(OPENING),
        closing_code=dice.choice(CLOSING), department=dice.choice(DEPARTMENTS), text=" ".join(dice.choices(WORDS, k=45)),
        closed_at=received + timedelta(hours=3), officer="PC 1", entry_seq=n + 1, crime_count=int(linked),
        first_recorded_at=received + delay if linked else None,
        link_state=LinkState.LINKED if linked else LinkState.CLAIMED if claimed else LinkState.NONE,
    )  # fmt: skip


if __name__ == "__main__":
    main()
