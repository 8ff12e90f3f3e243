"""My day: what needs somebody now, why, and by when. Every number is that of a list, asked in the same way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.supervision.departments.queries import earlier_names, key, standing
from onrecord.supervision.lists.kept import current
from onrecord.supervision.lists.owners import Staff, unowned, without_team
from onrecord.supervision.lists.policies import can_share_out, sees_whole, works_on
from onrecord.supervision.lists.queries import (
    Counts,
    Row,
    as_rows,
    counts,
    in_order,
    kinds_given,
    listed,
    own_names,
    visible,
)
from onrecord.supervision.lists.shares import Share, Shares, total
from onrecord.supervision.lists.worklist import HEAD, Escalation, Worklist
from onrecord.supervision.shifts.absences import waiting_handovers
from onrecord.supervision.shifts.models import Handover
from onrecord.supervision.shifts.policies import can_take_up
from onrecord.supervision.subjects import SUBJECTS

# The most pressing things that the page names one by one.
MOST_NAMED = 12
MOST_OWN = 1000
# A list with more things than this is not looked through for records that others go before.
MANY = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One list of the page: its counts, and the query with which the list's page shows the same."""

    worklist: Worklist
    counts: Counts
    query: str = ""
    why: str = ""

    @property
    def late_url(self) -> str:
        """The list's page with only what is late."""
        return self._only("late=0")

    @property
    def soon_url(self) -> str:
        return self._only("soon=1")

    def _only(self, what: str) -> str:
        # A line that asks for what is late already keeps its own bound.
        query = self.query if "late=" in self.query else f"{self.query}{'&' if self.query else '?'}{what}"  # fmt: skip
        return f"{reverse('worklist', args=[self.worklist.slug])}{query}"


@dataclass(frozen=True, slots=True)
class Orphans:
    """Things of a list that are nobody's: no name, and nobody of the team is there. `department` as the record has it."""

    worklist: Worklist
    department: str
    number: int
    why: str
    head: str


@dataclass(frozen=True, slots=True)
class Named:
    """A record that presses: by the list by which it is due first, and what else is due about it."""

    worklist: Worklist
    row: Row
    also: Sequence[str]


@dataclass(frozen=True)
class Day:
    """What the page shows. `named`: the most pressing records."""

    mine: Sequence[Line]
    team: Sequence[Line]
    late_for_me: Sequence[Line]
    headless: Sequence[Orphans]
    named: Sequence[Named]
    handovers: Sequence[Handover]

    @property
    def anything(self) -> bool:
        return bool(self.mine or self.late_for_me or self.headless or self.handovers) or any(
            line.counts.all for line in self.team
        )


@dataclass
class _Lines:
    """What the lists say, and of which of them the most pressing is to be named: list, rows, counts."""

    mine: list[Line] = field(default_factory=list)
    team: list[Line] = field(default_factory=list)
    late: list[Line] = field(default_factory=list)
    pressing: list[tuple[Worklist, Any, Counts]] = field(default_factory=list)


def my_day(user: User, now: datetime, held: Staff, shares: Shares | None = None) -> Day:
    """What needs this person now. `shares`: where the page asks for more of the same."""
    shares = shares or Shares(user, current(), now)
    found = _lines(user, now, held, shares)
    return Day(
        found.mine,
        found.team,
        found.late,
        _headless(user, now, held, shares),
        _named(found.pressing, now),
        [each for each in waiting_handovers() if can_take_up(user, each)],
    )


def first_lines(user: User, now: datetime, held: Staff, most: int) -> Sequence[Named]:
    """The first of what `my_day` names: for the home page, which leads there. Of others' lists only one's own is named."""
    own = Shares(user, [each for each in current() if works_on(user, each)], now)
    return _named(_lines(user, now, held, own).pressing, now)[:most]


def _lines(user: User, now: datetime, held: Staff, shares: Shares) -> _Lines:
    """What each list says to this person; of lists that `shares` doesn't hold, only what is theirs."""
    found = _Lines()
    names = own_names(user)
    given = kinds_given(names)
    for each in current():
        whole = shares.hold(each)
        parts = shares.of(each) if whole else []
        numbers = Counts()
        if whole:
            numbers = total(part for part in parts if part.owner in names)
        elif each.subject.natural is not None or each.subject.kind in given:
            numbers = counts(visible(user, each, now, "mine", names=names), each, now)
        if numbers.all:
            found.mine.append(Line(each, numbers, "?whose=mine"))
            if numbers.late or numbers.soon:
                rows = visible(user, each, now, "mine", names=names)
                found.pressing.append((each, rows, numbers))
        if not works_on(user, each):
            found.late += _escalated(user, each, parts)
            continue
        line = Line(each, total(parts))
        found.team.append(line)
        nobody = total(part for part in parts if held.nobody(part.owner))
        if nobody.late or nobody.soon:
            rows = visible(user, each, now, names=names).filter(unowned(held))
            found.pressing.append((each, rows, line.counts))
    return found


