"""What was held back, put together by its words, so that a person reads one of a thousand and sets them aside together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max, Min, QuerySet

from onrecord.reporting.models import Report
from onrecord.reporting.states import ReportState

MOST: Final = 100


@dataclass(frozen=True)
class Alike:
    """Reports held back whose words are the same or nearly so. `sample`: the first of them."""

    number: int
    first: datetime
    last: datetime
    sample: Report


def held_alike() -> list[Alike]:
    """What is held back, by its words, the largest heaps first; a hundred heaps at most. Reports whose words are forgotten
    (see guard.toml: days) are in none."""
    held = Report.objects.filter(state=ReportState.HELD_BACK, wording__isnull=False)
    heaps = (
        held.values("wording__family")
        .annotate(
            number=Count("id"), first=Min("submitted_at"), last=Max("submitted_at"), one=Min("id")
        )
        .order_by("-number", "first")[:MOST]
    )
    found = list(heaps)
    rows = Report.objects.in_bulk([each["one"] for each in found])
    return [Alike(each["number"], each["first"], each["last"], rows[each["one"]]) for each in found]


def alike(report: Report) -> QuerySet[Report]:
    """All that are held back with the words of this one, itself among them, the first sent first."""
    held = Report.objects.filter(state=ReportState.HELD_BACK)
    family = getattr(report, "wording", None)
    if family is None:
        return held.filter(pk=report.pk)
    return held.filter(wording__family=family.family).order_by("submitted_at", "pk")
