"""The states of a recommendation, in the words of the inspectorate's register, and every step between them: one table.
docs/reference/states.md is written from it.

Beside the state stands the force's stance, which is the force's own and binds the inspectorate to nothing.
"""

from typing import Any

from django.db.models import TextChoices

from onrecord.improvement.plans.states import ACTION_STEPS


class RecommendationState(TextChoices):
    AWAITING_REVIEW = "awaiting_review", "awaiting review"
    BEING_PROGRESSED = "being_progressed", "being progressed"
    COMPLETE = "complete", "complete"


class Stance(TextChoices):
    """What the force says to a recommendation. A refusal with reasons is lawful."""

    NONE = "none", "not said yet"
    ACCEPTED = "accepted", "accepted"
    REFUSED = "refused", "refused, with reasons"
    UNDER_REVIEW = "under_review", "under review until an event"


_S = RecommendationState
RECOMMENDATION_STEPS: dict[RecommendationState, dict[RecommendationState, str]] = {
    _S.AWAITING_REVIEW: {
        _S.BEING_PROGRESSED: "the inspectorate has seen how it stands, and work on it goes on",
        _S.COMPLETE: "the inspectorate closed it in writing, and evidence is attached",
    },
    _S.BEING_PROGRESSED: {
        _S.AWAITING_REVIEW: "the force has done what it wanted to do, and waits for the inspectorate",
        _S.COMPLETE: "the inspectorate closed it in writing, and evidence is attached",
    },
    _S.COMPLETE: {
        _S.BEING_PROGRESSED: "it is opened again, with reasons: what was reached was lost",
    },
}


def may_move(since: str, to: str) -> bool:
    """Whether a recommendation may go from one state to the other."""
    return RecommendationState(to) in RECOMMENDATION_STEPS[RecommendationState(since)]


def improvement_section() -> str:
    """The tables for docs/reference/states.md, as Markdown."""
    lines: list[str] = []
    tables: tuple[tuple[str, Any], ...] = (
        ("Recommendation of an inspection", RECOMMENDATION_STEPS),
        ("Action of a plan", ACTION_STEPS),
    )
    for title, table in tables:
        lines += [f"## {title}", "", "| From | To | When |", "| --- | --- | --- |"]
        for state, after in table.items():
            lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
        lines.append("")
    return "\n".join(lines)
