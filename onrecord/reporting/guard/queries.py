"""What was held back, put together by its words, so that a person reads one of a thousand and sets them aside together."""

from django.db.models import QuerySet

from onrecord.reporting.models import Report
from onrecord.reporting.states import ReportState


def alike(report: Report) -> QuerySet[Report]:
    """All that are held back with the words of this one, itself among them, the first sent first."""
    held = Report.objects.filter(state=ReportState.HELD_BACK)
    family = getattr(report, "wording", None)
    if family is None:
        return held.filter(pk=report.pk)
    return held.filter(wording__family=family.family).order_by("submitted_at", "pk")
