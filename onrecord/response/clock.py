"""When a response to an inspection must be published, and on which working days to warn before.

Police Act 1996 s.55(5A), as put in by the Policing and Crime Act 2017 s.37: published before the end of the period of 56 days
that begins with the day on which the report is published. The day of publication is day 1, so the last day is 55 days after
it. These are days of the calendar. The 56th day stays the 56th day where it is a Saturday, a Sunday or a bank holiday:
nothing in the Act moves it, so the work has to be done by the last working day before.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

DAYS = 56
# Working days before the last working day on which people are reminded.
WARN_BEFORE = (20, 10, 5, 2, 1, 0)
EARLIEST, LATEST = date(1996, 1, 1), date(2100, 1, 1)


class ClockError(ValueError):
    """A day that can't start the clock; the message says which can."""


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays of England and Wales in a year, days moved or given once (2020, 2022, 2023) among them.

    Days of years to come are those of the standing rules: one that is proclaimed later is known after an update.
    """
    # Imported here: it takes a quarter of a second, and only this asks for it.
    from holidays.countries.united_kingdom import UnitedKingdom

    found: dict[date, str] = dict(UnitedKingdom(subdiv="ENG", years=year, language="en_GB"))
    return found


def why_not_working(day: date) -> str:
    """Why a day is no working day: "a Saturday", "a bank holiday (Good Friday)"; empty where it is one."""
    if day in bank_holidays(day.year):
        return f"a bank holiday ({bank_holidays(day.year)[day]})"
    return f"a {day:%A}" if day.weekday() >= 5 else ""


def working_day_by(day: date) -> date:
    """The day itself where it is a working day, else the last one before."""
    while why_not_working(day):
        day -= timedelta(days=1)
    return day


def working_day_from(day: date) -> date:
    """The day itself where it is a working day, else the first one after."""
    while why_not_working(day):
        day += timedelta(days=1)
    return day


def working_days_before(day: date, number: int) -> date:
    """The working day that lies so many working days before a working day."""
    for _ in range(number):
        day = working_day_by(day - timedelta(days=1))
    return day


def working_days_left(today: date, last: date) -> int:
    """Working days from today to a day, both counted; 0 when it has passed."""
    days = (last - today).days + 1
    return sum(not why_not_working(today + timedelta(days=step)) for step in range(max(0, days)))


@dataclass(frozen=True, slots=True)
class Due:
    """The clock of one report. `last`: the 56th day; `work_by`: the last working day by then; `warnings`: (working days
    before `work_by`, day), the earliest first."""

    published: date
    last: date
    why_not_working: str
    work_by: date
    warnings: tuple[tuple[int, date], ...]

    def day_number(self, day: date) -> int:
        """Which day of the 56 it is: publication is day 1. 0 or less before, over 56 after."""
        return (day - self.published).days + 1

    def is_late(self, day: date) -> bool:
        return day > self.last

    def half_way(self, today: date) -> date:
        """A working day by which to ask for comments: half of the time for the force, half for the commissioner. From today
        to the last working day; where that is over, the first working day from today on."""
        middle = self.published + (self.last - self.published) / 2
        if middle < today:
            middle = today + (max(self.work_by, today) - today) / 2
        found = working_day_by(middle)
        return found if found >= today else working_day_from(today)

    def warned(self, day: date) -> int | None:
        """How many working days before the last the latest warning was that has come by this day; None before the first."""
        come = [number for number, on in self.warnings if on <= day]
        return come[-1] if come else None

    def sentence(self) -> str:
        """The last day in words, and what follows where it is no working day."""
        said = f"The last day is {self.last:%A} {self.last.day} {self.last:%B %Y}, day {DAYS} counted with the day of publication as day 1."
        if not self.why_not_working:
            return said
        return (
            f"{said} That is {self.why_not_working}: the law doesn't move it, so have it published by "
            f"{self.work_by:%A} {self.work_by.day} {self.work_by:%B %Y}, the last working day before."
        )


def due(published: date) -> Due:
    """The clock of a report published on a day. Raises ClockError outside 1996 to 2099."""
    if not EARLIEST <= published < LATEST:
        raise ClockError(
            f"{published.day} {published:%B} {published.year} can't be the day on which a report was published. Give a day between 1996 and 2099."
        )
    last = published + timedelta(days=DAYS - 1)
    work_by = working_day_by(last)
    return Due(
        published,
        last,
        why_not_working(last),
        work_by,
        tuple((number, working_days_before(work_by, number)) for number in WARN_BEFORE),
    )
