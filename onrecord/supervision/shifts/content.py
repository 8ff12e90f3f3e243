"""What the ledger says of shifts, absences and hand-overs, word for word."""

from typing import Any

from onrecord.contact.content import moment
from onrecord.supervision.shifts.models import Absence, Handover, Shift


def shift_subject(row: Shift) -> str:
    return f"shift:{row.person}:{row.number}"


def shift_content(row: Shift) -> dict[str, Any]:
    return {
        "person": row.person,
        "number": row.number,
        "role": row.role,
        "department": row.department,
        "since": moment(row.since),
        "until": moment(row.until),
        "ended_at": moment(row.ended_at),
    }


def absence_subject(row: Absence) -> str:
    return f"absence:{row.person}:{row.number}"


def absence_content(row: Absence) -> dict[str, Any]:
    return {
        "person": row.person,
        "number": row.number,
        "covered_by": row.covered_by,
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
    }


def handover_subject(row: Handover) -> str:
    return f"handover:{row.giver}:{row.number}"


def handover_content(row: Handover) -> dict[str, Any]:
    return {
        "giver": row.giver,
        "number": row.number,
        "department": row.department,
        "to": row.to,
        "note": row.note,
        "things": row.things,
        "made_at": moment(row.made_at),
        "taken_by": row.taken_by,
        "taken_at": moment(row.taken_at),
        "left_out": row.left_out,
    }
