"""Records that are no crime: N100, N300, crime-related incidents and non-crime records."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from onrecord.contact.actions import check_origin, check_text, check_time, write_entry
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log
from onrecord.contact.numbering import next_reference
from onrecord.contact.references import reference_key
from onrecord.ledger.actions import append
from onrecord.people.models import User
from onrecord.recording import subjects
from onrecord.recording.actions.writing import write_event
from onrecord.recording.content import incident_content
from onrecord.recording.errors import CrimeError
from onrecord.recording.incidents import check_comes_up, normal_sub_code
from onrecord.recording.models import ReportedIncident
from onrecord.recording.policies import check_can_record
from onrecord.recording.states import EventKind, IncidentKind, IncidentState


def record_incident(
    *,
    log: Log | None,
    by: User,
    kind: str,
    sub_code: str = "",
    reason: str,
    decision_ref: str = "",
    to_try: str = "",
    comes_up_on: date | None = None,
    victims: Sequence[str] = (),
    place: str = "",
    recorded_at: datetime | None = None,
    known_at: datetime | None = None,
    sent_at: datetime | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Make a record that is no crime, and return it.

    `kind`: "N100", "N300", "crime-related" or "non-crime". `sub_code`: one of `onrecord.recording.incidents.sub_codes(kind)`; the
    rules' own spelling ("100/01") is taken too. `to_try` and `comes_up_on`: what is still to be tried, and when it comes
    up again. Times and `origin` as for `record_crime`. Raises CrimeError (LogError for a text, time or origin),
    NotAllowed.
    """
    check_can_record(by)
    if origin is not None:
        origin = check_origin(origin)
        there = ReportedIncident.objects.filter(origin=origin).first()
        if there is not None:
            return there
    if kind not in IncidentKind.values:
        raise CrimeError(
            f"{kind!r} is no kind of record. Use one of: {', '.join(IncidentKind.values)}."
        )
    reason = check_text("The reason", reason)
    recorded_at = check_time("The time of recording", recorded_at or timezone.now())
    known_at = check_time(
        "The time when it became known", known_at or (log.received_at if log else recorded_at)
    )
    if sent_at is not None:
        check_time("The time of sending", sent_at)
    incident = ReportedIncident(
        system=force().system,
        kind=kind,
        sub_code=normal_sub_code(kind, sub_code),
        state=IncidentState.OPEN,
        log=log,
        log_refs=[log.ref] if log else [],
        crime_refs=[],
        reason=reason,
        decision_ref=decision_ref[:120],
        to_try=to_try.replace("\x00", "").strip(),
        comes_up_on=check_comes_up(comes_up_on),
        victims=[str(each)[:200] for each in victims],
        place=place.strip()[:300],
        known_at=known_at,
        recorded_at=recorded_at,
        sent_at=sent_at,
        recorded_by=by.username,
        department=by.department if log is None else (log.department or by.department),
        origin=origin,
    )
    try:
        with transaction.atomic():
            return _write(incident, log=log, by=by)
    except IntegrityError:
        there = ReportedIncident.objects.filter(origin=origin).first() if origin else None
        if there is None:
            raise
        return there  # the same form arrived twice at the same moment


def _write(incident: ReportedIncident, *, log: Log | None, by: User) -> ReportedIncident:
    row = Log.objects.select_for_update().get(pk=log.pk) if log else None
    which = "non_crime" if incident.kind == IncidentKind.NON_CRIME else "reported_incident"
    incident.ref = next_reference(which, incident.recorded_at)
    incident.ref_key = reference_key(incident.ref)
    incident.entry_seq = append(
        kind="incident.recorded",
        subject=subjects.of_incident(incident),
        body=incident_content(incident),
        by=by.username,
    )
    incident.save(force_insert=True)
    detail = {
        "kind": str(incident.kind),
        "sub_code": incident.sub_code,
        "decision": incident.decision_ref,
    }
    write_event(
        incident,
        by=by,
        kind=EventKind.RECORDED,
        text=incident.reason,
        detail=detail,
        happened_at=incident.recorded_at,
    )
    if row is not None:
        label = IncidentKind(incident.kind).label
        write_entry(
            row,
            by=by,
            kind=EntryKind.CRIME,
            text=f"{label[:1].upper()}{label[1:]} {incident.ref} recorded{': ' if incident.sub_code else ''}"
            f"{incident.sub_code}.",
            detail={"incident": incident.ref, "what": "recorded", **detail},
            entered_at=incident.recorded_at,
            sent_at=incident.sent_at,
        )
    return incident
