"""How a recommendation is held, changed and kept: each change is a step, and both are in the ledger."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from onrecord.improvement.content import (
    recommendation_content,
    recommendation_subject,
    step_content,
    step_subject,
)
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep
from onrecord.improvement.texts import check_day
from onrecord.ledger.actions import append
from onrecord.people.models import User


def held(recommendation: Recommendation) -> Recommendation:
    """The row as it is now, locked until the transaction ends."""
    return (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("inspection")
        .get(pk=recommendation.pk)
    )


def day_of(row: Recommendation, on: date | None) -> date:
    """The day on which something happened: not before the report, and not still to come."""
    today = timezone.localdate()
    on = on or today
    check_day(on, "The day", until=today)
    if on < row.inspection.published_on:
        raise ImprovementError(
            f"The report was published on {row.inspection.published_on:%d/%m/%Y}. Choose that day or a later one."
        )
    return on


def keep_step(
    row: Recommendation,
    what: RecommendationStep.What,
    by: User,
    *,
    on: date | None = None,
    words: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> RecommendationStep:
    """Keep the row as it is now, with the step that brought it there. Inside a transaction."""
    day = day_of(row, on)
    row.version += 1
    row.entry_seq = append(
        kind="recommendation.kept",
        subject=recommendation_subject(row),
        body=recommendation_content(row),
        by=by.username,
    )
    row.save()
    last = row.steps.aggregate(last=Max("number"))["last"] or 0
    step = RecommendationStep(
        recommendation=row,
        number=last + 1,
        what=what,
        on=day,
        words=words,
        before=dict(before or {}),
        after=dict(after or {}),
        made_by=by.username,
        made_at=timezone.now(),
    )
    step.entry_seq = append(
        kind="recommendation.step",
        subject=step_subject(step),
        body=step_content(step),
        by=by.username,
    )
    step.save()
    return step
