"""Who keeps what may be reported on line, and when the page for it is open."""

from onrecord.home import is_demonstration
from onrecord.people.access import can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.reporting.models import Switch


def check_can_keep_reporting(user: User) -> None:
    """Open and close reporting on line, and change the types of report with their questions."""
    check_permission(user, Permission.KEEP_REPORTING)


def can_keep_reporting(user: User) -> bool:
    return can(check_can_keep_reporting, user)


def check_can_work_reports(user: User) -> None:
    """Read what came on line, release what was held back, answer its reporters."""
    check_permission(user, Permission.WORK_REPORTS)


def can_work_reports(user: User) -> bool:
    return can(check_can_work_reports, user)


def is_open() -> bool:
    """Whether the public may report here: once the registrar has switched it on. A demonstration always shows it, with a
    banner that says that nothing sent there reaches any police."""
    return is_demonstration() or Switch.objects.filter(pk=1, on=True).exists()
