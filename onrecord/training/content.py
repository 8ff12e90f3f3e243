"""What the ledger says of courses and answers, word for word."""

from datetime import UTC, datetime
from typing import Any

from onrecord.training.models import CardAnswer, CourseDone, CourseVersion


def course_subject(row: CourseVersion) -> str:
    return f"course:{row.slug}"


def course_content(row: CourseVersion) -> dict[str, Any]:
    return {"slug": row.slug, "definition": dict(row.definition), "version": row.version}


def done_subject(row: CourseDone) -> str:
    return f"done:{row.course}:{row.person}:{row.done_on.isoformat()}"


def done_content(row: CourseDone) -> dict[str, Any]:
    return {
        "course": row.course,
        "person": row.person,
        "department": row.department,
        "done_on": row.done_on.isoformat(),
        "through": row.through,
        "withdrawn": row.withdrawn,
        "version": row.version,
    }


def answer_subject(row: CardAnswer) -> str:
    return f"card:{row.card}"


def answer_content(row: CardAnswer) -> dict[str, Any]:
    """That a card was answered, and not how: who may download the ledger is not to learn from it who knows what. When it comes
    again would tell, too."""
    return {
        "person": row.person,
        "card": row.card,
        "rule": row.rule,
        "answered_at": moment(row.answered_at),
    }


def moment(value: datetime) -> str:
    """UTC to the microsecond, so that it reads the same from either store."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
