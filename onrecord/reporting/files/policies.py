"""Who may look at what came with a report, and who may take out what the scanner found or has not seen."""

from onrecord.contact.policies import check_can_view_log
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.reporting.files.scanning import CLEAN, FOUND, NONE
from onrecord.reporting.models import ReportFile
from onrecord.reporting.policies import check_can_view_report, check_can_work_reports
from onrecord.reporting.work.of_log import log_of


def check_can_see_files(user: User) -> None:
    """Anybody who reads logs, or works what came on line; which files, `check_can_see_file` says."""
    if not user.may(Permission.VIEW_LOGS):
        check_can_work_reports(user)


def check_can_see_file(user: User, row: ReportFile) -> None:
    """Raise NotAllowed unless the person may see the report's log or, while it has none, the report itself."""
    log = log_of(row.report)
    if log is not None:
        check_can_view_log(user, log)
    else:
        check_can_view_report(user, row.report)


def check_can_open_file(user: User, row: ReportFile) -> None:
    """Raise NotAllowed for a file that the scanner found harmful or has not looked at yet: only the registrar takes it out."""
    check_can_see_file(user, row)
    if row.scan in (CLEAN, NONE) or user.may(Permission.KEEP_REPORTING):
        return
    why = (
        "The scanner found something harmful in this file"
        if row.scan == FOUND
        else "The scanner has not looked at this file yet"
    )
    raise NotAllowed(f"{why}. Only the registrar may take it out, into a safe place.")


def can_open_file(user: User, row: ReportFile) -> bool:
    return can(check_can_open_file, user, row)


def check_can_take_harmful(user: User) -> None:
    check_permission(user, Permission.KEEP_REPORTING)
