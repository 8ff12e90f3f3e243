"""Who keeps what may be reported on line, and when the page for it is open."""

from onrecord.contact.policies import check_can_view_log
from onrecord.deciding.policies import check_can_decide_about
from onrecord.home import is_demonstration
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.departments import names_of
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.reporting.models import Report, ReportMessage, Switch
from onrecord.reporting.receiving.receipt import department_of
from onrecord.reporting.work.of_log import deciders, log_of


def check_can_keep_reporting(user: User) -> None:
    """Open and close reporting on line, and change the types of report with their questions."""
    check_permission(user, Permission.KEEP_REPORTING)


def check_can_work_reports(user: User) -> None:
    """Read what came on line, release what was held back, answer its reporters."""
    check_permission(user, Permission.WORK_REPORTS)


def is_open() -> bool:
    """Whether the public may report here: once the registrar has switched it on. A demonstration always shows it, with a
    banner that says that nothing sent there reaches any police."""
    return is_demonstration() or Switch.objects.filter(pk=1, on=True).exists()


def check_can_view_report(user: User, report: Report) -> None:
    """Read a report: as its log. One without a log: those who work on reports, of the department that has it."""
    if not user.may(Permission.ALL_DEPARTMENTS) or not user.may(Permission.VIEW_LOGS):
        check_can_work_reports(user)
    log = log_of(report)
    if log is not None:
        check_can_view_log(user, log)
    elif not user.may(Permission.ALL_DEPARTMENTS):
        its = department_of(report)
        if its not in names_of(user):
            raise NotAllowed(
                f"This report is with {its or 'no department'}. Ask its supervisor or the registrar."
            )


def can_view_report(user: User, report: Report) -> bool:
    return can(check_can_view_report, user, report)


def check_can_work_report(user: User, report: Report) -> None:
    """Release it, set it aside, pass it on, answer its reporter."""
    check_can_work_reports(user)
    check_can_view_report(user, report)


def can_work_report(user: User, report: Report) -> bool:
    return can(check_can_work_report, user, report)


def check_can_answer_challenge(user: User, message: ReportMessage) -> None:
    """Answer somebody who challenges a decision: with the right to review, and never whoever decided or recorded it."""
    check_can_work_report(user, message.report)
    check_permission(user, Permission.REVIEW_DECISIONS)
    if user.username in deciders(message.report, message.at):
        raise NotAllowed(
            "You decided or recorded this yourself. A challenge is answered by somebody who did not: another supervisor, or "
            "the registrar."
        )


def can_answer_challenge(user: User, message: ReportMessage) -> bool:
    return can(check_can_answer_challenge, user, message)


def check_can_confirm(user: User, report: Report) -> None:
    """Confirm in one screen what the rules say: whoever decides about its log."""
    check_can_work_report(user, report)
    log = log_of(report)
    if log is None:
        raise NotAllowed("This report has no log yet. Release it first.")
    check_can_decide_about(user, log)


def can_confirm(user: User, report: Report) -> bool:
    return can(check_can_confirm, user, report)
