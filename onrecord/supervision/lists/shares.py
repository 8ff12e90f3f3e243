"""What one person has of a list in one department, and how late: what my day says of all lists, in one search for each
subject instead of one for each question about each list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Min, Q, Value, When

from onrecord.people.models import User
from onrecord.supervision.lists.policies import sees_whole
from onrecord.supervision.lists.queries import Counts, in_list, seen_by
from onrecord.supervision.lists.worklist import Worklist

# What isn't late (`Share.over`), and what is in another list of the subject only.
_SOON, _LATER, _OUT = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Share:
    """Things of a list that are alike in all that my day asks. `department` and `owner` as the record has them; `owner`
    empty: nobody has them. `over`: so many hours ago at least they were due (0, and the hours after which the list goes on
    to others); below 0: they aren't late."""

    department: str
    owner: str
    over: int
    counts: Counts


class Shares:
    """The shares of those of the lists that this person sees whole, for as long as one page is made: its parts ask for the
    same."""

    def __init__(self, user: User, lists: Iterable[Worklist], now: datetime) -> None:
        self._user, self._now = user, now
        self._lists = [each for each in lists if sees_whole(user, each)]
        self._found: dict[str, list[Share]] = {}

    def hold(self, worklist: Worklist) -> bool:
        return any(each.slug == worklist.slug for each in self._lists)

    def of(self, worklist: Worklist) -> list[Share]:
        if worklist.slug not in self._found:
            same = [each for each in self._lists if each.subject_key == worklist.subject_key]
            self._found |= shares(self._user, same, self._now)
        return self._found[worklist.slug]


def shares(user: User, lists: Sequence[Worklist], now: datetime) -> dict[str, list[Share]]:
    """The shares of lists of one subject, by list. They add up to what `counts` says of the rows that are `visible`."""
    subject = lists[0].subject
    rows = seen_by(user, subject, subject.open(now)).order_by()
    within = [in_list(each) for each in lists]
    if all(within):
        anywhere = Q()
        for condition in within:
            anywhere |= condition
        rows = rows.filter(anywhere)
    stages = {f"due_over_{at}": _over(each, within[at], now) for at, each in enumerate(lists)}
    fields = list(dict.fromkeys(each.clock.field for each in lists))
    least = {f"due_since_{at}": Min(field) for at, field in enumerate(fields)}
    held = (
        rows.annotate(**stages)
        .values_list(subject.department, "owner", *stages)
        .annotate(due_number=Count("pk"), **least)
    )
    found: dict[str, list[Share]] = {each.slug: [] for each in lists}
    for department, owner, *rest in held:
        overs, number, firsts = rest[: len(lists)], rest[len(lists)], rest[len(lists) + 1 :]
        for each, over in zip(lists, overs, strict=True):
            if over == _OUT:
                continue
            first = firsts[fields.index(each.clock.field)]
            counts = Counts(number, number * (over >= 0), number * (over == _SOON), first)
            found[each.slug].append(Share(department, owner, over, counts))
    return found


def _over(worklist: Worklist, within: Q, now: datetime) -> Case:
    """`Share.over` of a row, or that it isn't in the list."""
    hours = sorted({0, *(step.after for step in worklist.escalation)}, reverse=True)
    steps: list[tuple[int, dict[str, Any]]] = [
        *((each, worklist.due_before(now - timedelta(hours=each))) for each in hours),
        (_SOON, worklist.due_before(now + timedelta(hours=worklist.amber))),
    ]
    over = Case(*(When(**due, then=Value(each)) for each, due in steps), default=Value(_LATER))
    return Case(When(within, then=over), default=Value(_OUT)) if within else over


def total(some: Iterable[Share]) -> Counts:
    """The counts of several shares together."""
    held = [each.counts for each in some]
    first = min((each.first for each in held if each.first is not None), default=None)
    return Counts(
        sum(each.all for each in held),
        sum(each.late for each in held),
        sum(each.soon for each in held),
        first,
    )
