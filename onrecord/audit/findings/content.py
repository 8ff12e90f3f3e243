"""What the ledger says of a finding, word for word."""

from datetime import UTC, datetime
from typing import Any

from onrecord.audit.findings.models import Finding


def finding_subject(row: Finding) -> str:
    return f"finding:{row.item.audit_id}:{row.item.position}"


def finding_content(row: Finding) -> dict[str, Any]:
    """One version of a finding."""
    return {
        "audit": row.item.audit_id,
        "position": row.item.position,
        "log_ref": row.item.log_ref,
        "reading": row.reading.entry_seq,
        "route": list(row.route),
        "state": str(row.state),
        "before": str(row.before),
        "upheld": row.upheld,
        "department": row.department,
        "supervisor": row.supervisor,
        "person": row.person,
        "sent_at": moment(row.sent_at),
        "due_at": moment(row.due_at),
        "closed_at": moment(row.closed_at),
        "causes": list(row.causes),
        "steps": list(row.steps),
        "decision": row.decision_origin,
        "crimes": list(row.crime_refs),
        "reversal": row.reversal.entry_seq if row.reversal else None,
        "version": row.version,
    }


def moment(value: datetime | None) -> str | None:
    """UTC to the microsecond, so that it reads the same from either store."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
