"""The window of a frame: whole days, in the force's own time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Window:
    """From the first moment to just before the last; both with a time zone."""

    start: datetime
    end: datetime

    @property
    def days(self) -> float:
        """Length in days. Whole days count as days even where the clocks change."""
        start, end = timezone.localtime(self.start), timezone.localtime(self.end)
        if start.time() == end.time() == time():
            return float((end.date() - start.date()).days)
        # In UTC: between two times of one zone Python counts clock hours.
        return (self.end.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds() / 86400

    @property
    def first_day(self) -> date:
        return timezone.localtime(self.start).date()

    @property
    def last_day(self) -> date:
        """The last day that is at least partly in the window."""
        return timezone.localtime(self.end - timedelta(microseconds=1)).date()

    @property
    def words(self) -> str:
        """As people say it: "1 March 2026 to 31 March 2026"."""
        return f"{day_words(self.first_day)} to {day_words(self.last_day)}"


def day_words(day: date) -> str:
    """A day as people write it: 1 March 2026."""
    return f"{day.day} {day:%B %Y}"


def start_of(moment: date | datetime) -> datetime:
    """A day begins at midnight in the force's time zone; a moment is itself."""
    if isinstance(moment, datetime):
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    return timezone.make_aware(datetime.combine(moment, time()))


def end_of(moment: date | datetime) -> datetime:
    """A day ends with the midnight after it; a moment is itself."""
    if isinstance(moment, datetime):
        return start_of(moment)
    return start_of(moment + timedelta(days=1))
