"""Who is away today, and who covers for whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from onrecord.people.models import User
from onrecord.supervision.shifts.models import Absence, Handover, Shift

# A department that had a shift within these days goes by shifts.
LATELY = timedelta(days=14)


def away(day: date | None = None) -> dict[str, str]:
    """User name of each who is away on a day (today) -> user name of whoever covers, empty for nobody."""
    day = day or timezone.localdate()
    rows = Absence.objects.filter(since__lte=day, until__gt=day)
    return dict(rows.values_list("person", "covered_by"))


def stands_in(username: str, absent: dict[str, str]) -> str:
    """Who has somebody's things today: themselves, or whoever covers, who may be covered in turn; empty for nobody."""
    seen: set[str] = set()
    while username in absent:
        if username in seen:
            return ""
        seen.add(username)
        username = absent[username]
    return username


def covered_for(user: User, day: date | None = None) -> list[User]:
    """Those whose things come before this person today, since they are away."""
    absent = away(day)
    names = [name for name in absent if stands_in(name, absent) == user.username]
    return list(User.objects.filter(username__in=names).order_by("username")) if names else []


@dataclass(frozen=True)
class OnShift:
    """Who is on shift, by department (as compared) and role; and which of them go by shifts at all."""

    now: frozenset[tuple[str, str]]
    lately: frozenset[tuple[str, str]]

    def off(self, department: str, role: str) -> bool:
        """Whether the team goes by shifts and nobody is on."""
        return (department, role) in self.lately and (department, role) not in self.now


def on_shift(at: datetime | None = None) -> OnShift:
    """Everybody who is on shift at a moment (now)."""
    at = at or timezone.now()
    now: set[tuple[str, str]] = set()
    lately: set[tuple[str, str]] = set()
    absent = away(timezone.localdate(at))
    for row in Shift.objects.filter(until__gt=at - LATELY, since__lte=at):
        team = (row.department.casefold(), row.role)
        lately.add(team)
        ended = row.until if row.ended_at is None else min(row.ended_at, row.until)
        if ended > at and row.person not in absent:
            now.add(team)
    return OnShift(frozenset(now), frozenset(lately))


def waiting_handovers() -> list[Handover]:
    """Hand-overs that nobody has taken up, the oldest first."""
    return list(Handover.objects.filter(taken_at=None).order_by("made_at", "id"))
