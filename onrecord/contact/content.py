"""What a log and a log entry say, as the ledger keeps it.

The canonical JSON of these dictionaries is the body of the ledger entry for that version of the record. What is worked
out afterwards (links, counts, database numbers) is no part of it.
"""

from datetime import UTC, datetime
from typing import Any

from onrecord.contact.models import Log, LogEntry


def moment(value: datetime | None) -> str | None:
    """A time as the ledger writes it: UTC, ISO 8601 with Z, fractions of a second only where there are any."""
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def log_content(row: Log) -> dict[str, Any]:
    """The content of one log in its present version."""
    return {
        "system": row.system,
        "ref": row.ref,
        "received_at": moment(row.received_at),
        "received_precision": str(row.received_precision),
        "source": row.source,
        "opening_code": row.opening_code,
        "closing_code": row.closing_code,
        "grade": row.grade,
        "qualifiers": row.qualifiers,
        "text": row.text,
        "closed_at": moment(row.closed_at),
        "officer": row.officer,
        "department": row.department,
        "crime_refs": row.crime_refs,
        "duplicate_of": row.duplicate_of,
        "extra": row.extra,
    }


def entry_content(row: LogEntry) -> dict[str, Any]:
    """The content of one time-stamped line of a log."""
    return {
        "system": row.system,
        "log_ref": row.log_ref,
        "entered_at": moment(row.entered_at),
        "author": row.author,
        "role": row.role,
        "text": row.text,
        "extra": row.extra,
    }
