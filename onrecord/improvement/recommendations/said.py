"""What the force has said of a recommendation, and what of its drafts is seen by whom.

Until a chief officer has confirmed an answer it is the force's own paper: those who draft and say it see it, nobody else does.
"""

from copy import copy

from onrecord.improvement.policies import can_answer_for_force, can_keep_inspections
from onrecord.improvement.recommendations.models import Recommendation, RecommendationStep
from onrecord.improvement.recommendations.states import Stance
from onrecord.people.models import User


def sees_drafts(user: User) -> bool:
    """Whether somebody sees answers that no chief officer has confirmed."""
    return can_keep_inspections(user) or can_answer_for_force(user)


def as_said(row: Recommendation) -> Recommendation:
    """The recommendation with the answer that a chief officer confirmed last, or none; a copy where that differs. To be
    shown, never saved."""
    if not row.stance_draft:
        return row
    said = next(
        (
            step.after
            for step in row.steps.filter(what=RecommendationStep.What.STANCE).order_by("-number")
            if not step.after["draft"]
        ),
        {"stance": Stance.NONE, "words": "", "event": "", "earlier": ""},
    )
    shown = copy(row)
    shown.stance, shown.stance_words = Stance(said["stance"]), said["words"]
    shown.stance_event, shown.earlier_response = said["event"], said["earlier"]
    shown.stance_draft = False
    return shown


def as_seen(row: Recommendation, user: User) -> Recommendation:
    """The recommendation as this person may see it."""
    return row if sees_drafts(user) else as_said(row)


def is_draft(step: RecommendationStep) -> bool:
    """Whether a step only drafted an answer."""
    return step.what == RecommendationStep.What.STANCE and bool(step.after.get("draft"))
