"""Who sees which figures. A figure names nobody; a list of records does, and asks the policies of logs and crimes as well."""

from onrecord.contact.policies import check_can_view_logs
from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.recording.policies import check_can_view_crimes


def check_can_see_figures(user: User) -> None:
    """Figures of supervision and timeliness: of one's own department at least."""
    check_permission(user, Permission.VIEW_FIGURES)


def sees_every_department(user: User) -> bool:
    """Whether the person sees the whole force and each department; others see their own."""
    return user.may(Permission.VIEW_ESTIMATE) or user.may(Permission.ALL_DEPARTMENTS)


def own_department(user: User) -> str | None:
    """The only department whose figures the person sees; None for every one."""
    return None if sees_every_department(user) else user.department


def check_can_see_records(user: User) -> None:
    """See which logs and crimes are behind a figure: a role that reads records. Which of them, the lists ask."""
    check_can_see_figures(user)
    check_can_view_logs(user)
    check_can_view_crimes(user)


def can_see_records(user: User) -> bool:
    return can(check_can_see_records, user)
