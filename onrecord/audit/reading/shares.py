"""What the page of an audit's readers shows: who has what share, and how far they are."""

import statistics
from dataclasses import dataclass

from django.db.models import Count

from onrecord.audit.models import (
    Audit,
    Outcome,
    Phase,
    Reading,
)


@dataclass(frozen=True)
class Share:
    """One reader's share: records given to them, how many of these are read, and their median time in seconds."""

    reader: str
    given: int
    read: int
    parked: int
    median: float | None

    @property
    def usual(self) -> str:
        """The median time in words."""
        if self.median is None:
            return "not measured"
        minutes, seconds = divmod(round(self.median), 60)
        return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"


def shares_of(audit: Audit) -> list[Share]:
    """Who has how much to read, and how far they are. For planning work, not for comparing people."""
    given = dict(
        audit.items.exclude(reader="").order_by().values_list("reader").annotate(n=Count("pk"))
    )
    read: dict[str, list[int | None]] = {}
    for reader, seconds in (
        Reading.objects.counted().filter(item__audit=audit).values_list("reader", "seconds")
    ):
        read.setdefault(reader, []).append(seconds)
    parked = dict(
        Reading.objects.filter(
            item__audit=audit, current=True, phase=Phase.FIRST, outcome=Outcome.PARKED
        )
        .order_by()
        .values_list("reader")
        .annotate(n=Count("pk"))
    )
    found = []
    for name in sorted({*given, *read, *parked}):
        times = [s for s in read.get(name, []) if s is not None]
        found.append(
            Share(
                name,
                given.get(name, 0),
                len(read.get(name, [])),
                parked.get(name, 0),
                statistics.median(times) if times else None,
            )
        )
    return found
