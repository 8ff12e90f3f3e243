"""How many of the finder's suggestions were right, of those that somebody judged.

A share of what was judged and no rate of anything else: suggestions are judged because they were listed, asked for or drawn.
Readers' verdicts of finished audits count beside the fates; of a suggestion with several, the newest. Nothing of this goes
into an audit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from onrecord.contact.models import SAID, Log, LogEntry
from onrecord.people.models import User
from onrecord.recording.models import Crime
from onrecord.screening.fates.models import Fate
from onrecord.screening.fates.reasons import reason_named
from onrecord.screening.fates.sources import Verdict, verdicts
from onrecord.screening.fates.states import JUDGED, FateKind, Route
from onrecord.screening.finder.disclosed import Offence, disclosures
from onrecord.screening.finder.linear import input_hash
from onrecord.screening.queries import rule_names
from onrecord.screening.rules.engine import WEAK, LogFacts, load_rules, told_in, weigh
from onrecord.screening.rules.load import RuleBook
from onrecord.screening.scoring.suggestions import NOT_NOTIFIABLE, TOLD, big_group
from onrecord.statistics.intervals import Interval, wilson

# Under so many judged, a share is shown with a warning; under TOO_FEW it says nothing.
SMALL, TOO_FEW = 30, 5
_KEEP = 3_600  # seconds for which the offences told in the logs of audits are kept
_BATCH = 500
WAYS = {
    Route.DECISION: "answered by a recording decision",
    Route.PAGE: "rejected on the log’s page",
    Route.CLOSING: "answered at the closing check",
    Route.AUDIT: "read in a finished audit",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One suggestion that somebody judged. `right`: a crime was recorded, or readers found that one is missing."""

    log_id: int
    log_ref: str
    department: str
    offence: str
    rule: str
    right: bool
    way: str
    at: datetime
    by: str
    said: str
    second: bool = False

    @property
    def month(self) -> str:
        """The month of the judgement: 2026-03."""
        return f"{timezone.localtime(self.at):%Y-%m}"


@dataclass(frozen=True, slots=True)
class Share:
    """Of `n` judged, `right` were: the share with its 95 % Wilson interval. `note` says where n is small."""

    key: str
    name: str
    right: int
    n: int

    @property
    def rate(self) -> float | None:
        return self.right / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.right / self.n, self.n) if self.n else None

    @property
    def note(self) -> str:
        if self.n < TOO_FEW:
            return "too few to say"
        return "few: read with care" if self.n < SMALL else ""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The shares of one way to divide what was judged."""

    id: str
    title: str
    column: str
    shares: Sequence[Share]


def of_fates() -> Iterator[Judged]:
    """What people and decisions said: the newest fate of each suggestion, where it is a judgement."""
    rows = list(Fate.objects.filter(newest=True, kind__in=JUDGED).order_by("id"))
    off = _off_the_count([ref for row in rows for ref in row.crime_refs])
    for row in rows:
        right = row.kind == FateKind.ACCEPTED
        said = reason_named(row.reason).words
        if right:
            said = ", ".join(
                f"{ref}, {off[ref]} since" if ref in off else ref for ref in row.crime_refs
            )
        yield Judged(
            row.log_id, row.log_ref, row.department, row.offence, row.rule, right, row.route, row.at, row.by, said, row.second,
        )  # fmt: skip


def _off_the_count(refs: Sequence[str]) -> dict[str, str]:
    """Of these crimes, those that are not counted any more, with their state. Taking the fate back is a person's to do."""
    found = {}
    for some in _batched(refs):
        for crime in Crime.objects.filter(ref__in=some).only("ref", "state"):
            if not crime.counted:
                found[crime.ref] = crime.get_state_display()
    return found


def of_readers(found: Sequence[Verdict]) -> Iterator[Judged]:
    """What readers of finished audits found about offences told in logs that had no crime of the big group on record."""
    told = suggested_in([verdict.log_id for verdict in found])
    logs = _facts_of(told)
    for verdict in found:
        for title, (offence, rule) in told.get(verdict.log_id, {}).items():
            group = big_group(offence)
            if verdict.recorded.get(group, 0) or verdict.log_id not in logs:
                continue
            ref, department = logs[verdict.log_id]
            right = verdict.should.get(group, 0) > 0
            said = "a crime is missing" if right else "no crime to record"
            yield Judged(
                verdict.log_id, ref, department, title, rule, right, Route.AUDIT, verdict.at, verdict.audit, said,
            )  # fmt: skip


