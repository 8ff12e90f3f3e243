"""Opening and closing reporting on line, with its ledger entry, in one transaction."""

from django.db import transaction
from django.utils import timezone

from onrecord.contact.force import force, is_named
from onrecord.home import home, is_demonstration
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.reporting.content import switch_content, switch_subject
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Switch
from onrecord.reporting.policies import check_can_keep_reporting
from onrecord.reporting.receiving.readers import has_readers


def set_switch(*, by: User, on: bool, department: str) -> Switch:
    """Open reporting on line for the public, or close it. `department`: whose people see the logs, unless a type or an answer
    names another; empty: those who see every department. What is being written meanwhile can still be sent. Raises ReportError,
    also where nobody would read the reports or the force has no name of its own yet, and NotAllowed."""
    check_can_keep_reporting(by)
    department = department.replace("\0", "").strip()
    if len(department) > 200:
        raise ReportError(
            "The department's name has more than 200 characters. Use the name in the list of departments."
        )
    if on:
        _check_can_open(department)
    with transaction.atomic():
        row = Switch.objects.select_for_update().filter(pk=1).first()
        if row is not None and (row.on, row.department) == (on, department):
            return row
        row = Switch(pk=1, on=on, department=department, by=by.username, at=timezone.now())
        row.entry_seq = append(
            kind="report-switch.set",
            subject=switch_subject(row),
            body=switch_content(row),
            by=by.username,
        )
        row.save()
    return row


def _check_can_open(department: str) -> None:
    """What would leave the public with a page behind which nobody is, or with another force's name."""
    if not has_readers(department):
        raise ReportError(
            f"Nobody who may work on reports is in the department “{department}”, so nobody would read them. Choose another, or "
            "have an administrator put people there first (People)."
            if department
            else "Nobody who may work on reports sees every department, so nobody would read them. Choose a department."
        )
    if not is_demonstration() and not is_named():
        raise ReportError(
            f"The public would read “{force().name}”, which is no force. Write your own name into {home() / 'force.toml'} "
            '(a line such as name = "Your Police") and open it then.'
        )
