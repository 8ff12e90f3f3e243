"""Who may use the page for the street, and see what came from there."""

from onrecord.contact.models import Log
from onrecord.contact.policies import check_can_open_logs, check_can_view_log
from onrecord.field.models import FieldReport
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission


def check_can_use_field(user: User) -> None:
    """The page opens logs and decides."""
    check_can_open_logs(user)
    check_permission(user, Permission.DECIDE)


def can_use_field(user: User) -> bool:
    return can(check_can_use_field, user)


def check_can_attach(user: User, report: FieldReport) -> None:
    """Only whoever sent a report adds the files that belong to it."""
    check_can_use_field(user)
    if report.by != user.username:
        raise NotAllowed(
            "This report was sent by somebody else. Attach your file to the log at a desk."
        )


def check_can_view_report(user: User, report: FieldReport) -> None:
    check_can_view_log(user, Log.objects.get(system=report.log_system, ref=report.log_ref))