def _facts_of(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    found = {}
    for some in _batched(list(ids)):
        for pk, ref, department in Log.objects.filter(pk__in=some).values_list(
            "pk", "ref", "department"
        ):
            found[pk] = ref, department
    return found


def _batched(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def suggested_in(ids: Sequence[int]) -> Mapping[int, Mapping[str, tuple[Offence, str]]]:
    """The offences suggested for each of these logs, with the strongest pattern for each; kept for an hour."""
    book = load_rules()
    found: dict[int, Mapping[str, tuple[Offence, str]]] = {}
    for some in _batched(sorted(set(ids))):
        texts = dict(_texts(some))
        # By what was read, not by the log: its words may have changed.
        keys = {pk: f"suggested-{book.version}-{input_hash((text,))}" for pk, text in texts.items()}
        held = cache.get_many(keys.values())
        fresh = {}
        for pk, key in keys.items():
            if key not in held:
                fresh[key] = held[key] = _told(texts[pk], book)
            found[pk] = held[key]
        cache.set_many(fresh, _KEEP)
    return found


def _told(text: str, book: RuleBook) -> dict[str, tuple[Offence, str]]:
    """The offences for which the closing check would stop a log with these words: what explains the words is weighed, too."""
    told: dict[str, tuple[Offence, str]] = {}
    found = told_in(text, book)
    if sum(reason.points for reason in weigh(LogFacts(text=text), book, found)) < WEAK:
        return told
    for one in disclosures(found, ()):
        if one.stance == TOLD and one.offence.group != NOT_NOTIFIABLE:
            told.setdefault(one.offence.title, (one.offence, one.rule))
    return told


def _texts(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Each log's first account with what people said later."""
    logs = {
        (system, key): (pk, [text])
        for pk, system, key, text in Log.objects.filter(pk__in=ids).values_list(
            "pk", "system", "ref_key", "text"
        )
    }
    lines = LogEntry.objects.filter(log_ref_key__in={key for _, key in logs}, kind__in=SAID)
    for system, key, text in lines.order_by("entered_at", "id").values_list(
        "system", "log_ref_key", "text"
    ):
        if (system, key) in logs and text not in logs[system, key][1][0]:
            logs[system, key][1].append(text)
    for pk, parts in logs.values():
        yield pk, "\n".join(parts)


def judged(to: User | None = None) -> list[Judged]:
    """Every judged suggestion once, by its newest judgement. `to`: only what this person may see of single logs."""
    newest: dict[tuple[int, str], Judged] = {}
    for one in (*of_fates(), *of_readers(verdicts(None, to))):
        there = newest.get((one.log_id, one.offence))
        if there is None or one.at >= there.at:
            newest[one.log_id, one.offence] = (
                replace(one, second=there.second) if there and not one.second else one
            )
    return sorted(newest.values(), key=lambda each: each.at, reverse=True)


def share(rows: Iterable[Judged], key: str = "", name: str = "") -> Share:
    listed = list(rows)
    return Share(key, name, sum(row.right for row in listed), len(listed))


def divided(
    rows: Sequence[Judged], by: Callable[[Judged], str], name: Callable[[str], str]
) -> list[Share]:
    """The share of each value, in the order of the values."""
    parts: dict[str, list[Judged]] = {}
    for row in rows:
        parts.setdefault(by(row), []).append(row)
    return [share(parts[key], key, name(key)) for key in sorted(parts)]


def breakdowns(rows: Sequence[Judged]) -> list[Breakdown]:
    """By the way in which it was judged, by month, by pattern, by department."""
    names = rule_names()
    patterns = divided(rows, lambda row: row.rule, lambda key: names.get(key, key))
    return [
        Breakdown("way", "By how it was judged", "How", divided(rows, lambda row: row.way, way_name)),
        Breakdown("month", "By month of the judgement", "Month", divided(rows, lambda row: row.month, _month)),
        Breakdown("rule", "By pattern", "Pattern", sorted(patterns, key=lambda s: (-s.n, s.name))),
        Breakdown("department", "By department", "Department", divided(rows, lambda row: row.department, lambda key: key or "not named")),
    ]  # fmt: skip


def way_name(way: str) -> str:
    """The way of judging in words; an edited address may ask for one that isn't there."""
    return next((words for route, words in WAYS.items() if route == way), way[:80])


def _month(key: str) -> str:
    return f"{datetime.strptime(key, '%Y-%m'):%B %Y}"


def only(rows: Iterable[Judged], asked: Mapping[str, Any]) -> list[Judged]:
    """Those with the values asked for, of: way, month, rule, department, right ("yes" or "no")."""
    wanted = {key: value for key, value in asked.items() if value is not None}
    right = wanted.pop("right", None)
    return [
        row
        for row in rows
        if all(getattr(row, key) == value for key, value in wanted.items())
        and (right is None or row.right == (right == "yes"))
    ]


CSV_COLUMNS = ("by", "value", "name", "right", "judged", "share", "low", "high", "note")


def csv_rows(rows: Sequence[Judged]) -> Iterator[list[object]]:
    """Every figure of the page: shares and bounds between 0 and 1."""
    everything = Breakdown("all", "", "", [share(rows, "", "all that was judged")])
    for part in (everything, *breakdowns(rows)):
        for one in part.shares:
            low, high = (one.interval.low, one.interval.high) if one.interval else ("", "")
            yield [
                part.id, one.key, one.name, one.right, one.n,
                *(f"{value:.4f}" if isinstance(value, float) else value for value in (one.rate, low, high)),
                one.note,
            ]  # fmt: skip
