"""Who may read logs, and whose."""

from django.db.models import QuerySet

from onrecord.contact.models import Log
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_view_logs(user: User) -> None:
    check_permission(user, Permission.VIEW_LOGS)


def can_view_logs(user: User) -> bool:
    return can(check_can_view_logs, user)


def check_can_view_log(user: User, log: Log) -> None:
    """Raise NotAllowed for another department's log, unless the role sees every department."""
    check_can_view_logs(user)
    if not user.may(Permission.ALL_DEPARTMENTS) and log.department != user.department:
        own = f"the department {user.department}" if user.department else "no department"
        raise NotAllowed(
            f"This log belongs to another department. Your account is in {own} and sees that department's logs only. "
            "If you have moved, ask an administrator to change your department."
        )


def can_view_log(user: User, log: Log) -> bool:
    return can(check_can_view_log, user, log)


def visible_logs(user: User, logs: QuerySet[Log]) -> QuerySet[Log]:
    """Those of the logs that `check_can_view_log` lets through."""
    if user.may(Permission.ALL_DEPARTMENTS):
        return logs
    return logs.filter(department=user.department)
