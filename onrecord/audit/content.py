"""What the ledger says of an audit and of a reading, word for word."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onrecord.audit.answers import Answers
from onrecord.audit.models import Audit, SampleItem


def audit_content(audit: Audit) -> dict[str, Any]:
    """Frame, seed and design of an audit: enough to draw the sample again."""
    return {
        "name": audit.name,
        "seed": audit.seed,
        "frame": {
            "hash": audit.frame_hash,
            "logs": audit.frame_size,
            "from": _utc(audit.frame_from),
            "to": _utc(audit.frame_to),
        },
        "design": audit.design,
    }


@dataclass(frozen=True, slots=True)
class NewReading:
    """A checked answer about one log, not kept yet."""

    item: SampleItem
    answers: Answers
    reader: str


def reading_content(reading: NewReading) -> dict[str, Any]:
    """One reader's answers about one log of the sample."""
    item, answers = reading.item, reading.answers
    return {
        "audit": item.audit_id,
        "position": item.position,
        "log_ref": item.log_ref,
        "reader": reading.reader,
        "undecidable": answers.undecidable,
        **answers.counts(),
        "comment": answers.comment,
    }


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
