"""What the list of audits, the list of a sample and the reading screen show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from onrecord.audit.design import strata_from_json
from onrecord.audit.models import Audit, Reading, SampleItem
from onrecord.audit.planning import GROUPS, planning_from
from onrecord.statistics.planner import PlannedStratum, expected_half_width

PAGE = 100


def audits() -> QuerySet[Audit]:
    """All audits, newest first, each with `size` (logs to read) and `read`."""
    return Audit.objects.annotate(
        size=Count("items", distinct=True),
        read=Count("items", filter=Q(items__readings__current=True), distinct=True),
    ).order_by("-id")


def current_readings(items: list[SampleItem]) -> dict[int, Reading]:
    """The reading that counts, by item."""
    found = Reading.objects.filter(item__in=items, current=True)
    return {reading.item_id: reading for reading in found}


def next_unread(audit: Audit, after: int = 0) -> SampleItem | None:
    """The next log to read in order of the sample, from the beginning again when the end is reached."""
    unread = audit.items.exclude(readings__current=True).order_by("position")
    return unread.filter(position__gt=after).first() or unread.first()


@dataclass(frozen=True)
class Progress:
    """How far a reading is."""

    read: int
    size: int

    @property
    def share(self) -> int:
        return 100 * self.read // self.size if self.size else 0


def progress_of(audit: Audit) -> Progress:
    read = Reading.objects.filter(item__audit=audit, current=True).count()
    return Progress(read, audit.items.count())


def sample_page(audit: Audit, *, show: str, start: int) -> list[SampleItem]:
    """Items of the sample from a position on, each with `reading`; one more than a page holds."""
    items: Any = (
        audit.items.filter(position__gte=start)
        .select_related("stratum", "log")
        .order_by("position")
    )
    if show == "unread":
        items = items.exclude(readings__current=True)
    elif show == "undecidable":
        items = items.filter(readings__current=True, readings__undecidable=True)
    elif show == "missed":
        short = Q()
        for group in GROUPS:
            short |= Q(**{f"readings__should_{group}__gt": F(f"readings__recorded_{group}")})
        items = items.filter(short, readings__current=True)
    found = list(items.defer("log__text", "log__extra")[: PAGE + 1])
    readings = current_readings(found)
    for item in found:
        reading = readings.get(item.pk)
        item.reading = reading and Answered.of(reading)
    return found


@dataclass(frozen=True)
class Answered:
    """A reading as the list of the sample shows it."""

    undecidable: bool
    should: int
    recorded: int
    reader: str

    @property
    def missed(self) -> int:
        return self.should - self.recorded

    @classmethod
    def of(cls, reading: Reading) -> "Answered":
        totals = {
            kind: sum(getattr(reading, f"{kind}_{group}") for group in GROUPS)
            for kind in ("should", "recorded")
        }
        return cls(reading.undecidable, totals["should"], totals["recorded"], reading.reader)


def planned_width(audit: Audit) -> float | None:
    """Half-width, as a share, that the planning figures promise for the whole sample; None if they expect no crime."""
    planning = planning_from(audit.design["planning"])
    strata = strata_from_json(audit.design["strata"])
    return expected_half_width(
        [PlannedStratum(s.size, s.plan(planning)) for s in strata],
        [row["to_read"] for row in audit.design["strata"]],
        rate=planning.recording_rate,
    )
