"""How long the pages of logs, decisions and crimes kept here take on a force-year, beside 2.1 million logs from elsewhere.

    .venv/bin/python benchmarks/pages_kept.py [--logs 2100000] [--kept 100000] [--keep FOLDER]

Four logs are opened, decided, recorded and changed through the ordinary actions, and then their rows are repeated under
other references until there is a year of them. Times as in `pages.py`, whose installation (`--keep`) it uses.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

AIM = "under 300 ms"
BATCH = 2_000
# One log in so many is still open, one decision in so many waits for its reviewer.
OPEN, WAITING = 40, 50
# By so many officers; "officer1" is the one who looks.
PEOPLE = 100
DENIED = {"what": "theft", "theft-from": "elsewhere", "reporter": "denied"}
LATE = {"what": "assault"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", type=int, default=2_100_000)
    parser.add_argument("--kept", type=int, default=100_000)
    parser.add_argument("--keep", help="use this installation folder and keep it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pages-kept-") as folder:
        os.environ["ONRECORD_HOME"] = asked.keep or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.web.settings")
        measure(asked.logs, asked.kept)


def measure(logs: int, kept: int) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from pages import fill

    from onrecord.contact.models import Log
    from onrecord.people.models import User
    from onrecord.web.installation import make_installation

    make_installation()
    if not Log.objects.exists():
        fill(logs)
    if not Log.objects.filter(opened_at__isnull=False).exists():
        begun = time.perf_counter()
        keep(kept)
        print(f"kept {kept:,} logs in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    store = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    client = Client(headers={"host": "localhost"})
    everything: list[float] = []
    figures = []
    for name, (username, paths) in questions().items():
        client.force_login(User.objects.get(username=username))
        client.get(paths[0])  # the first of each kind also loads its templates
        times = []
        for path in paths:
            begun = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        everything += times
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{name}: p95 {p95:.0f} ms, median {statistics.median(times):.0f}", file=sys.stderr)
        what = f"{name}, p95 of {len(times)} requests ({store})"
        figures.append({"what": what, "value": round(p95), "unit": "ms", "aim": AIM})
    whole = round(statistics.quantiles(everything, n=20)[-1])
    what = f"Any page of what is kept here, p95 of {len(everything)} requests ({kept:,} logs kept beside {logs:,}, {store})"
    figures.insert(0, {"what": what, "value": whole, "unit": "ms", "aim": AIM})
    print(json.dumps({"figures": figures}))


def questions() -> dict[str, tuple[str, list[str]]]:
    """Who asks for which addresses, by kind of page."""
    from onrecord.contact.models import Log
    from onrecord.deciding.models import RecordingDecision
    from onrecord.recording.models import Crime, ReportedIncident

    def some(model: Any, path: str, **such: Any) -> list[str]:
        keys = list(model.objects.filter(**such).order_by("pk").values_list("pk", flat=True))
        return [path.format(keys[at * len(keys) // 40]) for at in range(40)]

    kept = some(Log, "/logs/{}/", opened_at__isnull=False)
    return {
        "A log kept here": ("supervisor1", kept),
        "Opening a log": ("caller1", ["/logs/open/"] * 20),
        "Own decisions": ("officer1", ["/decisions/"] * 20),
        "One decision": ("officer1", some(RecordingDecision, "/decisions/{}/", state="open")),
        "A concluded decision": (
            "officer1",
            some(RecordingDecision, "/decisions/{}/", state="concluded"),
        ),
        "Closing without a crime": (
            "officer1",
            [f"{each}no-crime/" for each in some(Log, "/logs/{}/", opened_at__isnull=False, closed_at=None)],
        ),
        "Reviews, a supervisor's": ("supervisor1", ["/reviews/"] * 20),
        "Reviews, the registrar's": ("registrar", ["/reviews/"] * 20),
        "A desk": ("officer1", ["/desks/domestic-abuse/", "/desks/initial-investigation/"] * 10),
        "List of crimes": (
            "registrar",
            ["/crimes/", "/crimes/?state=recorded", "/crimes/?state=cancelled", "/crimes/?unlinked=on"] * 8,
        ),
        "One crime": ("registrar", some(Crime, "/crimes/{}/", state="recorded")),
        "A step of a crime": ("registrar", some(Crime, "/crimes/{}/reclassify/", state="recorded")),
        "List of incidents": (
            "registrar",
            ["/incidents/", "/incidents/?kind=N100", "/incidents/?kind=crime-related"] * 8,
        ),
        "One incident": ("registrar", some(ReportedIncident, "/incidents/{}/")),
        "The page for the street": ("officer1", ["/field/"] * 20),
        "Home, an officer's": ("officer1", ["/"] * 20),
        "Home, a supervisor's": ("supervisor1", ["/"] * 20),
    }  # fmt: skip


def keep(number: int) -> None:
    """Four logs through the actions, then their rows again and again."""
    from onrecord.people.models import User

    for name, role in (
        ("caller1", "call_taker"),
        ("officer1", "officer"),
        ("supervisor1", "supervisor"),
    ):
        User.objects.create(username=name, role=role, department="CID", password="!")  # noqa: S106 -- nobody signs in with it
    patterns = [Pattern(log) for log in four_logs()]
    for begin in range(0, number, BATCH):
        for at, pattern in enumerate(patterns):
            pattern.repeat(range(begin + at, min(number, begin + BATCH), len(patterns)))


def four_logs() -> list[Any]:
    """A shop theft; an assault recorded late, for the registrar's review; a denial, for the supervisor's; one still open."""
    from django.utils import timezone

    from onrecord.contact.actions import add_entry, name_person, open_log
    from onrecord.deciding import actions
    from onrecord.people.models import User
    from onrecord.recording.actions import record_incident
    from tests.deciding_world import answer_all

    officer = User.objects.get(username="officer1")
    why = {"evidence": "video", "from_whom": "officer", "told": "by-phone"}
    made = []
    for text, code, wanted in (
        ("He took a bottle and ran.", "Crime: theft", {"what": "theft", "theft-from": "shop"}),
        ("My husband hit me.", "Domestic incident", LATE),
        ("He said that somebody had hit him; he hadn't.", "Domestic incident", DENIED),
        ("They are shouting in the street.", "ASB: nuisance", None),
    ):
        log = open_log(
            by=officer,
            source="999 call",
            text=text,
            opening_code=code,
            received_at=timezone.now() - timedelta(hours=30 if wanted is LATE else 1),
        )
        name_person(log=log, by=officer, roles=["victim"], name="Ann Other")
        for line in range(6):
            add_entry(log=log, by=officer, text=f"Update {line}: {text}")
        row = actions.start_decision(by=officer, log=log)
        if wanted:
            answer_all(row, officer, wanted)
            row.refresh_from_db()
            actions.conclude(decision=row, by=officer, rationale=why if wanted is DENIED else None)
        else:
            record_incident(
                log=log, by=officer, kind="crime-related", reason="No victim found.", to_try="CCTV"
            )
        log.refresh_from_db()
        made.append(log)
    return made


class Pattern:
    """One log with all that hangs on it, to be repeated."""

    def __init__(self, log: Any) -> None:
        self.log = log
        self.entries = self._entries()
        self.people = list(log.people.all())
        self.decisions = list(log.decisions.all())
        self.rationales = list(log.rationales.all())
        self.crimes = list(log.crimes.all())
        self.incidents = list(log.incidents.all())

    def _entries(self) -> list[Any]:
        from onrecord.contact.models import LogEntry

        return list(LogEntry.objects.filter(log_ref_key=self.log.ref_key, system=self.log.system))

    def repeat(self, numbers: range) -> None:
        from django.db import transaction

        from onrecord.recording.models import CrimeLog

        with transaction.atomic():
            logs = copies([self.log] * len(numbers), lambda row, at: renamed(row, numbers[at]))
            for log, number in zip(logs, numbers, strict=True):
                log.closed_at = None if number % OPEN == 0 else log.closed_at or log.opened_at
            logs = type(self.log).objects.bulk_create(logs, batch_size=500)

            def again(rows: list[Any], change: Callable[[Any, Any, int], None]) -> list[Any]:
                made = []
                for log, number in zip(logs, numbers, strict=True):
                    for row in copies(rows, lambda _row, _at: None):
                        change(row, log, number)
                        made.append(row)
                return (
                    type(rows[0])._default_manager.bulk_create(made, batch_size=500) if made else []
                )

            def entry(row: Any, log: Any, number: int) -> None:
                row.log_ref, row.log_ref_key = log.ref, log.ref_key
                row.by = f"officer{1 + number % PEOPLE}"

            def of_log(row: Any, log: Any, number: int) -> None:
                row.log, row.log_ref = log, log.ref

            def decision(row: Any, log: Any, number: int) -> None:
                of_log(row, log, number)
                row.origin = str(uuid4())
                row.started_by = f"officer{1 + number % PEOPLE}"
                row.recorded_at += timedelta(seconds=number)
                if row.state == "open" and number % OPEN:
                    row.state = "withdrawn"

            def crime(row: Any, log: Any, number: int) -> None:
                renamed(row, number)
                row.log_refs = [log.ref]

            again(self.entries, entry)
            again(self.people, of_log)
            decided = again(self.decisions, decision)
            for rationale in self.rationales:
                rows = copies([rationale] * len(decided), lambda _row, _at: None)
                for row, one in zip(rows, decided, strict=True):
                    row.decision, row.decision_origin = one, one.origin
                    row.log, row.log_ref = one.log, one.log_ref
                type(rationale).objects.bulk_create(rows, batch_size=500)
            if self.decisions and hasattr(self.decisions[0], "review"):
                review = self.decisions[0].review
                reviews = copies([review] * len(decided), lambda _row, _at: None)
                for row, one, number in zip(reviews, decided, numbers, strict=True):
                    row.decision, row.decision_origin = one, one.origin
                    row.state = "waiting" if number // 4 % WAITING == 0 else "agreed"
                type(review).objects.bulk_create(reviews, batch_size=500)
            crimes = again(self.crimes, crime)
            CrimeLog.objects.bulk_create(
                [
                    CrimeLog(crime=one, log=log, how="both")
                    for one, log in zip(crimes, logs, strict=False)
                ],
                batch_size=500,
            )
            for about in ("people", "events"):
                rows = [row for one in self.crimes for row in getattr(one, about).all()]
                made = []
                for one in crimes:
                    for row in copies(rows, lambda _row, _at: None):
                        row.crime = one
                        if about == "people":
                            row.crime_ref = one.ref
                        made.append(row)
                if made:
                    type(made[0])._default_manager.bulk_create(made, batch_size=500)
            again(self.incidents, lambda row, log, number: self._incident(row, log, number))

    @staticmethod
    def _incident(row: Any, log: Any, number: int) -> None:
        renamed(row, number)
        row.log, row.log_refs = log, [log.ref]


def copies(rows: list[Any], change: Callable[[Any, int], None]) -> list[Any]:
    made = []
    for at, row in enumerate(rows):
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        del values["id"]
        copy = type(row)(**values)
        change(copy, at)
        made.append(copy)
    return made


def renamed(row: Any, number: int) -> None:
    row.ref = f"K{number:07}-{row.ref}"
    row.ref_key = f"K{number:07}{row.ref_key}"
    row.origin = str(uuid4())
    for name in ("received_at", "opened_at", "closed_at", "recorded_at"):
        if getattr(row, name, None) is not None:
            setattr(row, name, getattr(row, name) + timedelta(seconds=number))


if __name__ == "__main__":
    main()
