"""What a log and a log entry say, as the ledger keeps it.

The canonical JSON of these dictionaries is the body of the ledger entry for that version of the record. What is worked
out afterwards (links, counts, database numbers) is no part of it.
"""

from datetime import UTC, datetime
from typing import Any

from onrecord.contact.models import Log, LogEntry, LogLink, LogPerson, LogPlace


def moment(value: datetime | None) -> str | None:
    """A time as the ledger writes it: UTC, ISO 8601 with Z, fractions of a second only where there are any."""
    if value is None:
        return None
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.isoformat()[:-6] + "Z"  # "+00:00" goes


def log_content(row: Log) -> dict[str, Any]:
    """The content of one log in its present version."""
    content = {
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
    if row.opened_at is not None:
        content |= {
            "opened_at": moment(row.opened_at),
            "sent_at": moment(row.sent_at),
            "first_report": row.first_report,
            "origin": row.origin,
        }
    return content


def entry_content(row: LogEntry) -> dict[str, Any]:
    """The content of one time-stamped line of a log."""
    content = {
        "system": row.system,
        "log_ref": row.log_ref,
        "entered_at": moment(row.entered_at),
        "author": row.author,
        "role": row.role,
        "text": row.text,
        "extra": row.extra,
    }
    if row.by:
        content |= {
            "kind": str(row.kind),
            "by": row.by,
            "detail": row.detail,
            "corrects": row.corrects,
            "recorded_at": moment(row.recorded_at),
            "sent_at": moment(row.sent_at),
        }
    return content


def person_content(row: LogPerson) -> dict[str, Any]:
    """The content of somebody named in a log."""
    return {
        "log_ref": row.log_ref,
        "label": row.label,
        "name": row.name,
        "born": None if row.born is None else row.born.isoformat(),
        "age": row.age,
        "sex": row.sex,
        "phone": row.phone,
        "address": row.address,
        "roles": row.roles,
        "facts": row.facts,
        "note": row.note,
    }


def place_content(row: LogPlace) -> dict[str, Any]:
    """The content of a place named in a log."""
    return {
        "log_ref": row.log_ref,
        "what": row.what,
        "text": row.text,
        "postcode": row.postcode,
        "uprn": row.uprn,
        "grid": row.grid,
        "kind": row.kind,
    }


def link_content(row: LogLink) -> dict[str, Any]:
    """The content of a link between two logs."""
    return {"first": row.first_ref, "second": row.second_ref, "why": row.why}
