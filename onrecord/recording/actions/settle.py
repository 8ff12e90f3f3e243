"""What happens to a record that is no crime: it becomes one, comes up again, is closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from crimerules.cancel import Proposal, may_cancel
from onrecord.contact.actions import check_text
from onrecord.contact.models import LogPerson
from onrecord.people.models import User
from onrecord.recording import authority
from onrecord.recording.actions.record import record_crimes
from onrecord.recording.actions.writing import (
    begin_incident_step,
    change_incident,
    demand,
    sent_before,
    tell_logs,
    write_event,
)
from onrecord.recording.errors import CrimeError
from onrecord.recording.incidents import check_comes_up, normal_sub_code, sub_codes
from onrecord.recording.models import Crime, ReportedIncident
from onrecord.recording.states import INCIDENT_STEPS, IncidentKind, next_state


def convert_incident(
    *,
    incident: ReportedIncident,
    by: User,
    crime: Mapping[str, Any],
    reason: str,
    people: Mapping[str, LogPerson] | None = None,
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Record the crime that a reported incident turned out to be, and return it. The incident stays, converted.

    `crime` and `people` as for `record_crime`. Raises CrimeError, NotAllowed, Conflict.
    """
    there = sent_before(origin)
    if there is not None:
        return Crime.objects.get(ref=there.detail["crimes"][0], state__gt="")
    reason = check_text("The reason", reason)
    made: list[Crime] = []

    def record(row: ReportedIncident) -> Settled:
        made[:] = record_crimes(
            log=row.log,
            by=by,
            crime={"victims": list(row.victims), **crime},
            people=people,
            decision_ref=row.decision_ref,
            known_at=row.known_at,
            place=row.place,
        )
        refs = [one.ref for one in made]
        return Settled(
            {"crime_refs": [*row.crime_refs, *refs], "comes_up_on": None},
            {"crimes": refs},
            f"{row.ref} is now crime {', '.join(refs)}: {reason}",
            {"what": "converted", "crimes": refs},
        )

    _settle(
        incident,
        by=by,
        step="convert",
        text=reason,
        settle=record,
        version=version,
        origin=origin,
    )
    return made[0]


def note_tried(
    *,
    incident: ReportedIncident,
    by: User,
    text: str,
    to_try: str = "",
    comes_up_on: date | None = None,
    version: int | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Write what was tried, what is still to be tried, and when it comes up again. Raises CrimeError, NotAllowed,
    Conflict."""
    return _change(
        incident,
        by=by,
        step="tried",
        text=check_text("What was tried", text),
        changes={
            "to_try": to_try.replace("\x00", "").strip(),
            "comes_up_on": check_comes_up(comes_up_on),
        },
        version=version,
        origin=origin,
    )


def redate_incident(
    *,
    incident: ReportedIncident,
    by: User,
    comes_up_on: date | None,
    reason: str,
    version: int | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Set another day on which it comes up again, or none, with the reason. Raises CrimeError, NotAllowed, Conflict."""
    return _change(
        incident,
        by=by,
        step="redate",
        text=check_text("The reason", reason),
        changes={"comes_up_on": check_comes_up(comes_up_on)},
        version=version,
        origin=origin,
    )


def set_sub_code(
    *,
    incident: ReportedIncident,
    by: User,
    sub_code: str,
    reason: str,
    version: int | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Give the record another code of its kind, with the reason. Raises CrimeError, NotAllowed, Conflict."""
    code = normal_sub_code(incident.kind, sub_code)
    if code == incident.sub_code:
        raise CrimeError(f"It has the code {code} already. Choose another, or go back.")
    return _change(
        incident,
        by=by,
        step="sub-code",
        text=check_text("The reason", reason),
        changes={"sub_code": code},
        version=version,
        origin=origin,
    )


def close_incident(
    *,
    incident: ReportedIncident,
    by: User,
    reason: str,
    version: int | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Close a record that ends without a crime, with the reason. Raises CrimeError, NotAllowed, Conflict."""
    kind = IncidentKind(incident.kind)
    if len(sub_codes(kind)) > 1 and not incident.sub_code:
        raise CrimeError(f"The {kind.label} has no code yet. Set it, then close it.")
    return _change(
        incident,
        by=by,
        step="close",
        text=check_text("The reason", reason),
        changes={"comes_up_on": None},
        version=version,
        origin=origin,
    )


def cancel_incident(
    *,
    incident: ReportedIncident,
    by: User,
    reason: str,
    mistake: bool | None,
    version: int | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Cancel a record that was made by mistake. `mistake`: it was a genuine error of whoever took the report. Raises NotMet,
    CrimeError, NotAllowed, Conflict."""
    demand(
        may_cancel(Proposal(ground="C4", class_="N100", mistake=mistake)),
        what=f"Cancelling {incident.ref}",
    )
    return _change(
        incident,
        by=by,
        step="cancel",
        text=check_text("The reason", reason),
        changes={"comes_up_on": None},
        version=version,
        origin=origin,
    )


def reopen_incident(
    *,
    incident: ReportedIncident,
    by: User,
    reason: str,
    comes_up_on: date | None = None,
    version: int | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Open a closed or cancelled record again, with the reason. Raises CrimeError, NotAllowed, Conflict."""
    return _change(
        incident,
        by=by,
        step="reopen",
        text=check_text("The reason", reason),
        changes={"comes_up_on": check_comes_up(comes_up_on)},
        version=version,
        origin=origin,
    )


def _change(
    incident: ReportedIncident,
    *,
    by: User,
    step: str,
    text: str,
    changes: dict[str, Any],
    version: int | None,
    origin: str | None,
) -> ReportedIncident:
    """A step that changes fields, and says what they were."""

    def settle(row: ReportedIncident) -> Settled:
        before = {name: _plain(getattr(row, name)) for name in changes}
        after = {name: _plain(value) for name, value in changes.items()}
        told = f"{row.ref}: {INCIDENT_STEPS[step].event.label}. {text}"
        return Settled(changes, {"before": before, "after": after}, told, {"what": step})

    return _settle(
        incident, by=by, step=step, text=text, settle=settle, version=version, origin=origin
    )


@dataclass(frozen=True)
class Settled:
    """What a step makes of a record: fields and their values, what its event holds, and what the log is told.

    `log_detail`: what the log's entry holds.
    """

    changes: Mapping[str, Any]
    detail: Mapping[str, Any]
    told: str
    log_detail: Mapping[str, Any]


def _settle(
    incident: ReportedIncident,
    *,
    by: User,
    step: str,
    text: str,
    settle: Callable[[ReportedIncident], Settled],
    version: int | None,
    origin: str | None,
) -> ReportedIncident:
    """Every step of a record that is no crime: held, asked, changed, its event, its line in the log."""
    there = sent_before(origin)
    if there is not None and there.incident is not None:
        return there.incident
    word = authority.deciders(by)[0]
    with transaction.atomic():
        row = begin_incident_step(incident, by=by, step=step, version=version)
        done = settle(row)
        taken = INCIDENT_STEPS[step]
        change_incident(row, by=by, state=next_state(taken, row.state), **done.changes)
        write_event(
            row,
            by=by,
            kind=taken.event,
            text=text,
            authority="" if word == "other" else authority.in_words(word),
            detail=done.detail,
            origin=origin,
        )
        tell_logs(row, by=by, text=done.told, detail=done.log_detail)
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
