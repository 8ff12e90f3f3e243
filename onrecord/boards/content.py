"""What the ledger says of boards, word for word. None of it names a victim, a suspect or a record.

Of packs and papers it keeps the SHA-256 and not the content: whoever holds either can show that it is the one. Rows are named
by their numbers alone: the check of the ledger brings them without what they belong to.
"""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from onrecord.boards.models import (
    BodyVersion,
    Line,
    Matter,
    Meeting,
    Pack,
    Paper,
    PartnerView,
    Stands,
)
from onrecord.ledger.entry import canonical_json


def body_subject(row: BodyVersion) -> str:
    return f"body:{row.slug}:{row.number}"


def body_content(row: BodyVersion) -> dict[str, Any]:
    return {"slug": row.slug, "number": row.number, "definition": row.definition, "why": row.why}


def meeting_subject(row: Meeting) -> str:
    return f"meeting:{row.body}:{row.number}"


def meeting_content(row: Meeting) -> dict[str, Any]:
    return {
        "body": row.body,
        "number": row.number,
        "title": row.title,
        "held_on": day(row.held_on),
        "place": row.place,
        "state": str(row.state),
        "definition": row.definition,
        "agenda": row.agenda,
        "attendance": row.attendance,
        "chaired_by": row.chaired_by,
        "words": row.words,
        "agreed_in": row.agreed_in_id,
        "version": row.version,
        # Meetings that were kept before moves were, and those never moved, read as they always did.
        **({"moves": row.moves} if row.moves else {}),
    }


def digest_of(content: dict[str, Any], figures: dict[str, Any]) -> str:
    """SHA-256 of a pack's content and figures; shares in them as text, since stores write numbers differently."""
    return hashlib.sha256(
        canonical_json({"content": as_text(content), "figures": as_text(figures)}).encode()
    ).hexdigest()


def pack_subject(row: Pack) -> str:
    return f"pack:{row.meeting_id}:{row.number}"


def pack_content(row: Pack) -> dict[str, Any]:
    """The hash is worked out from what the row holds now, so that a changed pack is seen."""
    return {
        "number": row.number,
        "as_of": moment(row.as_of),
        "ledger_size": row.ledger_size,
        "sha256": digest_of(row.content, row.figures),
    }


def paper_subject(row: Paper) -> str:
    return f"paper:{row.meeting_id}:{row.number}"


def paper_content(row: Paper) -> dict[str, Any]:
    return {
        "title": row.title,
        "name": row.name,
        "sha256": row.sha256,
        "size": row.size,
        "withdrawn": row.withdrawn,
        "version": row.version,
    }


def matter_subject(row: Matter) -> str:
    return f"matter:{row.body}:{row.number}"


def matter_content(row: Matter) -> dict[str, Any]:
    return {
        "kind": str(row.kind),
        "title": row.title,
        "owner": row.owner,
        "due_on": day(row.due_on),
        "state": str(row.state),
        "plan_action": row.plan_action_id,
        "raised_in": row.raised_in_id,
        "closed_in": row.closed_in_id,
        "closed_words": row.closed_words,
        "closed_by": row.closed_by,
        "version": row.version,
    }


def line_subject(row: Line) -> str:
    return f"minutes:{row.meeting_id}:{row.number}"


def line_content(row: Line) -> dict[str, Any]:
    return {
        "what": str(row.what),
        "heading": row.heading,
        "matter": row.matter_id,
        "corrects": row.corrects_id,
        "words": row.words,
        "made_at": moment(row.made_at),
    }


def view_subject(row: PartnerView) -> str:
    return f"partner-view:{row.id}"


def view_content(row: PartnerView) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "partner": row.partner,
        "said_on": day(row.said_on),
        "bears": str(row.bears),
        "words": row.words,
        "withdrawn": row.withdrawn,
        "version": row.version,
    }


def stands_subject(row: Stands) -> str:
    return f"stands:{row.id}"


def stands_content(row: Stands) -> dict[str, Any]:
    return {
        "about": row.about,
        "words": row.words,
        "made_by": row.made_by,
        "made_at": moment(row.made_at),
    }


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def moment(value: datetime) -> str:
    """UTC to the microsecond, so that it reads the same from either store."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_text(value: Any) -> Any:
    """Plain data with its decimal fractions as text."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {name: as_text(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [as_text(held) for held in value]
    return value
