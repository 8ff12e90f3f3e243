"""The states of a report that came on line, and every step between them: one table. docs/reference/states.md is written
from it.

Whether a crime was recorded is no state of the report: the log and its decision say so.
"""

from typing import Any

from django.db.models import TextChoices


class ReportState(TextChoices):
    RECEIVED = "received", "received: its log is open"
    HELD_BACK = "held_back", "held back: it looks like junk, and a person is to read it"
    SET_ASIDE = "set_aside", "set aside: a person read it, and nothing is reported"
    TRANSFERRED = "transferred", "passed to another force, which confirmed it with a reference"


_S = ReportState
REPORT_STEPS: dict[ReportState, dict[ReportState, str]] = {
    _S.RECEIVED: {
        _S.TRANSFERRED: "it happened where another force polices, and that force has confirmed that it has it"
    },
    _S.HELD_BACK: {
        _S.RECEIVED: "a person read it: somebody reports something; its log is opened, and the 24 hours run from when it was sent",
        _S.SET_ASIDE: "a person read it: nothing is reported",
    },
    _S.SET_ASIDE: {_S.RECEIVED: "somebody read it again: it is a report after all"},
    _S.TRANSFERRED: {},
}


def may_move(since: str, to: str) -> bool:
    """Whether a report may go from one state to the other."""
    return ReportState(to) in REPORT_STEPS[ReportState(since)]


class MessageKind(TextChoices):
    """What passes between the reporter and the force after the report was sent."""

    MORE = "more", "more about what happened"
    CHALLENGE = "challenge", "challenge of the decision"
    WITHDRAWN = "withdrawn", "the reporter no longer wants it looked into"
    ANSWER = "answer", "answer of the force"


def reporting_section() -> str:
    """The table for docs/reference/states.md, as Markdown."""
    lines = ["## Report that came on line", "", "| From | To | When |", "| --- | --- | --- |"]
    table: dict[Any, dict[Any, str]] = dict(REPORT_STEPS)
    for state, after in table.items():
        lines += [f"| {state.label} | {to.label} | {when} |" for to, when in after.items()]
    return "\n".join(lines)
