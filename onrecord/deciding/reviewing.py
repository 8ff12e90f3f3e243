"""Somebody else looks at a decision: asked for by rule, then agreed, given back with words, or corrected."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from onrecord.contact.actions import LogError, check_text, write_entry
from onrecord.contact.models import EntryKind, Log
from onrecord.deciding import reviews
from onrecord.deciding.errors import Conflict, DecisionError
from onrecord.deciding.models import RecordingDecision, Review
from onrecord.deciding.policies import check_can_review
from onrecord.deciding.states import ReviewState
from onrecord.deciding.writing import save_review
from onrecord.people.models import User

OUTCOMES = {ReviewState.AGREED: "agreed", ReviewState.GIVEN_BACK: "given back"}


def ask_for_review(
    row: RecordingDecision, marks: Collection[str], *, by: User, at: datetime
) -> Review | None:
    """Put a decision on the list of a supervisor or the registrar, if a rule asks for it. Inside a transaction."""
    wanted = reviews.wanted(marks)
    if wanted is None:
        return None
    return save_review(
        Review(
            decision=row,
            decision_origin=row.origin,
            by_whom=wanted.by,
            rules=list(wanted.rules),
            reasons=list(wanted.reasons),
            asked_at=at,
            due_at=at + wanted.within,
        ),
        by=by,
    )


def mark_corrected(row: RecordingDecision, *, by: User) -> None:
    """When a decision that corrects another is concluded, the other's review is at its end. Inside a transaction."""
    if not row.corrects:
        return
    held = Review.objects.select_for_update().filter(decision_origin=row.corrects).first()
    if held is not None and held.state != ReviewState.CORRECTED:
        held.corrected_by = row.origin
        save_review(held, by=by, to=ReviewState.CORRECTED)


def review(
    *,
    decision: RecordingDecision,
    by: User,
    outcome: str,
    words: str = "",
    version: int | None = None,
) -> Review:
    """Agree with a decision ("agreed"), or give it back ("given-back") with words for whoever made it.

    To correct it, begin a new decision with `corrects`. Raises DecisionError, Conflict, NotAllowed: never one's own.
    """
    held = Review.objects.filter(decision=decision).first()
    if held is None:
        raise DecisionError("No rule asks for a review of this decision.")
    check_can_review(by, held)
    if outcome not in OUTCOMES:
        raise DecisionError(f"{outcome!r} is no outcome of a review. Use: {', '.join(OUTCOMES)}.")
    to = ReviewState(outcome)
    if to == ReviewState.GIVEN_BACK or words.strip():
        try:
            words = check_text("What is wrong with it", words)
        except LogError as error:
            raise DecisionError(str(error)) from None
    with transaction.atomic():
        row = Review.objects.select_for_update().select_related("decision").get(pk=held.pk)
        if row.state == to and row.reviewed_by == by.username and row.words == words.strip():
            return row
        if version is not None and row.version != version:
            raise Conflict(
                "Somebody else has reviewed this decision meanwhile. Look at what they say."
            )
        row.words, row.reviewed_by, row.reviewed_at = words.strip(), by.username, timezone.now()
        save_review(row, by=by, to=to)
        if row.decision.log_id:
            write_entry(
                Log.objects.get(pk=row.decision.log_id),
                by=by,
                kind=EntryKind.DECISION,
                text=f"Decision reviewed: {OUTCOMES[to]}. {row.words}".strip(),
                detail={"decision": row.decision_origin, "review": str(to)},
            )
    return row
