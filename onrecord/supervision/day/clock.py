"""Undecided logs against their 24 hours, in numbers: for the home page, and for the day of those who work on no list."""

from dataclasses import dataclass

from django.urls import reverse

from onrecord.contact import clock
from onrecord.contact.models import Log
from onrecord.contact.policies import visible_of_few
from onrecord.contact.queries import count_open
from onrecord.people.models import User
from onrecord.people.roles import Permission

_COUNT_UP_TO = 1000


@dataclass(frozen=True, slots=True)
class ClockLine:
    words: str
    url: str


def clock_lines(user: User) -> list[ClockLine]:
    """The undecided logs of this person's departments that are over the limit, and those that soon will be."""
    if not user.may(Permission.OPEN_LOGS):
        return []
    logs = visible_of_few(user, clock.undecided(Log.objects.all()))
    soon = int(clock.AMBER.total_seconds()) // 3600
    found = []
    for some, words, query in (
        (clock.late(logs), "over the 24 hours and undecided", "clock=late"),
        (clock.due_within(logs, soon), f"to be decided within {soon} hours", f"due={soon}"),
    ):
        number = count_open(some, _COUNT_UP_TO + 1)
        if number:
            more = "more than " if number > _COUNT_UP_TO else ""
            are = "log is" if number == 1 else "logs are"
            shown = f"{more}{min(number, _COUNT_UP_TO):,} {are} {words}".capitalize()
            found.append(ClockLine(shown, f"{reverse('logs')}?{query}"))
    return found
