"""What a crime record and all that belongs to it say, as the ledger keeps it (see `onrecord.contact.content`).

The group (violence, sexual, other) follows from code, class and offence, so it is no part of the content.
"""

from typing import Any

from onrecord.contact.content import moment
from onrecord.recording.models import (
    Crime,
    CrimeEvent,
    CrimePerson,
    CrimeProperty,
    ReportedIncident,
)
from onrecord.recording.where import WHERE


def crime_content(row: Crime) -> dict[str, Any]:
    """The content of one crime record in its present version."""
    content = {
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
    if row.state:
        content |= {
            "state": str(row.state),
            "known_at": moment(row.known_at),
            "sent_at": moment(row.sent_at),
            "committed_from": moment(row.committed_from),
            "committed_to": moment(row.committed_to),
            "recorded_by": row.recorded_by,
            "department": row.department,
            "origin": row.origin,
            "origin_part": row.origin_part,
            "decision_ref": row.decision_ref,
            "place": row.place,
            "modus": row.modus,
            "flags": row.flags,
            "decided": row.decided,
            "ground": row.ground,
            "outcome": row.outcome,
            "other_force": row.other_force,
            "other_ref": row.other_ref,
            "from_force": row.from_force,
            "from_ref": row.from_ref,
        }
        # Only where given: what was written before crimes had them says nothing of them.
        content |= {name: value for name in WHERE if (value := getattr(row, name))}
    return content


def person_content(row: CrimePerson) -> dict[str, Any]:
    """The content of somebody in a crime record."""
    return {
        "crime_ref": row.crime_ref,
        "label": row.label,
        "roles": row.roles,
        "name": row.name,
        "born": None if row.born is None else row.born.isoformat(),
        "age": row.age,
        "sex": row.sex,
        "phone": row.phone,
        "address": row.address,
        "note": row.note,
        "removed": row.removed,
    }


def property_content(row: CrimeProperty) -> dict[str, Any]:
    """The content of one thing in a crime record; `value` in pence."""
    return {
        "crime_ref": row.crime_ref,
        "number": row.number,
        "what": str(row.what),
        "description": row.description,
        "value": row.value,
        "mark": row.mark,
        "owner": row.owner,
        "removed": row.removed,
    }


def event_content(row: CrimeEvent) -> dict[str, Any]:
    """The content of something that happened to a record."""
    return {
        "about": row.about,
        "kind": str(row.kind),
        "happened_at": moment(row.happened_at),
        "recorded_at": moment(row.recorded_at),
        "by": row.by,
        "author": row.author,
        "role": row.role,
        "authority": row.authority,
        "text": row.text,
        "detail": row.detail,
        "origin": row.origin,
    }


def incident_content(row: ReportedIncident) -> dict[str, Any]:
    """The content of a record that is no crime, in its present version."""
    return {
        "system": row.system,
        "ref": row.ref,
        "kind": str(row.kind),
        "sub_code": row.sub_code,
        "state": str(row.state),
        "log_refs": row.log_refs,
        "crime_refs": row.crime_refs,
        "reason": row.reason,
        "decision_ref": row.decision_ref,
        "to_try": row.to_try,
        "comes_up_on": None if row.comes_up_on is None else row.comes_up_on.isoformat(),
        "victims": row.victims,
        "place": row.place,
        "known_at": moment(row.known_at),
        "recorded_at": moment(row.recorded_at),
        "sent_at": moment(row.sent_at),
        "recorded_by": row.recorded_by,
        "department": row.department,
        "origin": row.origin,
    }
