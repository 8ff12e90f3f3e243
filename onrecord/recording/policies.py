"""Who may see crimes and incidents, and who may do what to them. Each check raises NotAllowed with the reason."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from onrecord.contact.models import Log
from onrecord.contact.policies import own_department, visible_logs
from onrecord.people.access import NotAllowed, can, check_permission
from onrecord.people.models import User
from onrecord.people.roles import Permission
from onrecord.recording.authority import deciders, has_a_part
from onrecord.recording.models import Crime, CrimeLog, ReportedIncident
from onrecord.recording.states import (
    CRIME_STEPS,
    INCIDENT_STEPS,
    CrimeState,
    IncidentKind,
    IncidentState,
    why_not,
)

_AUTHORITY = (
    "This is decided by the force crime registrar or a designated decision maker (DDM). Your account says that you are "
    "neither; an administrator enters such qualifications."
)


def check_can_view_crimes(user: User) -> None:
    """Crimes, at least those of one's own logs."""
    if not user.may(Permission.CHANGE_CRIMES):
        check_permission(user, Permission.VIEW_CRIMES)


def can_view_crimes(user: User) -> bool:
    return can(check_can_view_crimes, user)


def check_can_view_unlinked(user: User) -> None:
    check_permission(user, Permission.VIEW_CRIMES)


def visible_crimes(user: User, crimes: QuerySet[Crime]) -> QuerySet[Crime]:
    """Those of the crimes that `check_can_view_crime` lets through."""
    if user.may(Permission.VIEW_CRIMES):
        return crimes
    logs = visible_logs(user, Log.objects.filter(pk=OuterRef("log")))
    linked = CrimeLog.objects.filter(Exists(logs), crime=OuterRef("pk"))
    return crimes.filter(Q(recorded_by=user.username) | Exists(linked))


def check_can_view_crime(user: User, crime: Crime) -> None:
    """Raise NotAllowed unless the role sees all crimes, or the person recorded it or may see one of its logs."""
    check_can_view_crimes(user)
    if not visible_crimes(user, Crime.objects.filter(pk=crime.pk)).exists():
        raise NotAllowed(
            "This crime belongs to no log that you may see, and you did not record it. If you work on it, ask the "
            "registrar to link it to your log, or an administrator to change your department."
        )


def can_view_crime(user: User, crime: Crime) -> bool:
    return can(check_can_view_crime, user, crime)


def check_can_record(user: User) -> None:
    """Raise NotAllowed unless the person may decide what is recorded, and record it."""
    check_permission(user, Permission.DECIDE)


def can_record(user: User) -> bool:
    return can(check_can_record, user)


def check_can_change_crime(user: User, crime: Crime) -> None:
    """Raise NotAllowed unless the person keeps crime records, sees this one, and it was recorded here."""
    check_permission(user, Permission.CHANGE_CRIMES)
    check_can_view_crime(user, crime)
    if not crime.here:
        raise NotAllowed(
            f"This crime came from {crime.system} and is kept there: change it there and import it again."
        )


def can_change_crime(user: User, crime: Crime) -> bool:
    return can(check_can_change_crime, user, crime)


def _check_authority(user: User) -> None:
    if deciders(user) == ["other"]:
        raise NotAllowed(_AUTHORITY)


def _check_registered(user: User) -> None:
    if "registrar" not in deciders(user):
        raise NotAllowed(
            "Only a force crime registrar on the College of Policing register decides this (Crime Recording Rules "
            "2026/27, p. 63)."
        )


def check_can_decide_on_crime(user: User, crime: Crime) -> None:
    """What is kept for the registrar and those designated: reclassify, cancel, open again what was taken off."""
    check_can_change_crime(user, crime)
    _check_authority(user)


def check_can_cancel_crime(user: User, crime: Crime) -> None:
    """Cancelling is decided outside the investigation (Crime Recording Rules 2026/27, p. 25)."""
    check_can_decide_on_crime(user, crime)
    if has_a_part(user, crime):
        raise NotAllowed(
            "You recorded this crime, received it or added conduct to it, so you are not independent of the investigation. "
            "Another registrar or designated decision maker decides (Crime Recording Rules 2026/27, p. 25)."
        )


def check_can_reopen_crime(user: User, crime: Crime) -> None:
    """An outcome may be taken back by whoever keeps the record; a cancellation or transfer by whoever may decide on it."""
    check_can_change_crime(user, crime)
    if crime.state in (CrimeState.CANCELLED, CrimeState.TRANSFERRED):
        _check_authority(user)


def check_can_make_n100(user: User, crime: Crime) -> None:
    check_can_change_crime(user, crime)
    _check_registered(user)


CRIME_CHECKS: dict[str, Callable[[User, Crime], None]] = {
    "reclassify": check_can_decide_on_crime,
    "cancel": check_can_cancel_crime,
    "reopen": check_can_reopen_crime,
    "n100": check_can_make_n100,
}


def check_crime_step(user: User, crime: Crime, step: str) -> None:
    """Raise NotAllowed unless this person may do this to this crime now: the policy of the step, then the table of states."""
    CRIME_CHECKS.get(step, check_can_change_crime)(user, crime)
    reason = why_not(CRIME_STEPS[step], crime.state, CrimeState)
    if reason:
        raise NotAllowed(reason)


def visible_incidents(
    user: User, incidents: QuerySet[ReportedIncident]
) -> QuerySet[ReportedIncident]:
    """Those of the incidents that `check_can_view_incident` lets through."""
    if user.may(Permission.VIEW_CRIMES):
        return incidents
    logs = visible_logs(user, Log.objects.filter(pk=OuterRef("log")))
    return incidents.filter(Q(recorded_by=user.username) | own_department(user) | Exists(logs))


def check_can_view_incident(user: User, incident: ReportedIncident) -> None:
    """Raise NotAllowed for another department's record, unless the role sees every crime."""
    check_can_view_crimes(user)
    if not visible_incidents(user, ReportedIncident.objects.filter(pk=incident.pk)).exists():
        raise NotAllowed(
            "This record belongs to another department. If you work on it, ask an administrator to change your department."
        )


def check_can_change_incident(user: User, incident: ReportedIncident) -> None:
    check_permission(user, Permission.CHANGE_CRIMES)
    check_can_view_incident(user, incident)


def check_can_settle_incident(user: User, incident: ReportedIncident) -> None:
    """What the registrar must oversee: every N100 that ends without a crime (Crime Recording Rules 2026/27, p. 63)."""
    check_can_change_incident(user, incident)
    if incident.kind == IncidentKind.N100:
        _check_authority(user)


def check_can_cancel_incident(user: User, incident: ReportedIncident) -> None:
    check_can_change_incident(user, incident)
    _check_authority(user)


def check_can_convert_incident(user: User, incident: ReportedIncident) -> None:
    check_can_change_incident(user, incident)
    check_can_record(user)


INCIDENT_CHECKS: dict[str, Callable[[User, ReportedIncident], None]] = {
    "convert": check_can_convert_incident,
    "sub-code": check_can_settle_incident,
    "close": check_can_settle_incident,
    "cancel": check_can_cancel_incident,
}


def check_incident_step(user: User, incident: ReportedIncident, step: str) -> None:
    """Raise NotAllowed unless this person may do this to this record now."""
    INCIDENT_CHECKS.get(step, check_can_change_incident)(user, incident)
    reason = why_not(INCIDENT_STEPS[step], incident.state, IncidentState)
    if reason:
        raise NotAllowed(reason)
