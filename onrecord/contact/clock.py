"""The clock on every report: from the first moment that any part of the force heard of it until it was decided.

Decided means that a crime was recorded, or that it was written down why there is none. Crimes are seen at the log
(`Log.first_recorded_at`); whoever keeps other decisions registers here (in its AppConfig.ready), since contact stands
below them. The limit is that of the rules for the day of the report (crimerules.deadline).

Heard means the first report to any part of the force (Crime Recording Rules 2026/27, p. 10), which may be earlier than the
one that opened the log: see `onrecord.contact.heard`. Page, lists and counts go by the same moment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone

from crimerules.clock import uk_date
from crimerules.deadline import due, limit_hours
from onrecord.contact.heard import Heard, first_heard, heard_before
from onrecord.contact.models import Log

AMBER = timedelta(hours=6)


class Hand(StrEnum):
    """Where the clock stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    IN_TIME = "in-time"
    LATE = "late"
    CLOSED = "closed"
    NO_LIMIT = "no-limit"


@dataclass(frozen=True)
class Clock:
    """The clock of one log. `stopped_at`: when it was decided or, without a decision, closed. `left`: until the limit,
    negative when it is over, as of now or of when the clock stopped. `heard`: what counts as first report."""

    hand: Hand
    heard: Heard
    due_at: datetime | None
    stopped_at: datetime | None
    left: timedelta | None

    @property
    def started_at(self) -> datetime:
        """The first report to any part of the force."""
        return self.heard.at

    @property
    def colour(self) -> str:
        """The colour of its tag; the words say the same."""
        shown = {Hand.AMBER: "amber", Hand.RED: "red", Hand.LATE: "red"}
        return shown.get(
            self.hand, "grey" if self.hand in (Hand.CLOSED, Hand.NO_LIMIT) else "green"
        )

    @property
    def words(self) -> str:
        """What a list says."""
        span = _span(self.left)
        return {
            Hand.GREEN: f"{span} left",
            Hand.AMBER: f"only {span} left",
            Hand.RED: f"{span} over the limit",
            Hand.IN_TIME: "decided in time",
            Hand.LATE: f"decided {span} late",
            Hand.CLOSED: "closed, nothing recorded",
            Hand.NO_LIMIT: "no limit held for that date",
        }[self.hand]


@dataclass(frozen=True)
class Decided:
    """Decisions that another app keeps. `when`: of these log ids, those that were decided, and when first.
    `condition`: the same as a condition on logs, for lists."""

    when: Callable[[Sequence[int]], Mapping[int, datetime]]
    condition: Callable[[], Q]


_registered: dict[str, Decided] = {}


def register(name: str, decided: Decided) -> None:
    """Have these decisions stop the clock. Registering a name again replaces it."""
    _registered[name] = decided


def decided_at(logs: Iterable[Log]) -> dict[int, datetime]:
    """When each log was first decided, by its number; logs without a decision are left out."""
    rows = list(logs)
    found = {row.pk: row.first_recorded_at for row in rows if row.first_recorded_at is not None}
    for decided in _registered.values():
        for pk, at in decided.when([row.pk for row in rows]).items():
            found[pk] = min(found.get(pk, at), at)
    return found


def clocks(logs: Iterable[Log], now: datetime | None = None) -> dict[int, Clock]:
    """The clock of each log opened here, by its number. Logs of other systems have none."""
    rows = [row for row in logs if row.opened_at is not None]
    decided, heard, now = decided_at(rows), first_heard(rows), now or timezone.now()
    return {row.pk: _clock(row, heard[row.pk], decided.get(row.pk), now) for row in rows}


def clock_of(log: Log, now: datetime | None = None) -> Clock | None:
    """The clock of one log; None for a log of another system."""
    return clocks([log], now).get(log.pk)


def _clock(log: Log, heard: Heard, decided: datetime | None, now: datetime) -> Clock:
    limit = due(heard.at.astimezone(UTC))
    stopped = decided or log.closed_at
    left = None if limit is None else limit - (stopped or now)
    if limit is None or left is None:
        hand = Hand.NO_LIMIT
    elif decided is not None:
        hand = Hand.IN_TIME if left >= timedelta() else Hand.LATE
    elif stopped is not None:
        hand = Hand.CLOSED
    elif left < timedelta():
        hand = Hand.RED
    else:
        hand = Hand.AMBER if left < AMBER else Hand.GREEN
    return Clock(hand, heard, limit, stopped, left)


def undecided(logs: QuerySet[Log]) -> QuerySet[Log]:
    """The open logs, opened here, of which nothing is decided yet."""
    logs = logs.filter(
        opened_at__isnull=False, closed_at__isnull=True, first_recorded_at__isnull=True
    )
    for decided in _registered.values():
        logs = logs.exclude(decided.condition())
    return logs


def late(logs: QuerySet[Log], now: datetime | None = None) -> QuerySet[Log]:
    """Of undecided logs, those over the limit. Today's limit: logs kept here aren't older than it."""
    now = now or timezone.now()
    return logs.filter(heard_before(now - _limit(now)))


def due_within(logs: QuerySet[Log], hours: int, now: datetime | None = None) -> QuerySet[Log]:
    """Of undecided logs, those whose limit comes within so many hours and isn't over."""
    now = now or timezone.now()
    first = now - _limit(now)
    soon = logs.exclude(heard_before(first))
    # Up to and with the last moment: what was heard at it is due.
    return soon.filter(heard_before(first + timedelta(hours=hours, microseconds=1)))


def _limit(now: datetime) -> timedelta:
    return timedelta(hours=limit_hours(uk_date(now)) or 24)


def _span(left: timedelta | None) -> str:
    """Hours and minutes: 5 h 20 min."""
    minutes = int(abs(left or timedelta()).total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} d {hours % 24} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"
