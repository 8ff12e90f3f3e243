"""Who sees the schedule, and who suspends, explains and plans."""

from onrecord.audit.policies import can_make_audit, check_can_view_estimate
from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_see_schedule(user: User) -> None:
    """Which audits run, which are due, and which gaps there are: whoever sees rates sees where there is none."""
    check_can_view_estimate(user)


def check_can_keep_schedule(user: User) -> None:
    """Suspend a programme, explain a gap, set readers' hours."""
    check_permission(user, Permission.KEEP_PROGRAMMES)


def can_keep_schedule(user: User) -> bool:
    return can(check_can_keep_schedule, user)


def can_see_readers(user: User) -> bool:
    """Who reads how much is for those who plan audits, not for the commissioner's office."""
    return can_make_audit(user)
