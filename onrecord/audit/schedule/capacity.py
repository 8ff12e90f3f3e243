"""Capacity of the readers against what is to be read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Count

from onrecord.audit.models import Audit, Reading, SecondCheck
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.eligible import given_readers, given_roles, readers
from onrecord.audit.reading.sharing import unread
from onrecord.audit.schedule.models import ReaderHours
from onrecord.audit.schedule.periods import IN_FOUR_WEEKS
from onrecord.audit.schedule.runs import Row
from onrecord.people.models import User

# From so many measured readings on, minutes are taken from them instead of from the programme.
ENOUGH = 20
# Longer than this, somebody went away from the screen.
LONGEST = 3600


@dataclass(frozen=True, slots=True)
class Need:
    """What one programme takes. `first`: records of one run; `records`: with those read again; `measured`: from readings' own times.

    `given`: whether the programme names a role that reads only what is given to it. Such readers read first, never second.
    """

    row: Row
    first: float
    records: float
    minutes: float
    measured: bool
    given: bool

    @property
    def hours(self) -> float:
        """Of one run."""
        return self.records * self.minutes / 60

    @property
    def in_four_weeks(self) -> float:
        """Hours in four weeks; 0 for what runs on demand."""
        return self.hours * IN_FOUR_WEEKS.get(self.row.programme.schedule.every, 0.0)

    @property
    def may_be_given(self) -> float:
        """Of these, hours that supervisors may take: first readings of a programme that names them."""
        return (
            self.in_four_weeks * self.first / self.records if self.given and self.records else 0.0
        )


@dataclass(frozen=True, slots=True)
class Load:
    """One reader: records that are theirs to read, the minutes these take, and their hours a week (None: not set).

    `given_only`: a supervisor, who reads nothing but what was given to them, of their own department.
    """

    user: User
    records: int
    minutes: float
    hours: float | None
    given_only: bool

    @property
    def weeks(self) -> float | None:
        return self.minutes / 60 / self.hours if self.hours else None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Hours in four weeks that the schedule takes, hours that lie unread now, and hours that the readers have.

    `backlog_given`: of what lies unread, the hours of records that were given to supervisors. Hours of supervisors count for what
    they may read, and for nothing else: spare ones don't shorten the queue of a sample that only auditors read.
    """

    needs: Sequence[Need]
    loads: Sequence[Load]
    unread: int
    backlog: float
    backlog_given: float

    @property
    def needed(self) -> float:
        return sum(need.in_four_weeks for need in self.needs)

    @property
    def may_be_given(self) -> float:
        """Hours of all that is needed and unread that supervisors may take."""
        return sum(need.may_be_given for need in self.needs) + self.backlog_given

    @property
    def there(self) -> float:
        """Hours of those who may read any record."""
        return sum(4 * load.hours for load in self.loads if load.hours and not load.given_only)

    @property
    def there_given(self) -> float:
        """Hours of supervisors."""
        return sum(4 * load.hours for load in self.loads if load.hours and load.given_only)

    @property
    def missing(self) -> float:
        """Hours that nobody has."""
        used = min(self.there_given, self.may_be_given)
        return max(0.0, self.needed + self.backlog - self.there - used)

    def sentence(self) -> str:
        """Whether the hours are enough, in words."""
        if not any(load.hours is not None for load in self.loads):
            return "No reader's hours are set, so nobody can say whether they are enough."
        text = (
            f"In four weeks the schedule takes {self.needed:,.0f} hours, what lies unread {self.backlog:,.0f}; "
            f"the readers have {self.there:,.0f}. "
        )
        if self.may_be_given or self.there_given:
            text += (
                f"Of the hours that are needed, supervisors may take {self.may_be_given:,.0f} (first readings of their own "
                f"departments, where the programme names them) and have {self.there_given:,.0f}. "
            )
        if not self.missing:
            return f"{text}That is enough."
        ways = "read less often, draw smaller samples, or add readers"
        if self.may_be_given > self.there_given:
            ways += ", supervisors among them"
        return f"{text}{self.missing:,.0f} hours are missing: {ways}."


def capacity(found: Sequence[Row]) -> Capacity:
    """What the programmes in force take, against the readers' hours."""
    needs = [_need(row) for row in found if row.in_force]
    minutes = {need.row.programme.slug: need.minutes for need in needs}
    own: Counter[str] = Counter()
    time: dict[str, float] = {}
    number, backlog, of_given = 0, 0.0, 0.0
    limited = {user.username: user for user in given_readers()}
    for audit in Audit.objects.select_related("programme"):
        programme = programme_of(audit)
        each = minutes.get(programme.slug, float(programme.readers.minutes))
        for reader, count in unread(audit).order_by().values_list("reader").annotate(n=Count("pk")):
            number += count
            backlog += count * each / 60
            of_given += count * each / 60 if reader in limited else 0.0
            own[reader] += count
            time[reader] = time.get(reader, 0.0) + count * each
    hours = dict(ReaderHours.objects.values_list("reader", "minutes_a_week"))
    # Of supervisors those who take part: there may be hundreds who have nothing to do with audits.
    taking_part = [u for name, u in limited.items() if name in hours or own[name]]
    loads = [
        Load(
            user,
            own[user.username],
            time.get(user.username, 0.0),
            hours[user.username] / 60 if user.username in hours else None,
            user.username in limited,
        )
        for user in [*readers(), *taking_part]
    ]
    return Capacity(needs, loads, number, backlog, of_given)


def _need(row: Row) -> Need:
    programme, last = row.programme, row.last
    size = last.items.count() if last is not None else programme.design.sample_size
    mine = Reading.objects.filter(current=True, item__audit__programme__slug=programme.slug)
    timed = mine.filter(seconds__gt=0, seconds__lte=LONGEST).values_list("seconds", flat=True)
    seconds = [each for each in timed[:5000] if each is not None]
    first = mine.filter(phase="first").count()
    again = SecondCheck.objects.filter(item__audit__programme__slug=programme.slug).count()
    share = again / first if first else programme.second_reading.passes_percent / 100
    measured = len(seconds) >= ENOUGH
    minutes = median(seconds) / 60 if measured else float(programme.readers.minutes)
    given = bool(set(programme.readers.roles) & given_roles())
    return Need(row, size, size * (1 + share), minutes, measured, given)
