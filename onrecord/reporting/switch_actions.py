"""Opening and closing reporting on line, with its ledger entry, in one transaction."""

from django.db import transaction
from django.utils import timezone

from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.reporting.content import switch_content, switch_subject
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Switch
from onrecord.reporting.policies import check_can_keep_reporting


def set_switch(*, by: User, on: bool, department: str) -> Switch:
    """Open reporting on line for the public, or close it. `department`: whose people see the logs, unless a type or an answer
    names another. What is being written meanwhile can still be sent. Raises ReportError, NotAllowed."""
    check_can_keep_reporting(by)
    department = department.replace("\0", "").strip()
    if on and not department:
        raise ReportError(
            "Name the department whose people read the reports: without one nobody looks at them."
        )
    if len(department) > 200:
        raise ReportError(
            "The department's name has more than 200 characters. Use the name in the list of departments."
        )
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
