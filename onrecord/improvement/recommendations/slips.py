"""A slip that was made here when a recommendation was entered: put right, with the reason, and kept in the history.

It is no change of what the inspectorate asks for: nothing is published as reworded or moved. Whatever is being written with
the wrong words has to be read and signed off again, as after any other change.
"""

from datetime import date
from typing import Any

from django.db import transaction

from onrecord.improvement.content import day
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.policies import check_can_keep_inspections
from onrecord.improvement.recommendations.actions import due_day
from onrecord.improvement.recommendations.keeping import held, keep_step
from onrecord.improvement.recommendations.models import (
    Deadline,
    Recommendation,
    RecommendationStep,
)
from onrecord.improvement.texts import long_text
from onrecord.people.models import User


def correct_slip(
    *,
    recommendation: Recommendation,
    by: User,
    text: str,
    deadline: str,
    words: str,
    due_on: date | None = None,
) -> Recommendation:
    """Put text and deadline as the report has them. `words`: what the slip was. Raises ImprovementError, NotAllowed."""
    check_can_keep_inspections(by)
    text = long_text(text, "the text as the report has it")
    words = long_text(words, "what the slip was")
    with transaction.atomic():
        row = held(recommendation)
        last = due_day(row.inspection.published_on, deadline, due_on)
        before = _said(row)
        row.text, row.deadline, row.due_on = text, Deadline(deadline), last
        after = _said(row)
        changed = [name for name in after if before[name] != after[name]]
        if not changed:
            raise ImprovementError("Text and deadline are the same. Nothing was changed.")
        keep_step(
            row,
            RecommendationStep.What.SLIP,
            by,
            words=words,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        return row


def _said(row: Recommendation) -> dict[str, Any]:
    return {"text": row.text, "deadline": str(row.deadline), "due_on": day(row.due_on)}
