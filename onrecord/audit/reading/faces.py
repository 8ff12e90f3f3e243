"""A record of a sample as a reader meets it, whatever it is: log, crime or reported incident."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.audit.models import RecordKind, SampleItem


@dataclass(frozen=True, slots=True)
class Face:
    """What the head of the reading screen and a row of the sheet say. `changed`: it is another version than was frozen."""

    system: str
    ref_key: str
    at: datetime | None
    precision: str
    opening: str
    closing: str
    text: str
    changed: bool


def face_of(item: SampleItem) -> Face:
    """The record's face as it is now."""
    changed = item.facts.get("version", item.record.version) != item.record.version
    if item.kind == RecordKind.CRIME and item.crime is not None:
        crime = item.crime
        offence = " ".join(
            part for part in (crime.crime_class, crime.ho_code, crime.offence) if part
        )
        return Face(
            crime.system,
            crime.ref_key,
            crime.recorded_at,
            crime.recorded_precision,
            offence,
            crime.get_state_display() if crime.state else "",
            crime.modus,
            changed,
        )
    if item.kind == RecordKind.INCIDENT and item.incident is not None:
        incident = item.incident
        return Face(
            incident.system,
            incident.ref_key,
            incident.recorded_at,
            "minute",
            f"{incident.get_kind_display()} {incident.sub_code}".strip(),
            incident.get_state_display(),
            incident.reason,
            changed,
        )
    log = item.record
    return Face(
        log.system,
        log.ref_key,
        log.received_at,
        log.received_precision,
        log.opening_code,
        log.closing_code,
        log.text,
        changed,
    )
