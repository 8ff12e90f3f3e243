"""What decisions, rationales and reviews say, as the ledger keeps it."""

from typing import Any

from onrecord.contact.content import moment
from onrecord.deciding.models import Rationale, RecordingDecision, Review, plain


def decision_subject(row: RecordingDecision) -> str:
    return f"decision:{row.origin}"


def rationale_subject(row: Rationale) -> str:
    return f"rationale:{row.decision_origin}"


def review_subject(row: Review) -> str:
    return f"review:{row.decision_origin}"


def decision_content(row: RecordingDecision) -> dict[str, Any]:
    """The content of one decision in its present version."""
    return {
        "origin": row.origin,
        "log_system": row.log_system,
        "log_ref": row.log_ref,
        "corrects": row.corrects,
        "desk": row.desk,
        "route": row.route,
        "department": row.department,
        "started_by": row.started_by,
        "known_at": moment(row.known_at),
        "recorded_at": moment(row.recorded_at),
        "sent_at": moment(row.sent_at),
        "answers": plain(row.answers),
        "facts": plain(row.facts),
        "state": str(row.state),
        "on_date": row.on_date.isoformat(),
        "case": plain(row.case),
        "result": plain(row.result),
        "chosen": plain(row.chosen),
        "crime_refs": row.crime_refs,
        "incident_refs": row.incident_refs,
        "concluded_at": moment(row.concluded_at),
        "concluded_by": row.concluded_by,
        "reason": row.reason,
    }


def rationale_content(row: Rationale) -> dict[str, Any]:
    """The content of one rationale."""
    return {
        "decision": row.decision_origin,
        "number": row.number,
        "log_ref": row.log_ref,
        "exit": row.exit,
        "code": row.code,
        "acts": row.acts,
        "test": row.test,
        "evidence": row.evidence,
        "from_whom": row.from_whom,
        "source": row.source,
        "evidence_at": moment(row.evidence_at),
        "told": row.told,
        "told_at": moment(row.told_at),
        "told_by": row.told_by,
        "challenge": row.challenge,
        "text": row.text,
        "to_try": row.to_try,
        "comes_up_on": None if row.comes_up_on is None else row.comes_up_on.isoformat(),
        "written_at": moment(row.written_at),
        "written_by": row.written_by,
    }


def review_content(row: Review) -> dict[str, Any]:
    """The content of one review in its present version."""
    return {
        "decision": row.decision_origin,
        "by_whom": str(row.by_whom),
        "rules": row.rules,
        "reasons": row.reasons,
        "asked_at": moment(row.asked_at),
        "due_at": moment(row.due_at),
        "state": str(row.state),
        "words": row.words,
        "reviewed_by": row.reviewed_by,
        "reviewed_at": moment(row.reviewed_at),
        "corrected_by": row.corrected_by,
    }
