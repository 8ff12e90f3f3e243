"""`onrecord find-missed`: every log of a file ranked by what it appears to disclose."""

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from onrecord.exchange.map_file import Map
from onrecord.exchange.writing import write_csv
from onrecord.screening.finder.disclosed import Disclosure
from onrecord.screening.finder.linear import LinearModel
from onrecord.screening.finder.manner import SAMPLE, manner_points, story_share
from onrecord.screening.finder.pool import in_batches, workers
from onrecord.screening.finder.rank import Finder, likelihood, make_finder
from onrecord.screening.finder.reading import (
    FileLog,
    Register,
    read_calls,
    read_logs,
    read_register,
    read_some_logs,
)
from onrecord.screening.finder.verdict import asks_for_reading, how_it_is_told
from onrecord.screening.rules.engine import LogFacts, Reason

CSV_COLUMNS = (
    "rank", "log_ref", "score", "to_read", "disclosed", "reasons", "quotes", "guess_who_and_when", "points_to_prove",
    "second_crime", "rules_points", "manner_points", "force_points", "finder_version", "hash_of_what_was_read",
)  # fmt: skip
_TO_READ, _SECOND = CSV_COLUMNS.index("to_read"), CSV_COLUMNS.index("second_crime")
# A file of more logs than this gets reasons for the first tenth only, unless asked for more: they would fill the memory.
ALL_EXPLAINED, THEN = 100_000, 0.1
# So many logs are scored in one process before others are worth starting.
ALONE = 4_000
Progress = Callable[[int, int | None, str], None]
NOT_LINKED = "no crime is linked"
_STANCES = {"past": "long ago", "recorded": "said to be recorded"}


@dataclass(frozen=True, slots=True)
class Found:
    """What `find_missed` did: logs ranked, those to read by the threshold of `onrecord check` (with no crime, or with one
    and telling of another), and how the manner of telling was weighed. `explained`: how many were looked at for that."""

    logs: int
    to_read: int
    second: int
    explained: int
    story: float
    path: Path


_worker: tuple[Finder, Register | None] | None = None


def _start(finder: Finder, register: Register | None) -> None:
    global _worker
    _worker = finder, register


def _given() -> tuple[Finder, Register | None]:
    if _worker is None:
        raise RuntimeError("the process was not started with a finder")
    return _worker


def _points(logs: Sequence[FileLog]) -> list[float]:
    """The points of each log."""
    finder, register = _given()
    found = []
    for log in logs:
        recorded = register.of(log) if register else ()
        points = finder.points(log.facts if recorded else _facts(log, register), recorded)
        found.append(round(points, 6))  # sums of the same numbers differ in their last digits
    return found


def _rows(logs: Sequence[tuple[int, int, FileLog]]) -> list[tuple[int, tuple[object, ...]]]:
    """Of each (row of the file, rank, log), the row of the file and its line with reasons and quotes."""
    finder, register = _given()
    return [(row, _row(rank, log, finder, register)) for row, rank, log in logs]


def _facts(log: FileLog, register: Register | None) -> LogFacts:
    """With a register, a log that names a crime which the register lacks says so; without one the text decides."""
    if register and log.facts.crime_refs:
        return replace(log.facts, link="claimed", register=True)
    return log.facts


def _disclosed(shown: Sequence[Disclosure]) -> str:
    told: dict[str, str] = {}
    for one in shown:
        if one.stance in ("told", *_STANCES):
            symbol = f" ({one.offence.crime_class})" if one.offence.crime_class else ""
            how = f", {_STANCES[one.stance]}" if one.stance in _STANCES else ""
            told.setdefault(one.offence.title, f"{one.offence.title}{symbol}{how}")
    return "; ".join(told.values())


def _who(shown: Sequence[Disclosure]) -> str:
    lines = []
    for one in shown[:3]:
        if one.stance not in ("told", *_STANCES):
            continue
        parts = [
            f"said by {one.said_by}" + (" (hearsay)" if one.hearsay else "") if one.said_by else "",
            f"did it: {one.did_it}" if one.did_it else "",
            f"to: {one.to_whom}" if one.to_whom else "",
            f"when: {one.when}" if one.when else "",
            f"perhaps several: {one.several}" if one.several else "",
        ]
        if told := ", ".join(part for part in parts if part):
            lines.append(f"{one.offence.title}: {told}")
    return " | ".join(lines)


def _points_to_prove(shown: Sequence[Disclosure]) -> str:
    lines = []
    for one in shown[:3]:
        if one.stance == "told" and one.shown:
            open_ones = f"; open: {', '.join(one.missing)}" if one.missing else ""
            lines.append(f"{one.offence.title}: shown: {', '.join(one.shown)}{open_ones}")
    return " | ".join(lines)


