"""When a crime must be recorded, counted from the first report to any part of the force.

Sources: *Crime Recording Rules for Front line Officers and Staff 2026/27* (Home Office, April
2026), p. 10, for the same day and 24 hours at the latest. The earlier limit of 72 hours, and its
end in April 2015, are known second hand only (a Home Office technical annex); no limit is given for
dates before April 2011, for which no text is held.

The clock starts when any part of the force first hears of the matter, whoever tells it and by
whatever route: not when a log is opened, an officer attends, or a crime desk reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crimerules.clock import uk_date


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit and the dates of first report to which it applies (``until`` is the last day)."""

    rule: str
    since: date
    until: date | None
    hours: int
    cite: str


LIMITS: tuple[Limit, ...] = (
    Limit(
        "deadline.72-hours",
        date(2011, 4, 1),
        date(2015, 3, 31),
        72,
        "Home Office technical annex on recorded crime (second hand)",
    ),
    Limit(
        "deadline.24-hours",
        date(2015, 4, 1),
        None,
        24,
        "Crime Recording Rules for Front line Officers and Staff 2026/27, p. 10",
    ),
)


def limit_on(on: date) -> Limit | None:
    """The limit in force for a first report on ``on``, or ``None`` where no edition is held."""
    for limit in LIMITS:
        if limit.since <= on and (limit.until is None or on <= limit.until):
            return limit
    return None


def limit_hours(on: date) -> int | None:
    """Hours allowed from first report to recording, for a first report on the UK date ``on``.

    24 since 1 April 2015, 72 from 1 April 2011 to 31 March 2015, ``None`` where no edition is held.
    """
    limit = limit_on(on)
    return None if limit is None else limit.hours


def due(first_report: datetime) -> datetime | None:
    """The last moment at which recording is in time, in the time zone of ``first_report``.

    Hours are elapsed hours, so that the night the clocks change neither gains nor loses one.
    ``None`` where no edition is held. Raises ``ValueError`` when ``first_report`` has no time zone.
    """
    hours = limit_hours(uk_date(first_report))
    if hours is None:
        return None
    return (first_report.astimezone(UTC) + timedelta(hours=hours)).astimezone(first_report.tzinfo)


def in_time(first_report: datetime, recorded: datetime) -> bool | None:
    """Whether a crime recorded at ``recorded`` met the limit; exactly on the limit is in time.

    ``None`` where no edition is held. A crime made before the first report (clocks of two systems
    often disagree) counts as in time. Raises ``ValueError`` for a moment without a time zone.
    """
    last = due(first_report)
    if last is None:
        return None
    uk_date(recorded)  # says plainly what is wrong when there is no time zone
    return recorded <= last
