"""Writing a new version of a report, a message of it, and its lines in the log; each with its ledger entry. For actions,
inside their transaction."""

from typing import Any

from onrecord.contact.actions import LogError, check_text
from onrecord.ledger.actions import append
from onrecord.reporting.content import (
    message_content,
    message_subject,
    report_content,
    report_subject,
)
from onrecord.reporting.errors import ReportError
from onrecord.reporting.models import Report, ReportMessage
from onrecord.reporting.states import may_move

MOST_WORDS = 5_000


def held(report: Report) -> Report:
    """The report as it is now, held for this transaction."""
    return Report.objects.select_for_update().get(pk=report.pk)


def move(row: Report, to: str) -> None:
    """Take a report from its state to another. Raises ReportError where the table has no such step."""
    if not may_move(row.state, to):
        raise ReportError(
            f"Report {row.ref} is {row.get_state_display()}: somebody may have been quicker. Load its page again."
        )
    row.state = to


def keep(row: Report, *, by: str, **changes: Any) -> Report:
    """Write a new version of a report."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    row.entry_seq = append(
        kind="report.changed", subject=report_subject(row), body=report_content(row), by=by
    )
    row.save()
    return row


def keep_message(row: ReportMessage, *, by: str) -> ReportMessage:
    """Write a message, or a new version of one."""
    fresh = row.pk is None
    if not fresh:
        row.version += 1
    row.entry_seq = append(
        kind="report-message.written" if fresh else "report-message.changed",
        subject=message_subject(row),
        body=message_content(row),
        by=by,
    )
    row.save()
    return row


def next_number(report: Report) -> int:
    """The number of the next message of a report that is held."""
    last = report.messages.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def words_of(name: str, text: str, most: int = MOST_WORDS) -> str:
    """Words as they may be kept. Raises ReportError."""
    try:
        return check_text(name, text, most)
    except LogError as error:
        raise ReportError(str(error)) from None
