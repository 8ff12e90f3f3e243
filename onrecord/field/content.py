"""What the ledger keeps of a report from the street (see `onrecord.contact.content`)."""

from typing import Any

from onrecord.contact.content import moment
from onrecord.field.models import Attachment, FieldReport


def report_content(row: FieldReport) -> dict[str, Any]:
    """A report as it was sent, and what it became."""
    return {
        "origin": row.origin,
        "by": row.by,
        "route": row.route,
        "known_at": moment(row.known_at),
        "recorded_at": moment(row.recorded_at),
        "sent_at": moment(row.sent_at),
        "received_at": moment(row.received_at),
        "sent": row.sent,
        "log_system": row.log_system,
        "log_ref": row.log_ref,
        "decision": row.decision,
    }


def attachment_content(row: Attachment) -> dict[str, Any]:
    """A file that came with a report: its hash stands for its bytes."""
    return {
        "origin": row.origin,
        "report": row.report_origin,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "taken_at": moment(row.taken_at),
        "by": row.by,
        "received_at": moment(row.received_at),
    }
