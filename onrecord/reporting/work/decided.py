"""What came of a report, for the pages of those who work on it: what was decided, by whom, and what was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.contact.models import Log
from onrecord.deciding.models import RecordingDecision
from onrecord.deciding.policies import can_view_decision
from onrecord.deciding.rationale import exit_words
from onrecord.people.models import User
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.reporting.models import Report
from onrecord.reporting.states import ReportState
from onrecord.reporting.work.outcome import standing_decisions


@dataclass(frozen=True)
class Decided:
    """A decision that holds. `none`: in words, each way in which something ended without a crime."""

    row: RecordingDecision
    none: Sequence[str]
    may_view: bool


def decided_of(report: Report, log: Log | None, user: User) -> dict[str, Any]:
    """For a page: `decisions`, `crimes` and `incidents` of the report, and `waits`: whether somebody is still to look, by
    the level of its risk; where not, `stands` says in a word or two how it is."""
    rows = standing_decisions(log) if log else []
    decisions = [
        Decided(row, [exit_words(each.exit) for each in row.rationales.all()], can_view_decision(user, row))
        for row in rows
    ]  # fmt: skip
    crimes = list(Crime.objects.filter(crimelog__log=log).order_by("pk")) if log else []
    stands = _stands(report, log, decisions, crimes)
    return {
        "decisions": decisions,
        "crimes": crimes,
        "incidents": list(ReportedIncident.objects.filter(log=log).order_by("pk")) if log else [],
        "stands": stands,
        "waits": not stands,
    }


def _stands(
    report: Report, log: Log | None, decisions: Sequence[Decided], crimes: Sequence[Crime]
) -> str:
    if report.state == ReportState.TRANSFERRED:
        return "passed on"
    if any(crime.counted for crime in crimes):
        return "a crime is recorded"
    if decisions or crimes:
        return "decided: no crime"
    if report.state == ReportState.SET_ASIDE:
        return "set aside"
    if log is not None and log.closed_at is not None:
        return "its log is closed"
    if log is not None and log.grade:
        return "somebody has looked: it has a grade"
    return ""
