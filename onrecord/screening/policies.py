"""Who may see the suspects."""

from onrecord.people.access import check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_suspects(user: User) -> None:
    """A supervisor sees those of their own department only: see `onrecord.contact.policies.visible_logs`."""
    check_permission(user, Permission.VIEW_SUSPECTS)
