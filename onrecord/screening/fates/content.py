"""What the ledger says of a fate, word for word."""

from datetime import UTC
from typing import Any

from onrecord.screening.fates.models import Fate


def fate_subject(row: Fate) -> str:
    return f"fate:{row.log_system}:{row.log_ref_key}"


def fate_content(row: Fate) -> dict[str, Any]:
    """One fate."""
    return {
        "log_ref": row.log_ref,
        "department": row.department,
        "offence": row.offence,
        "group": row.group,
        "rules": list(row.rules),
        "quote": row.quote,
        "points": row.points,
        "second": row.second,
        "made_by": row.made_by,
        "of": row.of,
        "kind": str(row.kind),
        "route": str(row.route),
        "reason": row.reason,
        "words": row.words,
        "decision": row.decision_origin,
        "crimes": list(row.crime_refs),
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
