"""What the ledger says of the schedule, word for word."""

from typing import Any

from onrecord.audit.findings.content import moment
from onrecord.audit.schedule.models import ReaderHours, ScheduleMark


def mark_subject(row: ScheduleMark) -> str:
    return f"schedule:{row.slug}"


def mark_content(row: ScheduleMark) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "kind": str(row.kind),
        "day": row.day.isoformat(),
        "period": row.period,
        "why": row.why,
        "made_at": moment(row.made_at),
    }


def hours_subject(row: ReaderHours) -> str:
    return f"reader:{row.reader}"


def hours_content(row: ReaderHours) -> dict[str, Any]:
    return {
        "reader": row.reader,
        "minutes_a_week": row.minutes_a_week,
        "version": row.version,
    }
