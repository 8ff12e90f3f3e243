"""Opening and closing reporting on line, and saying that somebody checked what the public reads; each with its ledger entry, in
one transaction."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from onrecord.contact.force import force, is_named
from onrecord.home import home, is_demonstration
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.reporting.content import check_content, check_subject, switch_content, switch_subject
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Checked, Switch
from onrecord.reporting.policies import check_can_keep_reporting
from onrecord.reporting.receiving.readers import has_readers
from onrecord.reporting.switch.checks import CHECKS, standing

MOST_HOW: Final = 300


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


def keep_check(*, by: User, what: str, digest: str, how: str) -> Checked:
    """Keep that somebody checked the numbers of other services, or the Welsh. `digest`: what they saw; `how`: how, and by whom. The
    same again is one check. Raises ReportError, also where it is another by now, and NotAllowed."""
    check_can_keep_reporting(by)
    how = " ".join(how.replace("\0", "").split())
    if what not in CHECKS:
        raise ReportError("There is nothing of that name to check.")
    if not how:
        raise ReportError("Write how it was checked, and by whom.")
    if len(how) > MOST_HOW:
        raise ReportError(f"Write it in {MOST_HOW} characters.")
    with transaction.atomic():
        # One after the other, so that each has a number of its own.
        list(Checked.objects.select_for_update().filter(what=what).values_list("pk"))
        now = standing(what)
        if now.digest != digest:
            raise ReportError("It was changed since you saw it. Look at it again.")
        if now.last is not None and now.stands:
            return now.last
        number = now.last.number + 1 if now.last else 1
        row = Checked(
            what=what, number=number, digest=digest, held=now.held, how=how, by=by.username, at=timezone.now()
        )  # fmt: skip
        row.entry_seq = append(
            kind="report-check.kept",
            subject=check_subject(row),
            body=check_content(row),
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
