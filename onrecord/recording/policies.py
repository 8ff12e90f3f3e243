"""Who may look through the crimes."""

from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_crimes(user: User) -> None:
    check_permission(user, Permission.VIEW_CRIMES)


def can_view_crimes(user: User) -> bool:
    return can(check_can_view_crimes, user)
