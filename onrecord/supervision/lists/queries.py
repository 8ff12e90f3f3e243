"""What a worklist shows: counts that are exact, and pages found by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from onrecord.people.models import User
from onrecord.supervision.departments.queries import earlier_names
from onrecord.supervision.lists.models import Item
from onrecord.supervision.lists.owners import names_of_all, staff, unowned
from onrecord.supervision.lists.policies import sees_whole
from onrecord.supervision.lists.worklist import Worklist
from onrecord.supervision.shifts.absences import covered_for
from onrecord.supervision.subjects.base import Rows, Shown, Subject

PAGE = 50
WHOSE = ("", "mine", "nobody")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things there are, how many are late, and how many soon will be. `first`: when the clock of the earliest began."""

    all: int = 0
    late: int = 0
    soon: int = 0
    first: Any = None


@dataclass(frozen=True)
class Row:
    """One thing of a list."""

    key: str
    kind: str
    pk: int
    shown: Shown
    department: str
    since: Any
    day: bool
    due: datetime
    hand: str
    owner: str
    item: Item | None

    @property
    def left(self) -> timedelta:
        return self.due - timezone.now()


@dataclass(frozen=True)
class ListPage:
    """One page; `older` continues it."""

    rows: list[Row]
    older: str


def in_list(worklist: Worklist) -> Q:
    """What of its subject's rows a list has; empty where it has them all."""
    subject = worklist.subject
    found = Q()
    for name, values in worklist.filters.items():
        found &= subject.filters[name].condition(values)
    if worklist.departments:
        # A department that took others over goes on with what bears their names.
        names = {each for name in worklist.departments for each in (name, *earlier_names(name))}
        found &= Q(**{f"{subject.department}__in": sorted(names)})
    return found


def listed(worklist: Worklist, now: datetime) -> Rows:
    """Everything in a list, in the whole force."""
    return worklist.subject.open(now).filter(in_list(worklist))


def seen_by(user: User, subject: Subject, rows: Rows) -> Rows:
    """What of a subject's rows this person sees, with `owner`."""
    rows = subject.owned(subject.seen(user, rows))
    return rows if subject.not_for is None else rows.exclude(subject.not_for(user))


def visible(
    user: User,
    worklist: Worklist,
    now: datetime,
    whose: str = "",
    department: str | None = None,
    late: int | None = None,
    names: Sequence[str] | None = None,
    soon: bool = False,
) -> Rows:
    """What of a list this person sees, with `owner`. `whose`: "mine" (with that of those for whom they cover), "nobody",
    or empty for whosever. `department`: only of this one. `late`: only what was due so many hours ago; `soon`: only what
    soon will be late. `names`: `own_names` of the person, where they are known already."""
    subject = worklist.subject
    rows = seen_by(user, subject, listed(worklist, now))
    if late is not None:
        rows = rows.filter(**worklist.due_before(now - timedelta(hours=late)))
    if soon:
        rows = rows.filter(**worklist.due_before(now + timedelta(hours=worklist.amber))).exclude(
            **worklist.due_before(now)
        )
    if department is not None:
        rows = rows.filter(**{subject.department: department})
    if whose == "mine" or not sees_whole(user, worklist):
        return subject.whose(rows, own_names(user) if names is None else names)
    if whose == "nobody":
        return rows.filter(unowned(staff()))
    return rows


def own_names(user: User) -> list[str]:
    """How records name a person, and those for whom they cover."""
    return names_of_all([user, *covered_for(user)])


def counts(rows: Rows, worklist: Worklist, now: datetime) -> Counts:
    """How many there are, exactly."""
    late = Q(**worklist.due_before(now))
    soon = Q(**worklist.due_before(now + timedelta(hours=worklist.amber)))
    found = rows.order_by().aggregate(
        n=Count("pk"),
        late=Count("pk", filter=late),
        soon=Count("pk", filter=soon & ~late),
        first=Min(worklist.clock.field),
    )
    return Counts(found["n"], found["late"], found["soon"], found["first"])


def kinds_given(names: Sequence[str]) -> set[str]:
    """Kinds of things of which any was given to these people: of others only what the record says can be theirs."""
    return set(Item.objects.filter(owner__in=names).values_list("kind", flat=True).distinct())


def list_page(
    rows: Rows, worklist: Worklist, now: datetime, after: str = "", size: int = PAGE
) -> ListPage:
    """One page in the list's order, beginning after the key `after`."""
    field = worklist.clock.field
    sign, beyond = ("-", "lt") if worklist.newest_first else ("", "gt")
    found = rows.order_by(f"{sign}{field}", f"{sign}pk")
    place = _read_key(after, day=worklist.clock.day)
    if place is not None:
        at, pk = place
        found = found.filter(**{f"{field}__{beyond}e": at}).filter(
            Q(**{f"{field}__{beyond}": at}) | Q(**{f"pk__{beyond}": pk})
        )
    held = in_order(found, size + 1)
    older = _write_key(held[size - 1], field) if len(held) > size else ""
    return ListPage(as_rows(held[:size], worklist, now), older)


def in_order(rows: Rows, most: int) -> list[Any]:
    """The first of ordered rows. By number first: else thousands of whole rows would be sorted for the sake of a page."""
    pks = list(rows.values_list("pk", flat=True)[:most])
    place = {pk: at for at, pk in enumerate(pks)}
    return sorted(rows.filter(pk__in=pks), key=lambda row: place[row.pk]) if pks else []


def as_rows(held: Sequence[Any], worklist: Worklist, now: datetime) -> list[Row]:
    """Rows of a subject as the list shows them."""
    subject = worklist.subject
    shown = subject.show(held, now)
    items = {
        each.target: each
        for each in Item.objects.filter(kind=subject.kind, target__in=[row.pk for row in held])
    }
    found = []
    for row in held:
        since = value_of(row, worklist.clock.field)
        due = shown[row.pk].due or worklist.due(since)
        amber = due - timedelta(hours=worklist.amber)
        found.append(
            Row(
                key=f"{subject.kind}:{row.pk}",
                kind=subject.kind,
                pk=row.pk,
                shown=shown[row.pk],
                department=value_of(row, subject.department),
                since=since,
                day=worklist.clock.day,
                due=due,
                hand="red" if due < now else "amber" if amber < now else "",
                owner=row.owner or "",
                item=items.get(row.pk),
            )
        )
    return found


def value_of(row: Any, field: str) -> Any:
    for name in field.split("__"):
        row = getattr(row, name)
    return row


def _write_key(row: Any, field: str) -> str:
    at = value_of(row, field)
    text = at.astimezone(UTC).isoformat() if isinstance(at, datetime) else at.isoformat()
    return f"{row.pk}~{text}"


def _read_key(after: str, *, day: bool) -> tuple[Any, int] | None:
    """The place a page begins after; None for the first page or for a key that somebody has edited."""
    number, _, rest = after.partition("~")
    if not (number.isdecimal() and len(number) < 19):
        return None
    try:
        if day:
            return date.fromisoformat(rest), int(number)
        moment = datetime.fromisoformat(rest)
    except ValueError:
        return None
    return (moment, int(number)) if moment.tzinfo else None
