"""Who sees the departments, and who keeps them."""

from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_see_departments(user: User) -> None:
    """Which departments there are, and were: whoever works with their records, or gives their people access."""
    if not user.may(Permission.KEEP_DEPARTMENTS):
        check_permission(user, Permission.VIEW_LOGS)


def check_can_keep_departments(user: User) -> None:
    check_permission(user, Permission.KEEP_DEPARTMENTS)


def can_keep_departments(user: User) -> bool:
    return can(check_can_keep_departments, user)
