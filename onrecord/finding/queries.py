"""Searching: what answers a question, newest first, a page at a time.

A page never takes longer than a reader waits. Few results are collected and sorted; where there are many, days are
looked through from the newest back until the page is full or the time is up, and then the page says how far it got and
goes on from there.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice, product

from onrecord.contact.models import Log
from onrecord.contact.policies import visible_logs
from onrecord.contact.queries import LogFilter, log_page, start_of
from onrecord.contact.references import reference_key
from onrecord.finding import store
from onrecord.finding.asking import MOST_TERMS, Either, Question, Term, understand
from onrecord.finding.folding import spans
from onrecord.finding.marks import (
    BLOCK,
    CLOSED,
    DAY,
    OPEN,
    block_mark,
    day_mark,
    department_mark,
    group_mark,
)
from onrecord.finding.models import KINDS, Document, Group, Kind, Progress
from onrecord.finding.policies import groups_for, marks_for, visible
from onrecord.finding.spelling import near_names, near_words
from onrecord.finding.store import TooSlow, Wanted
from onrecord.people.models import User
from onrecord.recording.models import Crime
from onrecord.recording.policies import can_view_crimes, visible_crimes
from onrecord.recording.queries import crime_page

PAGE = 25
FEW = 5
# More results than this are not collected and sorted, but met on the way back through the days.
MANY = 2_000
# Seconds: for a first look, for all of a page, and for the one day that is looked through in any case.
FIRST_LOOK, PATIENCE, MOST_PATIENCE = 0.35, 0.8, 5.0
LEAST_LOOK = 0.05


@dataclass(frozen=True)
class Filter:
    """Beside the words; what is left empty is not asked. `text`: only in what was said and written."""

    department: str | None = None
    state: str = ""
    since: date | None = None
    until: date | None = None
    text: bool = False


@dataclass(frozen=True)
class Hit:
    """One result: the record's kind and id, its time, and whether a name in it is only spelt nearly as asked."""

    kind: Kind
    id: int
    at: int
    near: bool = False

    @property
    def document(self) -> int:
        return self.id * KINDS + self.kind


@dataclass
class Hits:
    """One page of results. `after` continues it. `count` is None where there are too many to count. `back_to`: the time
    was up when the days back to this one had been looked through."""

    hits: list[Hit] = field(default_factory=list)
    after: str = ""
    count: int | None = None
    back_to: date | None = None
    # There are more than `MANY`.
    many: bool = False
    # What may be marked as found, where that is more than was asked. Not to be shown: another department's names are in it.
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where a page goes on: in the near spellings or before them, below this time and number."""

    near: bool
    at: int
    id: int

    def text(self) -> str:
        return f"{'n' if self.near else 'e'}~{self.at}~{self.id}"


def find(
    user: User,
    group: Group,
    question: Question,
    asked: Filter,
    after: str = "",
    size: int = PAGE,
    patience: float | None = None,
) -> Hits:
    """One page of the records of a group that answer the question and that this person may see, within about `patience`
    seconds."""
    if not question or group not in groups_for(user):
        return Hits(count=0)
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    place = _read_place(after)
    found = Hits()
    stages: list[tuple[bool, Wanted]] = [(False, _wanted(user, group, question, asked))]
    if group == Group.PEOPLE:
        nearly = _nearly(question)
        if nearly is not None:
            found.terms = nearly.terms
            stages.append((True, stages[0][1]._replace(question=nearly, unlike=question)))
    counts: list[int | None] = []
    for near, wanted in stages:
        if place is not None and place.near and not near:
            continue
        start = place if place is not None and place.near == near else None
        rows, count, back_to = _look(wanted, asked, start, size + 1 - len(found.hits), until)
        counts.append(count)
        found.hits += [Hit(Kind(number % KINDS), number // KINDS, at, near) for at, number in rows]
        if len(found.hits) > size:
            last = found.hits[size - 1]
            found.hits = found.hits[:size]
            found.after = _Place(last.near, last.at, last.document).text()
            break
        if back_to is not None:
            found.back_to = back_to
            found.after = _Place(near, (back_to - date(1970, 1, 1)).days * DAY, 0).text()
            break
    if not after and found.back_to is None and None not in counts:
        found.count = sum(count or 0 for count in counts)
    found.many = not after and found.back_to is None and counts[:1] == [None]
    return _only_visible(user, found)


def _only_visible(user: User, found: Hits) -> Hits:
    """Without what the records' own policies keep from this person, whatever the index says."""
    numbers = [hit.document for hit in found.hits]
    rows = Document.objects.filter(id__in=numbers).values_list("id", "owner")
    owners = {number: owner for number, owner in rows if owner is not None}
    seen = visible(user, {owners.get(number, number) for number in numbers})
    kept = [hit for hit in found.hits if owners.get(hit.document, hit.document) in seen]
    if len(kept) < len(found.hits):
        found.count = None
    found.hits = kept
    return found


def _wanted(user: User, group: Group, question: Question, asked: Filter) -> Wanted:
    marks: list[tuple[str, ...]] = [(group_mark(group),), *marks_for(user, group)]
    if asked.department is not None:
        marks.append((department_mark(asked.department),))
    if asked.state and group != Group.CRIMES:
        marks.append((OPEN if asked.state == "open" else CLOSED,))
    return Wanted(question, tuple(marks), asked.text)


