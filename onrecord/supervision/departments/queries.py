"""Departments on a day, what became of them, and who belonged where.

Figures by department stay with where the work was done: `spans` says under which names, from when to when, records count
for a department and for those that stood under it then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from onrecord.contact.queries import distinct_values
from onrecord.people.models import User
from onrecord.supervision.departments.models import Department, Membership

# Mergers of mergers: more than this many is a slip, and must not go round for ever.
MOST_STEPS = 50


def key(name: str) -> str:
    """A department's name as it is compared."""
    return " ".join(name.split()).casefold()


def standing(day: date | None = None) -> list[Department]:
    """The departments that stand on a day (today), by name."""
    day = day or timezone.localdate()
    ended = Q(until__isnull=True) | Q(until__gt=day)
    return list(Department.objects.filter(ended, since__lte=day).order_by("name_key"))


def earlier_names(name: str) -> tuple[str, ...]:
    """The names of departments that this one has taken over by today, in whatever steps; each as it was written."""
    today = timezone.localdate()
    merged = {
        row.name_key: row
        for row in Department.objects.exclude(merged_into="").filter(until__lte=today)
    }
    if not merged:
        return ()
    # A name that stands again belongs to the new department, not to whoever took the old one over.
    stands = {row.name_key for row in standing(today)}
    found: dict[str, str] = {}
    wanted = {key(name)}
    for _ in range(MOST_STEPS):
        fresh = {
            row.name_key: row.name
            for row in merged.values()
            if key(row.merged_into) in wanted
            and row.name_key not in found
            and row.name_key not in stands
        }
        if not fresh:
            break
        found |= fresh
        wanted = set(fresh)
    return tuple(found[each] for each in sorted(found))


def became(name: str, day: date | None = None) -> str:
    """The name of the department that does this one's work on a day (today): its own while it stands, else the one that
    took it over; empty where it ended without one."""
    return successors(day)(name)


def successors(day: date | None = None) -> Callable[[str], str]:
    """`became` for many names, with the list of departments read once."""
    day = day or timezone.localdate()
    latest = {
        row.name_key: row for row in Department.objects.filter(since__lte=day).order_by("since")
    }

    def find(name: str) -> str:
        for _ in range(MOST_STEPS):
            last = latest.get(key(name))
            if last is None:
                # Never listed: the name is all that is known of it.
                return name
            if last.until is None or last.until > day:
                return last.name
            if not last.merged_into:
                return ""
            name = last.merged_into
        return ""

    return find


@dataclass(frozen=True, slots=True)
class Span:
    """Records under this name count from `start` to the day before `end`."""

    name: str
    start: date
    end: date


def spans(name: str, start: date, end: date) -> list[Span]:
    """Under which names records count for a department between two days (the second not included): its own, and those of
    departments that stood under it then, in whatever steps. A merger moves nothing: the old name's records count for the
    old name. A department that isn't listed counts under its own name throughout."""
    periods = list(Department.objects.filter(since__lt=end).order_by("name_key", "since"))
    own = key(name)
    if not any(row.name_key == own for row in periods):
        return [Span(name, start, end)]
    found: list[Span] = []
    wanted = [(own, start, end)]
    for _ in range(MOST_STEPS):
        below: list[tuple[str, date, date]] = []
        for above, first, last in wanted:
            for row in periods:
                begins, ends = max(first, row.since), min(last, row.until or last)
                if begins >= ends:
                    continue
                if row.name_key == above:
                    found.append(Span(row.name, begins, ends))
                elif key(row.parent) == above:
                    below.append((row.name_key, begins, ends))
        if not below:
            break
        wanted = below
    return _joined(found)


def _joined(found: Iterable[Span]) -> list[Span]:
    """Spans of one name that touch or overlap, as one: nothing is counted twice."""
    joined: list[Span] = []
    for span in sorted(found, key=lambda each: (key(each.name), each.start, each.end)):
        last = joined[-1] if joined else None
        if last is not None and key(last.name) == key(span.name) and span.start <= last.end:
            joined[-1] = Span(last.name, last.start, max(last.end, span.end))
        else:
            joined.append(span)
    return joined


def department_on(username: str, day: date) -> str:
    """Where somebody belonged on a day; where nothing is kept of them, where their account is now."""
    rows = list(Membership.objects.filter(person=username).order_by("since"))
    if not rows:
        return (
            User.objects.filter(username=username).values_list("department", flat=True).first()
            or ""
        )
    for row in reversed(rows):
        if row.since <= day and (row.until is None or day < row.until):
            return row.department
    return ""


def members_on(name: str, day: date) -> list[str]:
    """User names of those who belonged to a department on a day."""
    ended = Q(until__isnull=True) | Q(until__gt=day)
    rows = Membership.objects.filter(ended, department__iexact=name, since__lte=day)
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def unlisted() -> list[str]:
    """Names that logs or accounts bear and that stand nowhere in the list, in order."""
    known = set(Department.objects.values_list("name_key", flat=True))
    accounts = User.objects.exclude(department="").values_list("department", flat=True).distinct()
    found: dict[str, str] = {}
    for name in (*distinct_values("department"), *accounts.order_by()):
        if key(name) not in known:
            found.setdefault(key(name), name)
    return [found[each] for each in sorted(found)]


@dataclass(frozen=True, slots=True)
class Standing:
    """One department of the page: how deep below its parents, and how many people belong to it."""

    row: Department
    depth: int
    people: int


def tree(day: date) -> list[Standing]:
    """The departments of a day, each under its parent."""
    rows = standing(day)
    ended = Q(until__isnull=True) | Q(until__gt=day)
    counts: dict[str, int] = {}
    for name in Membership.objects.filter(ended, since__lte=day).values_list(
        "department", flat=True
    ):
        counts[key(name)] = counts.get(key(name), 0) + 1
    there = {row.name_key for row in rows}
    found: list[Standing] = []

    def under(parent: str, depth: int) -> None:
        for row in rows:
            above = key(row.parent) if key(row.parent) in there else ""
            if above == parent and depth < MOST_STEPS:
                found.append(Standing(row, depth, counts.get(row.name_key, 0)))
                under(row.name_key, depth + 1)

    under("", 0)
    return found


def past(day: date) -> list[Department]:
    """Periods that had ended by a day, the latest first."""
    return list(Department.objects.filter(until__lte=day).order_by("-until", "name_key"))
