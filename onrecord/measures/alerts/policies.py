"""Who sets alerts, who lets alerts out to other programs, who sees what waits in the queue."""

from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_see_alerts(user: User) -> None:
    """One's own alerts, and the thresholds by which they come."""
    check_permission(user, Permission.VIEW_FIGURES)


def check_can_keep_alerts(user: User) -> None:
    check_permission(user, Permission.KEEP_ALERTS)


def can_keep_alerts(user: User) -> bool:
    return can(check_can_keep_alerts, user)


def check_can_manage_hooks(user: User) -> None:
    check_permission(user, Permission.MANAGE_HOOKS)


def can_manage_hooks(user: User) -> bool:
    return can(check_can_manage_hooks, user)


def check_can_see_queue(user: User) -> None:
    """What waits to be sent, and what could not be."""
    if can_keep_alerts(user) or can_manage_hooks(user):
        return
    check_permission(user, Permission.MANAGE_HOOKS)
