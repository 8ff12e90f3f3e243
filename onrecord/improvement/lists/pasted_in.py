"""Keeping what was read from a report's text and looked at by somebody: all of it, or nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.inspections.actions import keep_finding
from onrecord.improvement.inspections.models import Inspection, InspectionFinding
from onrecord.improvement.lists.pasted import CAUSE
from onrecord.improvement.policies import check_can_keep_inspections
from onrecord.improvement.recommendations.actions import open_recommendation
from onrecord.people.models import User


def keep_items(*, report: Inspection, by: User, items: Sequence[Mapping[str, Any]]) -> int:
    """Keep causes of concern, recommendations and areas for improvement in their order. A recommendation belongs to the cause
    above it; an area for improvement to none. Raises ImprovementError that says which can't be kept."""
    check_can_keep_inspections(by)
    if not items:
        raise ImprovementError("Nothing is chosen. Tick what is to be kept.")
    cause: InspectionFinding | None = None
    with transaction.atomic():
        for at, item in enumerate(items, 1):
            try:
                if item["kind"] == CAUSE:
                    cause = keep_finding(
                        inspection=report,
                        by=by,
                        kind=InspectionFinding.Kind.CAUSE,
                        text=item["text"],
                    )
                    continue
                open_recommendation(
                    inspection=report,
                    by=by,
                    kind=item["kind"],
                    text=item["text"],
                    label=item.get("label", ""),
                    deadline=item["deadline"],
                    due_on=item.get("due_on"),
                    addressed=item.get("addressed", ""),
                    cause=cause if item["kind"] == "recommendation" else None,
                )
            except ImprovementError as error:
                raise ImprovementError(f"Number {at}: {error}") from None
    return len(items)
