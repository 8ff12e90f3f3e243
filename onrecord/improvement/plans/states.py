"""The states of an action of a plan, and every step between them: one table. docs/reference/states.md is written from it."""

from django.db.models import TextChoices


class ActionState(TextChoices):
    TO_DO = "to_do", "to do"
    UNDER_WAY = "under_way", "under way"
    DONE = "done", "done"
    DROPPED = "dropped", "dropped"


_S = ActionState
OPEN = (_S.TO_DO, _S.UNDER_WAY)
ACTION_STEPS: dict[ActionState, dict[ActionState, str]] = {
    _S.TO_DO: {
        _S.UNDER_WAY: "its owner has begun",
        _S.DONE: "it is done, and what it waits for is done; the words say what was done",
        _S.DROPPED: "it isn't done any more, with the reason",
    },
    _S.UNDER_WAY: {
        _S.TO_DO: "it was stopped, with the reason",
        _S.DONE: "it is done, and what it waits for is done; the words say what was done",
        _S.DROPPED: "it isn't done any more, with the reason",
    },
    _S.DONE: {_S.UNDER_WAY: "it is opened again, with the reason"},
    _S.DROPPED: {_S.TO_DO: "it is taken up again, with the reason"},
}


def may_move(since: str, to: str) -> bool:
    """Whether an action may go from one state to the other."""
    return ActionState(to) in ACTION_STEPS[ActionState(since)]
