"""What somebody's own training page shows, and what of it waits on their home page."""

from typing import Any

from onrecord.people.models import User
from onrecord.training.policies import campaigns_for, can_learn, can_see_departments
from onrecord.training.practice import count_due, how_far
from onrecord.training.standing import count_overdue, standings


def own_page(user: User) -> dict[str, Any]:
    """The context of the page: courses with how they stand, cards that are due, messages for one's department."""
    return {
        "standings": standings([user]),
        "cards": how_far(user),
        "campaigns": campaigns_for(user),
        "sees_departments": can_see_departments(user),
    }


def waiting(user: User) -> list[tuple[str, str]]:
    """What waits for this person, as words and the name of the page: courses overdue, cards that they began and are due."""
    if not can_learn(user):
        return []
    found = []
    overdue = count_overdue(user)
    if overdue:
        found.append(
            (f"{overdue} of your courses {'is' if overdue == 1 else 'are'} overdue", "training")
        )
    due = count_due(user)
    if due:
        found.append((f"{due} question card{'s are' if due > 1 else ' is'} due again", "cards"))
    return found
