"""Decisions, rationales and reviews are written here, each with its ledger entry. For actions, inside their transaction."""

from onrecord.deciding import content
from onrecord.deciding.errors import DecisionError
from onrecord.deciding.models import Rationale, RecordingDecision, Review
from onrecord.deciding.states import REVIEW_TRANSITIONS, TRANSITIONS, ReviewState, State
from onrecord.ledger.actions import append
from onrecord.people.models import User


def held(decision: RecordingDecision, *states: State) -> RecordingDecision:
    """The decision as it is now, held for this transaction. Raises DecisionError unless it is in one of the states."""
    row = RecordingDecision.objects.select_for_update().get(pk=decision.pk)
    if row.state not in states:
        raise DecisionError(
            f"This decision is {State(row.state).label}. "
            + (
                "Begin a new one that corrects it."
                if row.state == State.CONCLUDED
                else "It can't be changed now."
            )
        )
    return row


def move(row: RecordingDecision, to: State) -> None:
    """Put a decision into another state, by the table. Raises DecisionError."""
    if to not in TRANSITIONS[State(row.state)]:
        raise DecisionError(
            f"A decision that is {State(row.state).label} can't become {State(to).label}."
        )
    row.state = to


def save_new(row: RecordingDecision, *, by: User) -> RecordingDecision:
    row.entry_seq = append(
        kind="decision.made",
        subject=content.decision_subject(row),
        body=content.decision_content(row),
        by=by.username,
    )
    row.save(force_insert=True)
    return row


def save_change(row: RecordingDecision, *, by: User) -> RecordingDecision:
    row.version += 1
    row.entry_seq = append(
        kind="decision.changed",
        subject=content.decision_subject(row),
        body=content.decision_content(row),
        by=by.username,
    )
    row.save()
    return row


def save_rationale(row: Rationale, *, by: User) -> Rationale:
    row.entry_seq = append(
        kind="rationale.made",
        subject=content.rationale_subject(row),
        body=content.rationale_content(row),
        by=by.username,
    )
    row.save(force_insert=True)
    return row


def save_review(row: Review, *, by: User, to: ReviewState | None = None) -> Review:
    """Save a new review, or one that changes its state to `to`, by the table. Raises DecisionError."""
    new = row.pk is None
    if to is not None:
        if to not in REVIEW_TRANSITIONS[ReviewState(row.state)]:
            raise DecisionError(
                f"A review that is {ReviewState(row.state).label} can't become {to.label}."
            )
        row.state = to
    if not new:
        row.version += 1
    row.entry_seq = append(
        kind="review.made" if new else "review.changed",
        subject=content.review_subject(row),
        body=content.review_content(row),
        by=by.username,
    )
    row.save(force_insert=new)
    return row
