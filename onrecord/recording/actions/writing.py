"""What every action on a crime record shares: holding the row, writing a new version, an event, a line in the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from crimerules.requirements import Verdict
from onrecord.contact.actions import check_origin, write_entry
from onrecord.contact.models import EntryKind, Log
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.recording import subjects
from onrecord.recording.content import crime_content, event_content, incident_content
from onrecord.recording.errors import Conflict, CrimeError, NotMet
from onrecord.recording.models import Crime, CrimeEvent, CrimeLog, ReportedIncident
from onrecord.recording.policies import (
    CRIME_CHECKS,
    INCIDENT_CHECKS,
    check_can_change_crime,
    check_can_change_incident,
)
from onrecord.recording.states import (
    CRIME_STEPS,
    INCIDENT_STEPS,
    CrimeState,
    IncidentState,
    why_not,
)

_CHANGED = (
    "Somebody else changed {} while you were writing. What you wrote is still in the form: look at what is new and send "
    "it again."
)


def locked_crime(crime: Crime, *, version: int | None = None) -> Crime:
    """The crime as it is now, held for this transaction. Raises CrimeError when it was not recorded here, Conflict when
    it is no longer the version that the person saw."""
    row = Crime.objects.select_for_update().get(pk=crime.pk)
    if not row.here:
        raise CrimeError(
            f"Crime {row.ref} came from {row.system} and is kept there. Change it there and import it again."
        )
    if version is not None and row.version != version:
        raise Conflict(_CHANGED.format(f"crime {row.ref}"))
    return row


def change_crime(crime: Crime, *, by: User, **changes: Any) -> Crime:
    """Write a new version of a crime, on a row from `locked_crime`."""
    for name, value in changes.items():
        setattr(crime, name, value)
    crime.version += 1
    crime.entry_seq = append(
        kind="crime.changed",
        subject=subjects.of_crime(crime),
        body=crime_content(crime),
        by=by.username,
    )
    crime.save(update_fields=[*changes, "version", "entry_seq"])
    return crime


def locked_incident(incident: ReportedIncident, *, version: int | None = None) -> ReportedIncident:
    """The incident as it is now, held for this transaction. Raises Conflict as `locked_crime`."""
    row = ReportedIncident.objects.select_for_update().get(pk=incident.pk)
    if version is not None and row.version != version:
        raise Conflict(_CHANGED.format(f"record {row.ref}"))
    return row


def change_incident(incident: ReportedIncident, *, by: User, **changes: Any) -> ReportedIncident:
    """Write a new version of an incident, on a row from `locked_incident`."""
    for name, value in changes.items():
        setattr(incident, name, value)
    incident.version += 1
    incident.entry_seq = append(
        kind="incident.changed",
        subject=subjects.of_incident(incident),
        body=incident_content(incident),
        by=by.username,
    )
    incident.save(update_fields=[*changes, "version", "entry_seq"])
    return incident


def write_event(
    record: Crime | ReportedIncident,
    *,
    by: User,
    kind: str,
    text: str = "",
    authority: str = "",
    detail: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    recorded_at: datetime | None = None,
    origin: str | None = None,
) -> CrimeEvent:
    """Append an event to a record. `detail` is plain data without fractions (the ledger refuses them)."""
    recorded_at = recorded_at or timezone.now()
    event = CrimeEvent(
        crime=record if isinstance(record, Crime) else None,
        incident=record if isinstance(record, ReportedIncident) else None,
        about=subjects.of_record(record)[:200],
        kind=kind,
        happened_at=happened_at or recorded_at,
        recorded_at=recorded_at,
        by=by.username,
        author=str(by)[:200],
        role=by.get_role_display(),
        authority=authority[:200],
        text=text,
        detail=dict(detail or {}),
        origin=origin,
    )
    event.entry_seq = append(
        kind="crime-event.made",
        subject=subjects.of_event(event),
        body=event_content(event),
        by=by.username,
    )
    event.save(force_insert=True)
    return event


def sent_before(origin: str | None) -> CrimeEvent | None:
    """The event that the same form made already, if it was sent twice. Raises LogError for what is no UUID."""
    if origin is None:
        return None
    return CrimeEvent.objects.filter(origin=check_origin(origin)).first()


def logs_of(record: Crime | ReportedIncident) -> list[Log]:
    """The logs to which a record belongs by reference; their duplicates have their own."""
    if isinstance(record, ReportedIncident):
        return [record.log] if record.log else []
    direct = CrimeLog.objects.filter(crime=record).exclude(how=CrimeLog.How.DUPLICATE_LOG)
    return [link.log for link in direct.select_related("log").order_by("log_id")]


def tell_logs(
    record: Crime | ReportedIncident,
    *,
    by: User,
    text: str,
    detail: Mapping[str, Any],
    kind: str = EntryKind.CRIME,
) -> None:
    """Write in the record's logs what happened to it, so that whoever reads the log knows."""
    key = "crime" if isinstance(record, Crime) else "incident"
    for log in logs_of(record):
        write_entry(log, by=by, kind=kind, text=text, detail={key: record.ref, **detail})


def begin_crime_step(crime: Crime, *, by: User, step: str, version: int | None) -> Crime:
    """Hold the crime and ask whether this person may take this step now. Inside a transaction.

    Raises NotAllowed (who), CrimeError (state), Conflict (version).
    """
    row = locked_crime(crime, version=version)
    CRIME_CHECKS.get(step, check_can_change_crime)(by, row)
    reason = why_not(CRIME_STEPS[step], row.state, CrimeState)
    if reason:
        raise CrimeError(f"Crime {row.ref} can't take this step. {reason}")
    return row


def begin_incident_step(
    incident: ReportedIncident, *, by: User, step: str, version: int | None
) -> ReportedIncident:
    """Hold the incident and ask whether this person may take this step now. As `begin_crime_step`."""
    row = locked_incident(incident, version=version)
    INCIDENT_CHECKS.get(step, check_can_change_incident)(by, row)
    reason = why_not(INCIDENT_STEPS[step], row.state, IncidentState)
    if reason:
        raise CrimeError(f"Record {row.ref} can't take this step. {reason}")
    return row


def demand(verdict: Verdict, *, what: str) -> None:
    """Raise NotMet with every condition of the rules that fails, or is not answered yet."""
    if verdict.allowed is not True:
        raise NotMet(verdict, what)
