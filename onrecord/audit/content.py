"""What the ledger says of programmes, audits, readings and second readings, word for word."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onrecord.audit.models import Audit, Phase, ProgrammeVersion, SampleItem, SecondCheck
from onrecord.audit.reading.judgement import Judgement


def programme_content(version: ProgrammeVersion) -> dict[str, Any]:
    """One version of a programme, whole."""
    return {
        "slug": version.slug,
        "number": version.number,
        "shipped": version.shipped,
        "why": version.why,
        "definition": version.definition,
    }


def audit_content(audit: Audit) -> dict[str, Any]:
    """Frame, seed and design of an audit: enough to draw the sample again."""
    found = {
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
    if audit.programme is not None:
        # Audits frozen before programmes were kept say nothing of one, in the ledger either.
        found["programme"] = {"slug": audit.programme.slug, "number": audit.programme.number}
    return found


@dataclass(frozen=True, slots=True)
class NewReading:
    """A checked judgement of one record, not kept yet."""

    item: SampleItem
    judgement: Judgement
    reader: str
    phase: str = Phase.FIRST
    seconds: int | None = None
    through: str = "page"


def reading_content(reading: NewReading) -> dict[str, Any]:
    """One reader's judgement of one record of the sample."""
    item, judgement = reading.item, reading.judgement
    return {
        "audit": item.audit_id,
        "position": item.position,
        "log_ref": item.log_ref,
        "phase": str(reading.phase),
        "reader": reading.reader,
        "outcome": judgement.outcome,
        **judgement.counts.counts(),
        "answers": dict(judgement.answers),
        "crimes": [crime.to_json() for crime in judgement.crimes],
        "comment": judgement.comment,
        "seconds": reading.seconds,
        "through": reading.through,
    }


def check_content(check: SecondCheck) -> dict[str, Any]:
    """Where the second reading of one record stands."""
    return {
        "audit": check.item.audit_id,
        "position": check.item.position,
        "failure": check.failure,
        "probability": f"{check.probability:.6f}",
        "state": str(check.state),
        "differs": list(check.differs),
        "settled_by": check.settled_by,
    }


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
