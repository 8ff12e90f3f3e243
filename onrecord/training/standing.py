"""How people stand with their courses: done, due soon, overdue; by person and by department, with n."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from onrecord.people.models import User
from onrecord.training.courses import Course, courses
from onrecord.training.models import CourseDone
from onrecord.training.policies import visible_people

DONE, SOON, NEW, OVERDUE = "done", "soon", "new", "overdue"
WORDS = {DONE: "done", SOON: "due soon", NEW: "to do", OVERDUE: "overdue"}
SOON_DAYS = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands with one course. `due`: by when it is to be done, or done again; None: never again."""

    person: User
    course: Course
    state: str
    done_on: date | None
    due: date | None

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def counts(self) -> bool:
        """Whether the person has the course now."""
        return self.state in (DONE, SOON)


def standing_of(person: User, course: Course, done_on: date | None, today: date) -> Standing:
    """A pure look at dates: `done_on` is the last day it was done."""
    if done_on is None:
        due = timezone.localdate(person.date_joined) + timedelta(days=course.within_days)
        return Standing(person, course, OVERDUE if due < today else NEW, None, due)
    ends = course.runs_out(done_on)
    if ends is None:
        return Standing(person, course, DONE, done_on, None)
    state = OVERDUE if ends < today else SOON if ends < today + timedelta(days=SOON_DAYS) else DONE
    return Standing(person, course, state, done_on, ends)


def standings(people: Iterable[User], today: date | None = None) -> list[Standing]:
    """Every course that each of these people needs, with how they stand; in the order of people and courses."""
    today = today or timezone.localdate()
    found, held = list(people), courses()
    last: dict[tuple[str, str], date] = {}
    rows = CourseDone.objects.filter(withdrawn=False, done_on__lte=today).order_by("done_on")
    if len(found) < 200:
        rows = rows.filter(person__in=[person.username for person in found])
    for who, what, day in rows.values_list("person", "course", "done_on"):
        last[who, what] = day
    return [
        standing_of(person, course, last.get((person.username, course.slug)), today)
        for person in found
        for course in held
        if course.needed_by(person.role, person.department)
    ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one department and course: `n` people need it, `have` have it now, `overdue` are late."""

    department: str
    course: Course
    n: int
    have: int
    overdue: int

    @property
    def share(self) -> float:
        return self.have / self.n


def coverage(rows: Sequence[Standing]) -> list[Coverage]:
    """Department by department. Everybody is counted, so there is no interval; n says on how many a share rests."""
    counted: dict[tuple[str, str], list[Standing]] = {}
    for row in rows:
        counted.setdefault((row.person.department, row.course.slug), []).append(row)
    return [
        Coverage(
            department,
            each[0].course,
            len(each),
            sum(row.counts for row in each),
            sum(row.state == OVERDUE for row in each),
        )
        for (department, _), each in sorted(counted.items())
    ]


def seen_by(user: User) -> list[Standing]:
    """The standings that this person may see, the late ones first."""
    people = visible_people(user).order_by("department", "username")
    order = {OVERDUE: 0, NEW: 1, SOON: 2, DONE: 3}
    return sorted(standings(people), key=lambda row: order[row.state])


def count_overdue(user: User) -> int:
    """How many of this person's own courses are overdue."""
    return sum(row.state == OVERDUE for row in standings([user]))