def _look(
    wanted: Wanted, asked: Filter, start: _Place | None, size: int, until: float
) -> tuple[list[tuple[int, int]], int | None, date | None]:
    """(at, number) newest first, at most `size`; how many there are in all, if that is known; and the day back to which
    was looked when the time was up."""
    low = int(start_of(asked.since).timestamp()) if asked.since else 0
    high = int(start_of(asked.until + timedelta(days=1)).timestamp()) if asked.until else 1 << 40

    def within(rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return sorted((row for row in rows if low <= row[0] < high), reverse=True)

    def below(rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return rows if start is None else [row for row in rows if row < (start.at, start.id)]

    if size <= 0:
        return [], None, None
    try:
        rows = store.match(wanted, MANY + 1, _first_look(until))
        if len(rows) <= MANY:
            rows = within(rows)
            return below(rows)[:size], len(rows), None
    except TooSlow:
        pass
    if start is not None:
        high = min(high, start.at + 1 if start.id else start.at)
    found: list[tuple[int, int]] = []
    try:
        for rows in _back_through(wanted, low, high, until):
            found += below(within(rows))
            if len(found) >= size:
                break
    except _TimeIsUp as stopped:
        return found[:size], None, date(1970, 1, 1) + timedelta(days=stopped.day)
    return found[:size], None, None


def _first_look(until: float) -> float:
    """Seconds for a look that may be in vain: no more than the page has left, and enough for most."""
    return min(FIRST_LOOK, max(LEAST_LOOK, until - time.monotonic()))


class _TimeIsUp(Exception):
    """All from `day` on has been looked through."""

    def __init__(self, day: int) -> None:
        self.day = day


def _back_through(
    wanted: Wanted, low: int, high: int, until: float
) -> Iterator[list[tuple[int, int]]]:
    """All that answers, in pieces of which each is newer than the next: blocks of days, and in full blocks days."""
    progress = Progress.objects.filter(pk=1).first() or Progress()
    last = min((high - 1) // DAY, progress.last_day)
    first = max(low // DAY, progress.first_day)
    blocks = list(range(last // BLOCK, first // BLOCK - 1, -1))
    if low == 0 and blocks and blocks[-1] > 0:
        blocks.append(0)  # records without a time stand on day 0
    # However long it takes, one piece is looked through, so that whoever goes on gets on.
    patience = max(until, time.monotonic() + MOST_PATIENCE)
    for block in blocks:
        newest = min(last, block * BLOCK + BLOCK - 1)
        if time.monotonic() > patience:
            raise _TimeIsUp(newest + 1)
        try:
            rows = store.match(wanted.also(block_mark(block)), MANY + 1, _first_look(until))
            if len(rows) <= MANY:
                yield rows
                patience = until
                continue
        except TooSlow:
            pass
        for day in range(newest, block * BLOCK - 1, -1):
            left = patience - time.monotonic()
            if left <= 0:
                raise _TimeIsUp(day + 1)
            try:
                yield store.match(wanted.also(day_mark(day)), 1 << 30, left)
            except TooSlow:
                raise _TimeIsUp(day + 1) from None
            patience = until


def _read_place(after: str) -> _Place | None:
    """The place a page begins after; None for the first page or for a key that somebody has edited."""
    which, _, rest = after.partition("~")
    at, _, number = rest.partition("~")
    if which not in ("e", "n") or not all(
        part.isascii() and part.isdecimal() and len(part) < 19 for part in (at, number)
    ):
        return None
    return _Place(which == "n", int(at), int(number))


def _nearly(question: Question) -> Question | None:
    """The question with words spelt nearly the same as well; None where there are none."""
    near: list[str] = []
    must: list[Either] = []
    for either in question.must:
        others: list[str] = []
        if len(either) == 1 and len(either[0].words) == 1 and not either[0].prefix:
            others = near_names(either[0].words[0])
        near += others
        must.append((*either, *(Term((other,)) for other in others)))
    return replace(question, must=tuple(must)) if near else None


def by_reference(user: User, text: str) -> tuple[list[Log], list[Crime]]:
    """Logs and crimes whose reference is, or begins with, the text. Straight from the records, so always complete."""
    key = reference_key(text)
    if not 3 <= len(key) <= 120 or not any(char.isdecimal() for char in key):
        return [], []
    logs = log_page(visible_logs(user, Log.objects.all()), LogFilter(reference=text), size=FEW).logs
    if not can_view_crimes(user):
        return logs, []
    crimes = crime_page(reference=text, crimes=visible_crimes(user, Crime.objects.all())).crimes
    return logs, crimes[:FEW]


def suggestions(user: User, text: str, asked: Filter) -> list[str]:
    """The same question with words spelt differently, where that finds something which this person may see."""
    until = time.monotonic() + PATIENCE
    groups = [Group.LOGS] if asked.text else groups_for(user)

    def finds(changed: str) -> bool:
        question = understand(changed)
        return time.monotonic() < until and any(
            find(user, group, question, asked, size=1, patience=0.1).hits for group in groups
        )

    places = [one for one in spans(text)[:MOST_TERMS] if one.word.isalpha()]
    strange = [place for place in places if not finds(place.word)]
    options: list[list[str]] = []
    for place in places:
        if place in strange:
            options.append([other for other in near_words(place.word) if finds(other)][:FEW])
        elif strange:
            options.append([text[place.start : place.end]])
        else:
            # Each word occurs, but not together: perhaps one of them is another word by a slip.
            options.append([text[place.start : place.end], *near_words(place.word)[:2]])
    found: list[str] = []
    for some in islice(product(*options), 4 * FEW):
        changed = text
        for place, word in reversed(list(zip(places, some, strict=True))):
            changed = changed[: place.start] + word + changed[place.end :]
        if changed != text and len(found) < FEW and finds(changed):
            found.append(changed)
    return found
