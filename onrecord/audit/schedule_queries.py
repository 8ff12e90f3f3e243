"""Capacity of the readers against what is to be read, and what reminds whom."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Count
from django.urls import reverse

from onrecord.audit.eligible import readers
from onrecord.audit.models import Audit, Reading, SampleItem, SecondCheck
from onrecord.audit.policies import can_make_audit, can_read_sample, reads_given_only
from onrecord.audit.programmes_kept import programme_of
from onrecord.audit.schedule_models import ReaderHours
from onrecord.audit.schedule_periods import IN_FOUR_WEEKS
from onrecord.audit.schedule_policies import can_keep_schedule
from onrecord.audit.schedule_runs import Row, rows
from onrecord.audit.sharing import unread
from onrecord.audit.stop_prefix import BEHIND_STOP
from onrecord.people.models import User

# From so many measured readings on, minutes are taken from them instead of from the programme.
ENOUGH = 20
# Longer than this, somebody went away from the screen.
LONGEST = 3600


@dataclass(frozen=True, slots=True)
class Need:
    """What one programme takes. `records` of one run, second readings among them; `measured`: from readings' own times."""

    row: Row
    records: float
    minutes: float
    measured: bool

    @property
    def hours(self) -> float:
        """Of one run."""
        return self.records * self.minutes / 60

    @property
    def in_four_weeks(self) -> float:
        """Hours in four weeks; 0 for what runs on demand."""
        return self.hours * IN_FOUR_WEEKS.get(self.row.programme.schedule.every, 0.0)


@dataclass(frozen=True, slots=True)
class Load:
    """One reader: records that are theirs to read, the minutes these take, and their hours a week (None: not set)."""

    user: User
    records: int
    minutes: float
    hours: float | None

    @property
    def weeks(self) -> float | None:
        return self.minutes / 60 / self.hours if self.hours else None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Hours in four weeks that the schedule takes, hours that lie unread now, and hours that the readers have."""

    needs: Sequence[Need]
    loads: Sequence[Load]
    unread: int
    backlog: float

    @property
    def needed(self) -> float:
        return sum(need.in_four_weeks for need in self.needs)

    @property
    def there(self) -> float:
        return sum(4 * load.hours for load in self.loads if load.hours)

    def sentence(self) -> str:
        """Whether the hours are enough, in words."""
        if not any(load.hours is not None for load in self.loads):
            return "No reader's hours are set, so nobody can say whether they are enough."
        wanted = self.needed + self.backlog
        text = (
            f"In four weeks the schedule takes {self.needed:,.0f} hours, what lies unread {self.backlog:,.0f}; "
            f"the readers have {self.there:,.0f}. "
        )
        if wanted <= self.there:
            return f"{text}That is enough."
        return f"{text}{wanted - self.there:,.0f} hours are missing: read less often, draw smaller samples, or add readers."


def capacity(found: Sequence[Row]) -> Capacity:
    """What the programmes in force take, against the readers' hours."""
    needs = [_need(row) for row in found if row.in_force]
    minutes = {need.row.programme.slug: need.minutes for need in needs}
    own: Counter[str] = Counter()
    time: dict[str, float] = {}
    number, backlog = 0, 0.0
    for audit in Audit.objects.select_related("programme"):
        programme = programme_of(audit)
        each = minutes.get(programme.slug, float(programme.readers.minutes))
        for reader, count in unread(audit).order_by().values_list("reader").annotate(n=Count("pk")):
            number += count
            backlog += count * each / 60
            own[reader] += count
            time[reader] = time.get(reader, 0.0) + count * each
    hours = dict(ReaderHours.objects.values_list("reader", "minutes_a_week"))
    loads = [
        Load(
            user,
            own[user.username],
            time.get(user.username, 0.0),
            hours[user.username] / 60 if user.username in hours else None,
        )
        for user in readers()
    ]
    return Capacity(needs, loads, number, backlog)


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
    return Need(row, size * (1 + share), minutes, measured)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing of the schedule that waits for somebody. No personal data: it goes into e-mails."""

    words: str
    url: str


def reminders(user: User) -> list[Reminder]:
    """What the schedule asks of this person."""
    found = []
    url = reverse("audit-schedule")
    if can_make_audit(user):
        held = rows(counted=False)
        found += [
            Reminder(f"{row.programme.title}: the audit of {row.due.period.words} is due", url)
            for row in held
            if row.in_force and row.due
        ]
        gaps = sum(row.unexplained for row in held)
        if gaps and can_keep_schedule(user):
            words = "gap in the audits has" if gaps == 1 else "gaps in the audits have"
            found.append(Reminder(f"{gaps} {words} no reason written", url))
    if can_read_sample(user) or reads_given_only(user):
        read = Reading.objects.counted().values("item_id")
        mine = (
            SampleItem.objects.filter(reader=user.username)
            .exclude(pk__in=read)
            .exclude(BEHIND_STOP)
            .count()
        )
        if mine:
            found.append(
                Reminder(
                    f"{mine:,} record{'s' if mine > 1 else ''} given to you to read",
                    reverse("audit-given" if reads_given_only(user) else "audits"),
                )
            )
    return found
