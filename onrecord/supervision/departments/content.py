"""What the ledger says of departments and of who belonged to them, word for word."""

from datetime import date
from typing import Any

from onrecord.supervision.departments.models import Department, Membership


def department_subject(row: Department) -> str:
    return f"department:{row.name_key[:180]}:{row.since.isoformat()}"


def department_content(row: Department) -> dict[str, Any]:
    """One period of a department in its present version."""
    return {
        "name": row.name,
        "parent": row.parent,
        "head": row.head,
        "since": row.since.isoformat(),
        "until": _day(row.until),
        "merged_into": row.merged_into,
        "why": row.why,
    }


def membership_subject(row: Membership) -> str:
    return f"membership:{row.person}:{row.number}"


def membership_content(row: Membership) -> dict[str, Any]:
    return {
        "person": row.person,
        "number": row.number,
        "department": row.department,
        "since": row.since.isoformat(),
        "until": _day(row.until),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