def _reasons(reasons: Sequence[Reason], unchecked: Sequence[str]) -> str:
    """`unchecked`: crimes that the log names, where no crimes were given to look them up in."""
    told = " | ".join(f"{reason.words} [{reason.points:+d}]" for reason in reasons)
    if unchecked and NOT_LINKED in told:
        named = ", ".join(unchecked[:3])
        told = told.replace(NOT_LINKED, f"crime {named} is named, which was not looked up")
    return told


def _row(rank: int, log: FileLog, finder: Finder, register: Register | None) -> tuple[object, ...]:
    recorded = register.of(log) if register else ()
    finding = finder.find(log.facts if recorded else _facts(log, register), recorded)
    listed = (
        bool(finding.reasons)
        if recorded
        else asks_for_reading(finding.reasons, log.facts.text, finding.parts)
    )
    reasons = [*finding.reasons, *how_it_is_told(finder, log.facts.text, finding.parts)]
    told = _reasons(reasons, log.facts.crime_refs if register is None else ())
    shown = finding.disclosed
    quotes = dict.fromkeys(r.quote for r in finding.reasons if r.quote and r.points >= 0)
    return (
        rank, log.ref, f"{finding.score:.4f}", "yes" if listed else "", _disclosed(shown), told, " | ".join(quotes), _who(shown),
        _points_to_prove(shown), "yes" if recorded and finding.reasons else "", f"{finding.parts.rules:.0f}",
        f"{finding.parts.manner:.1f}", f"{finding.parts.force:.1f}", finding.made_by, finding.of,
    )  # fmt: skip


def _bare_row(rank: int, ref: str, points: float, version: str) -> tuple[object, ...]:
    return (rank, ref, f"{likelihood(points):.4f}", *([""] * 10), version, "")


def find_missed(
    logs: Path,
    out: Path,
    *,
    crimes: Path | None = None,
    logs_map: Map | None = None,
    crimes_map: Map | None = None,
    force: LinearModel | None = None,
    explain: float | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Found:
    """Rank every log of a file and write `suspects.csv` into `out`, best first.

    `explain`: the share of the ranking, from its top, that gets reasons and quotes; the rest have their score only. None:
    all of a file of up to ALL_EXPLAINED logs, else a tenth. A log with a recorded crime is ranked by what its text tells
    besides. Reads the file of logs several times rather than keep two million texts in memory. Raises FindError.
    """
    register = read_register(crimes, crimes_map) if crimes else None
    calls = read_calls(logs, logs_map, register)
    story = story_share(log.facts.text for log in islice(read_logs(logs, logs_map), SAMPLE))
    finder = make_finder(manner_points(story), force)
    points = array("d")
    refs: list[str] = []

    def noted() -> Iterator[FileLog]:
        for log in read_logs(logs, logs_map, calls):
            refs.append(log.ref)
            yield log

    number = processes or os.cpu_count() or 1
    if number > 1 and _count(logs, logs_map, ALONE) <= ALONE:
        number = 1
    with workers(_start, (finder, register), number) as run:
        for some in run(_points, in_batches(noted())):
            points.extend(some)
            if progress:
                progress(len(points), None, "reading logs")
        ranked = sorted(range(len(points)), key=lambda row: (-points[row], row))
        if explain is None:
            explain = 1.0 if len(ranked) <= ALL_EXPLAINED else THEN
        first = {row: rank for rank, row in enumerate(ranked[: round(explain * len(ranked))], 1)}
        again = (
            (row, first[row], log) for row, log in read_some_logs(logs, logs_map, first, calls)
        )
        explained: dict[int, tuple[object, ...]] = {}
        for made in run(_rows, in_batches(again)):
            explained.update(made)
            if progress:
                progress(len(explained), len(first), "giving reasons")
    second = sum(made[_SECOND] == "yes" for made in explained.values())
    listed = sum(made[_TO_READ] == "yes" for made in explained.values()) - second
    out.mkdir(parents=True, exist_ok=True)
    path = out / "suspects.csv"
    rows = (
        explained.get(row) or _bare_row(rank, refs[row], points[row], finder.version)
        for rank, row in enumerate(ranked, 1)
    )
    count = write_csv(path, CSV_COLUMNS, rows)
    return Found(count, listed, second, len(explained), story, path)


def _count(logs: Path, logs_map: Map | None, enough: int) -> int:
    """How many logs a file has, or more than `enough`."""
    return sum(1 for _ in islice(read_logs(logs, logs_map), enough + 1))
