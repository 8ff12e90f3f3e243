"""Calendar months as people in this country live them: from midnight to midnight by the clock on the wall."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def first_of(day: date) -> date:
    return day.replace(day=1)


def after(month: date, months: int = 1) -> date:
    """The month so many months later, or earlier for a number below 0."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def month_of(at: datetime) -> date:
    """The month in which a moment falls."""
    return first_of(at.astimezone(LONDON).date())


def bounds(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month and that of the next one, in UTC: the hour that summer time takes or gives is in it."""
    return _midnight(month), _midnight(after(month))


def between(first: date, last: date) -> list[date]:
    """Every month from the first to the last, both included."""
    found = []
    month = first_of(first)
    while month <= last:
        found.append(month)
        month = after(month)
    return found


def key(month: date) -> str:
    return f"{month:%Y-%m}"


def read(text: str) -> date:
    """A month written as 2026-03. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)
