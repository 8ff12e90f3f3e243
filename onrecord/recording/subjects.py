"""The names under which the ledger and the reads know crimes, incidents and what belongs to them."""

from onrecord.recording.models import (
    Crime,
    CrimeEvent,
    CrimePerson,
    CrimeProperty,
    ReportedIncident,
)


def of_crime(row: Crime) -> str:
    return f"crime:{row.system}:{row.ref_key}"


def of_incident(row: ReportedIncident) -> str:
    return f"incident:{row.system}:{row.ref_key}"


def of_record(row: Crime | ReportedIncident) -> str:
    return of_crime(row) if isinstance(row, Crime) else of_incident(row)


def of_person(row: CrimePerson) -> str:
    return f"crime-person:{row.crime_ref}:{row.label}"


def of_property(row: CrimeProperty) -> str:
    return f"crime-property:{row.crime_ref}:{row.number}"


def of_event(row: CrimeEvent) -> str:
    return f"crime-event:{row.about}"
