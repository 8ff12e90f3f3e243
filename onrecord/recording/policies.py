"""Who may look through the crimes."""

from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_crimes(user: User) -> None:
    check_permission(user, Permission.VIEW_CRIMES)


def can_view_crimes(user: User) -> bool:
    return can(check_can_view_crimes, user)


def check_can_record(user: User) -> None:
    """Raise NotAllowed unless the person may decide what is recorded, and record it."""
    check_permission(user, Permission.DECIDE)


def can_record(user: User) -> bool:
    return can(check_can_record, user)
