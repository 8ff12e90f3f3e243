"""Who may draw a sample, read it, and see the rate."""

from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_make_audit(user: User) -> None:
    """Plan an audit, freeze its frame and draw its sample."""
    check_permission(user, Permission.MAKE_AUDIT)


def can_make_audit(user: User) -> bool:
    return can(check_can_make_audit, user)


def check_can_read_sample(user: User) -> None:
    """Read the sampled logs and say what should have been recorded, on the page or by a sheet."""
    check_permission(user, Permission.READ_SAMPLE)


def can_read_sample(user: User) -> bool:
    return can(check_can_read_sample, user)


def check_can_view_estimate(user: User) -> None:
    """See rates, intervals and the design of an audit: no log, no personal data."""
    check_permission(user, Permission.VIEW_ESTIMATE)


def can_view_estimate(user: User) -> bool:
    return can(check_can_view_estimate, user)
