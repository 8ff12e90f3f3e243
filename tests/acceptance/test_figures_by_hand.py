"""The figures of an export, held against counts made by hand from the files alone: no code of the program is used for them."""

import csv
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from onrecord.exchange.actions import import_file
from onrecord.exchange.maps import load_map
from onrecord.measures.by_month.queries import Asked, broken_down, by_month
from onrecord.measures.by_month.rollup import months_held, refresh
from onrecord.measures.registry import measure
from onrecord.simulation.generate import make_force
from onrecord.simulation.tables import SYSTEM, read_table

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(reference: str) -> str:
    return re.sub(r"\s", "", reference).upper()


class Hand:
    """Every figure by department, counted from logs.csv, entries.csv and crimes.csv."""

    def __init__(self, folder: Path) -> None:
        self.logs = {plain(row["log_ref"]): row for row in rows_of(folder / "logs.csv")}
        self.received = {
            ref: datetime.fromisoformat(row["received_at"]) for ref, row in self.logs.items()
        }
        self.last = max(self.received.values())
        self.crimes = {plain(row["crime_ref"]): row for row in rows_of(folder / "crimes.csv")}
        self.entries = rows_of(folder / "entries.csv")

    def logs_of_crimes(self) -> dict[str, set[str]]:
        """Which logs each crime belongs to: those that name it, the one that it names, and their doubles."""
        found: dict[str, set[str]] = defaultdict(set)
        for ref, log in self.logs.items():
            for named in filter(None, map(plain, log["crime_refs"].split("|"))):
                if named in self.crimes:
                    found[named].add(ref)
        for ref, crime in self.crimes.items():
            if plain(crime["log_ref"]) in self.logs:
                found[ref].add(plain(crime["log_ref"]))
        doubles = [
            (ref, plain(log["duplicate_of"]))
            for ref, log in self.logs.items()
            if plain(log["duplicate_of"]) in self.logs
        ]
        for _ in doubles:
            before = sum(map(len, found.values()))
            for both in doubles:
                for logs in found.values():
                    if logs & set(both):
                        logs |= set(both)
            if sum(map(len, found.values())) == before:
                break
        return found

    def hours(self) -> list[tuple[str, float]]:
        """(department of the first log, hours from the first report to the record) of each crime that has a log."""
        found = []
        for ref, logs in self.logs_of_crimes().items():
            first = min(logs, key=lambda log: (self.received[log], log))
            recorded = datetime.fromisoformat(self.crimes[ref]["recorded_at"])
            hours = max((recorded - self.received[first]).total_seconds() / 3600, 0)
            found.append((self.logs[first]["department"], hours))
        return found

    def footprint(self) -> dict[str, Counter]:
        """n, any and met of each department."""
        updates = read_table("phrases/updates.toml")["updates"]["supervisor"]
        pasted = {*updates, *read_table("phrases/supervision.toml")["copied"]["entries"]}
        found: dict[str, Counter] = defaultdict(Counter)
        for log in self.logs.values():
            found[log["department"]]["n"] += 1
        any_in, own_in = set(), set()
        for line in self.entries:
            ref = plain(line["log_ref"])
            waited = datetime.fromisoformat(line["entered_at"]) - self.received[ref]
            if line["role"] == "supervisor" and waited <= DAY:
                any_in.add(ref)
                if line["text"] not in pasted:
                    own_in.add(ref)
        for name, refs in (("any", any_in), ("met", own_in)):
            for ref in refs:
                found[self.logs[ref]["department"]][name] += 1
        return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    # All in October; so that every log's 24 hours are over.
    place = tmp_path_factory.mktemp("force")
    make_force(days=4, calls_per_day=300, seed="by hand", out=place, faults=False)
    return place


@pytest.fixture
def hand(folder) -> Hand:
    for kind in ("logs", "entries", "crimes"):
        mapping = load_map(folder / "codes.toml") if kind == "logs" else None
        import_file(
            path=folder / f"{kind}.csv", kind=kind, mapping=mapping, system=SYSTEM, by="test"
        )
    refresh()
    return Hand(folder)


def shares(name: str) -> dict[str, tuple[int, int]]:
    """n and met of each department, over all months, as the pages show them."""
    found = broken_down(measure(name), months_held(), "department", Asked())
    return {each.value: (each.share.n, each.share.met) for each in found if each.share.n}


def test_every_figure_of_an_export_is_that_counted_by_hand(hand):
    hours = hand.hours()
    assert len(hours) > 150
    for name, limit in (("within-24", 24), ("first-hour", 1)):
        expected: dict[str, Counter] = defaultdict(Counter)
        for department, took in hours:
            expected[department]["n"] += 1
            expected[department]["met"] += took <= limit
        assert shares(name) == {key: (c["n"], c["met"]) for key, c in expected.items()}, name
        assert 0 < sum(c["met"] for c in expected.values()) < len(hours)

    footprint = hand.footprint()
    assert shares("log-footprint") == {key: (c["n"], c["met"]) for key, c in footprint.items()}
    by_months = by_month(measure("log-footprint"), months_held(), Asked())
    assert sum(each.share.any for each in by_months) == sum(c["any"] for c in footprint.values())
    assert 0.6 < sum(c["met"] for c in footprint.values()) / len(hand.logs) < 0.85

    # Every report is of one month, so its median is that of the whole.
    (month, *_) = [each for each in by_month(measure("hours-to-record"), months_held(), Asked()) if each.spread and each.spread.n]  # fmt: skip
    assert month.spread.n == len(hours)
    assert month.spread.median == pytest.approx(median(sorted(took for _, took in hours)), rel=0.02)