def _escalated(user: User, worklist: Worklist, parts: Sequence[Share]) -> list[Line]:
    """Things of somebody else's list that are so late that they come before this person, as the list says. `parts`: all
    of the list, where this person sees it whole."""
    asked: list[tuple[Escalation, str | None]] = []
    for step in worklist.escalation if parts else ():
        if step.to == user.role:
            asked.append((step, None))
        elif step.to == HEAD:
            # With what bears the names of departments that theirs took over.
            asked += [
                (step, name)
                for row in standing()
                if row.head == user.username
                for name in (row.name, *earlier_names(row.name))
            ]
    found = []
    for step, department in asked:
        numbers = total(
            part
            for part in parts
            if part.over >= step.after and department in (None, part.department)
        )
        if numbers.all:
            query = {"late": str(step.after)}
            if department is not None:
                query["department"] = department
            found.append(Line(worklist, numbers, f"?{urlencode(query)}", step.words))
    return found


def _named(found: Iterable[tuple[Worklist, Any, Counts]], now: datetime) -> list[Named]:
    """The most pressing records of several lists, each once, the one that is due first at the top."""
    rows: dict[str, list[tuple[Worklist, Row]]] = {}
    for worklist, some, numbers in sorted(found, key=lambda each: each[0].due(each[2].first)):
        if numbers.all > MANY and _enough(rows, worklist.due(numbers.first)):
            continue
        field = worklist.clock.field
        pressing = Q(**worklist.due_before(now + timedelta(hours=worklist.amber)))
        held = in_order(some.filter(pressing).order_by(field, "pk"), MOST_NAMED)
        for row in as_rows(held, worklist, now):
            rows.setdefault(row.shown.ref, []).append((worklist, row))
    named = []
    for same in rows.values():
        same.sort(key=lambda each: (each[1].due, each[0].order))
        (worklist, row), titles = same[0], [each.title for each, _ in same]
        also = [title for title in dict.fromkeys(titles) if title != worklist.title]
        named.append(Named(worklist, row, also))
    named.sort(key=lambda each: (-each.row.shown.first, each.row.due, each.row.key))
    return named[:MOST_NAMED]


def _enough(rows: dict[str, list[tuple[Worklist, Row]]], due: datetime) -> bool:
    """Whether there are enough records already that press no less than what is due then."""
    earlier = sum(min(row.due for _, row in same) <= due for same in rows.values())
    return earlier >= MOST_NAMED


def _headless(user: User, now: datetime, held: Staff, shares: Shares) -> list[Orphans]:
    """What is nobody's in departments for which this person answers; asked only of heads."""
    if not any(row.head == user.username for row in standing(timezone.localdate(now))):
        return []
    return [each for each in nobodys(user, now, held, shares) if each.head == user.username]


def nobodys(user: User, now: datetime, held: Staff, shares: Shares | None = None) -> list[Orphans]:
    """What nobody has, as far as this person may see it: by list and department, with why and who answers for it."""
    heads = {row.name_key: row.head for row in standing(timezone.localdate(now))}
    if not (can_share_out(user) or user.username in heads.values()):
        return []
    found = []
    for each in current():
        if not sees_whole(user, each):
            continue
        numbers: Counter[str] = Counter()
        if shares is None:
            # Asked for by itself, only what is nobody's is counted.
            rows = visible(user, each, now).filter(unowned(held)).order_by()
            numbers.update(dict(rows.values_list(each.subject.department).annotate(n=Count("pk"))))
        else:
            for part in shares.of(each):
                if held.nobody(part.owner):
                    numbers[part.department] += part.counts.all
        for name, why in without_team(each, sorted(numbers), held).items():
            head = heads.get(key(held.became(name)), "") if name else ""
            found.append(Orphans(each, name, numbers[name], why, head))
    return found


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Things of a subject that no list shows."""

    words: str
    number: int


def in_no_list(user: User, now: datetime) -> list[Unlisted]:
    """What is open and in no list at all, since lists were narrowed or taken out of use; for those who see everything."""
    if not (can_share_out(user) and user.may(Permission.ALL_DEPARTMENTS)):
        return []
    found = []
    lists = current()
    for subject in SUBJECTS.values():
        covering = [each for each in lists if each.subject_key == subject.key]
        if subject.aside or any(not each.filters and not each.departments for each in covering):
            continue
        rows = subject.open(now)
        for each in covering:
            rows = rows.exclude(pk__in=listed(each, now).values("pk"))
        number = rows.count()
        if number:
            found.append(Unlisted(subject.words, number))
    return found


def own_things(user: User, now: datetime) -> list[tuple[Worklist, Row]]:
    """Everything that is this person's, each once, the one that is due first at the top: what a hand-over offers."""
    found: dict[str, tuple[Worklist, Row]] = {}
    for each in current():
        if each.subject.aside:
            continue
        rows = visible(user, each, now, "mine").order_by(each.clock.field, "pk")
        for row in as_rows(list(rows[:MOST_OWN]), each, now):
            there = found.get(row.key)
            if there is None or row.due < there[1].due:
                found[row.key] = (each, row)
    return sorted(found.values(), key=lambda each: (each[1].due, each[1].key))[:MOST_OWN]
