"""The periods of a schedule: weeks, months, quarters, years. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.audit.sample.window import day_words

EVERY = ("weekly", "monthly", "quarterly", "yearly")
# How often each comes in four weeks.
IN_FOUR_WEEKS = {"weekly": 4.0, "monthly": 12 / 13, "quarterly": 4 / 13, "yearly": 1 / 13}
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From its first day to the day before `end`."""

    start: date
    end: date
    every: str

    @property
    def key(self) -> str:
        """How it is named in the record: its kind and its first day."""
        return f"{self.every} {self.start.isoformat()}"

    @property
    def words(self) -> str:
        if self.every == "weekly":
            return f"week from {day_words(self.start)}"
        if self.every == "monthly":
            return f"{self.start:%B %Y}"
        if self.every == "quarterly":
            return f"{self.start:%B} to {self.end - timedelta(days=1):%B %Y}"
        return str(self.start.year)


def period_of(every: str, day: date) -> Period:
    """The period in which a day lies. Weeks begin on Monday. Raises ValueError for another kind of schedule."""
    if every == "weekly":
        start = day - timedelta(days=day.weekday())
        return Period(start, start + timedelta(days=7), every)
    if every not in _MONTHS:
        raise ValueError(f"{every!r} has no periods.")
    months = _MONTHS[every]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    later = start.month - 1 + months
    return Period(start, date(start.year + later // 12, later % 12 + 1, 1), every)


def before(period: Period) -> Period:
    """The period before."""
    return period_of(period.every, period.start - timedelta(days=1))


def latest(every: str, today: date, number: int) -> list[Period]:
    """So many periods up to the one that runs today, oldest first."""
    found = [period_of(every, today)]
    while len(found) < number:
        found.append(before(found[-1]))
    return found[::-1]
