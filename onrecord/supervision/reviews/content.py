"""What the ledger says of dip samples, feedback and looks, word for word."""

from typing import Any

from onrecord.contact.content import moment
from onrecord.supervision.reviews.models import Feedback, Look, SampleCheck, TeamSample


def sample_subject(row: TeamSample) -> str:
    return f"team-sample:{row.number}"


def sample_content(row: TeamSample) -> dict[str, Any]:
    """Frame, seed and size: enough to draw it again."""
    return {
        "number": row.number,
        "department": row.department,
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
        "size": row.size,
        "seed": row.seed,
        "frame": row.frame,
        "frame_hash": row.frame_hash,
        "made_at": moment(row.made_at),
    }


def check_subject(row: SampleCheck) -> str:
    return f"sample-check:{row.sample_number}:{row.position}"


def check_content(row: SampleCheck) -> dict[str, Any]:
    return {
        "sample": row.sample_number,
        "position": row.position,
        "decision": row.decision_origin,
        "marks": row.marks,
        "words": row.words,
        "checked_by": row.checked_by,
        "checked_at": moment(row.checked_at),
    }


def feedback_subject(row: Feedback) -> str:
    return f"feedback:{row.person}:{row.number}"


def feedback_content(row: Feedback) -> dict[str, Any]:
    return {
        "person": row.person,
        "number": row.number,
        "decision": row.decision_origin,
        "marks": row.marks,
        "words": row.words,
        "given_by": row.given_by,
        "given_at": moment(row.given_at),
        "read_at": moment(row.read_at),
        "answer": row.answer,
    }


def look_subject(row: Look) -> str:
    return f"look:{row.kind}:{row.target}:{row.number}"


def look_content(row: Look) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "target": row.target,
        "number": row.number,
        "ref": row.ref,
        "department": row.department,
        "text": row.text,
        "next_step": row.next_step,
        "next_by": None if row.next_by is None else row.next_by.isoformat(),
        "made_at": moment(row.made_at),
        "copied": row.copied,
        "sentences": row.sentences,
        "copied_from": row.copied_from,
        "meaningful": row.meaningful,
    }
