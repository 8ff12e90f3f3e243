"""When a body meets, and when its reports are due. Pure."""

from collections.abc import Iterable
from datetime import date

from onrecord.boards.body import Body

# No body waits longer than this many months for its next meeting.
_FAR = 24


def months_of(body: Body) -> tuple[int, ...]:
    """The months of a year in which it meets."""
    if body.every == "months":
        return body.months
    return (1, 4, 7, 10) if body.every == "quarterly" else tuple(range(1, 13))


def next_day(body: Body, after: date) -> date:
    """The first day after this one on which it would meet by its schedule."""
    wanted = months_of(body)
    for step in range(_FAR):
        month = after.month - 1 + step
        day = date(after.year + month // 12, month % 12 + 1, body.day)
        if day.month in wanted and day > after:
            return day
    raise AssertionError("every schedule has a month within two years")


def missed(body: Body, held: Iterable[date], since: date, today: date) -> list[date]:
    """The months (as their first days) from `since` until the last one that is over, in which it should have met and did not.

    A meeting some days early or late counts for the month in which it was.
    """
    there = {(each.year, each.month) for each in held}
    found = []
    month = since.replace(day=1)
    while (month.year, month.month) < (today.year, today.month):
        if month.month in months_of(body) and (month.year, month.month) not in there:
            found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def last_due(months: Iterable[int], today: date) -> date | None:
    """The first day of the latest month, up to today's, in which a report is due."""
    held = set(months)
    for back in range(12):
        month = today.month - 1 - back
        first = date(today.year + month // 12, month % 12 + 1, 1)
        if first.month in held:
            return first
    return None
