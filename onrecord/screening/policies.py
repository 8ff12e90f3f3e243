"""Who may see the suspects."""

from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_suspects(user: User) -> None:
    """A supervisor sees those of their own department only: see `onrecord.contact.policies.visible_logs`."""
    check_permission(user, Permission.VIEW_SUSPECTS)


def can_view_suspects(user: User) -> bool:
    return can(check_can_view_suspects, user)
