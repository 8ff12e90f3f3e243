"""What the force answers to a recommendation, what it is worth, what opens it again, what it is linked with.

answer(recommendation=, by=, stance=, words=, event=, earlier=)   the force's stance; a refusal needs its reasons
confirm_answer(recommendation=, by=)                              a chief officer makes the draft the force's word
set_worth(recommendation=, by=, cost=, benefit=)                  what it takes, and what it gives
set_trigger(recommendation=, by=, measure=, below=, share=)       the figure beyond which it is to be opened again
link(recommendation=, by=, same_as=)                              another report says the same
"""

from django.db import transaction

from onrecord.improvement.content import recommendation_subject
from onrecord.improvement.errors import ImprovementError
from onrecord.improvement.policies import (
    check_can_answer_for_force,
    check_can_confirm_stance,
    check_can_keep_inspections,
    speaks_for_force,
)
from onrecord.improvement.promises import known
from onrecord.improvement.recommendations.addressees import held_ours
from onrecord.improvement.recommendations.keeping import held, keep_step
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep
from onrecord.improvement.recommendations.states import Stance
from onrecord.improvement.texts import line, long_text, share_of, web_address
from onrecord.people.models import User

What = RecommendationStep.What


def answer(
    *,
    recommendation: Recommendation,
    by: User,
    stance: str,
    words: str,
    event: str = "",
    earlier: str = "",
) -> Recommendation:
    """Say what the force thinks of it. Accepted, refused with reasons, or under review until an event that is named;
    each with words. What the registrar writes is a draft until a chief officer confirms it."""
    check_can_answer_for_force(by)
    if stance not in Stance.values or stance == Stance.NONE:
        raise ImprovementError("Choose the answer: accepted, refused, or under review.")
    words = long_text(
        words, "the reasons" if stance == Stance.REFUSED else "what the force will do, or why not"
    )
    event = line(event, 300, "what it waits for", needed=stance == Stance.UNDER_REVIEW)
    if stance != Stance.UNDER_REVIEW:
        event = ""
    earlier = web_address(earlier, "the address of the earlier answer")
    with transaction.atomic():
        row = held_ours(recommendation)
        before = _stance(row)
        row.stance, row.stance_words = Stance(stance), words
        row.stance_event, row.earlier_response = event, earlier
        row.stance_draft = not speaks_for_force(by)
        if before == _stance(row):
            return row
        keep_step(row, What.STANCE, by, before=before, after=_stance(row))
        return row


def confirm_answer(*, recommendation: Recommendation, by: User) -> Recommendation:
    """Make the drafted answer the force's own."""
    check_can_confirm_stance(by)
    with transaction.atomic():
        row = held_ours(recommendation)
        if row.stance == Stance.NONE:
            raise ImprovementError("There is no answer yet. Write it first.")
        if not row.stance_draft:
            return row
        before = _stance(row)
        row.stance_draft = False
        keep_step(row, What.STANCE, by, before=before, after=_stance(row))
        return row


def set_worth(
    *, recommendation: Recommendation, by: User, cost: str, benefit: str
) -> Recommendation:
    """Write what it takes (hours, money, what is left undone meanwhile) and what it gives, each with its source."""
    check_can_keep_inspections(by)
    after = {
        "cost": long_text(cost, "the cost", needed=False),
        "benefit": long_text(benefit, "the benefit", needed=False),
    }
    with transaction.atomic():
        row = held_ours(recommendation)
        before = {"cost": row.cost, "benefit": row.benefit}
        if before == after:
            return row
        row.cost, row.benefit = after["cost"], after["benefit"]
        keep_step(row, What.WORTH, by, before=before, after=after)
        return row


def set_trigger(
    *,
    recommendation: Recommendation,
    by: User,
    measure: str,
    below: bool = True,
    share: float | None = None,
) -> Recommendation:
    """Say beyond which figure it is to be opened again (empty measure: never by a figure). `below`: worse is less.

    A figure opens nothing by itself; the register shows what a figure speaks against, and a person decides.
    """
    check_can_keep_inspections(by)
    measure = measure.strip()
    if measure:
        found = known().get(measure)
        if found is None or not found.is_share:
            raise ImprovementError(f"There is no measure {measure[:60]!r}. Choose one of the list.")
        if share is None:
            raise ImprovementError("Write the share beyond which it is to be opened again.")
        share_of(share, "The share")
    with transaction.atomic():
        row = held_ours(recommendation)
        before = _trigger(row)
        row.trigger_measure, row.trigger_below = measure, below
        row.trigger_share = share if measure else None
        if before == _trigger(row):
            return row
        keep_step(row, What.TRIGGER, by, before=before, after=_trigger(row))
        return row


def link(
    *, recommendation: Recommendation, by: User, same_as: Recommendation | None
) -> Recommendation:
    """Say that another recommendation, mostly of a national report, asks for the same; or that none does."""
    check_can_keep_inspections(by)
    with transaction.atomic():
        row = held(recommendation)
        if same_as is not None and same_as.inspection_id == row.inspection_id:
            raise ImprovementError("Choose a recommendation of another report.")
        if same_as is not None and same_as.same_as_id == row.pk:
            raise ImprovementError("That one is linked with this one already.")
        before = recommendation_subject(row.same_as) if row.same_as else ""
        row.same_as = same_as
        after = recommendation_subject(same_as) if same_as else ""
        if before != after:
            keep_step(row, What.LINK, by, before={"same_as": before}, after={"same_as": after})
        return row


def _stance(row: Recommendation) -> dict[str, str | bool]:
    return {
        "stance": str(row.stance),
        "words": row.stance_words,
        "event": row.stance_event,
        "draft": row.stance_draft,
        "earlier": row.earlier_response,
    }


def _trigger(row: Recommendation) -> dict[str, str | bool | None]:
    share = None if row.trigger_share is None else repr(row.trigger_share)
    return {"measure": row.trigger_measure, "below": row.trigger_below, "share": share}
