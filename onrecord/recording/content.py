"""What a crime record says, as the ledger keeps it (see `onrecord.contact.content`).

The group (violence, sexual, other) follows from code, class and offence, so it is no part of the content.
"""

from typing import Any

from onrecord.contact.content import moment
from onrecord.recording.models import Crime


def crime_content(row: Crime) -> dict[str, Any]:
    """The content of one crime record in its present version."""
    return {
        "system": row.system,
        "ref": row.ref,
        "log_refs": row.log_refs,
        "recorded_at": moment(row.recorded_at),
        "recorded_precision": str(row.recorded_precision),
        "class": row.crime_class,
        "ho_code": row.ho_code,
        "offence": row.offence,
        "victim_role": row.victim_role,
        "extra": row.extra,
    }
