"""Another class for a recorded crime; a rape recorded by mistake becomes N100; a conduct crime goes on."""

from datetime import datetime

from django.db import transaction

from crimerules.continuation import Further, is_conduct_crime, may_continue
from crimerules.offence_groups import group_of
from crimerules.offences import UnknownOffence, require
from crimerules.reclassify import Change, may_reclassify
from crimerules.requirements import Verdict
from onrecord.contact.actions import check_text, check_time
from onrecord.people.models import User
from onrecord.recording import authority
from onrecord.recording.actions.incident import record_incident
from onrecord.recording.actions.writing import (
    begin_crime_step,
    change_crime,
    demand,
    sent_before,
    tell_logs,
    write_event,
)
from onrecord.recording.errors import CrimeError
from onrecord.recording.models import Crime, CrimeEvent, ReportedIncident
from onrecord.recording.states import CRIME_STEPS, EventKind, IncidentKind, next_state

REASONS = {
    "information": "further substantive information",
    "error": "the class was an error from the start",
    "escalated": "the conduct has got worse",
}
# Charge, summons or caution: police have dealt with the offender (Crime Recording Rules 2026/27, p. 58).
DEALT_WITH = frozenset({"1", "1A", "2", "2A", "3", "3A"})


def weigh_reclassification(
    *,
    crime: Crime,
    by: User,
    to_class: str,
    to_code: str = "",
    reason: str = "",
    justified: bool = True,
    investigated: bool | None = None,
) -> tuple[str, Verdict]:
    """On which authority this person may change the class, and every condition."""

    def ask(word: str) -> Verdict:
        return may_reclassify(
            Change(
                crime.crime_class,
                to_class,
                crime.ho_code,
                to_code,
                reason,
                justified,
                word,
                investigated,
            )
        )

    return authority.best(authority.deciders(by), ask)


def reclassify_crime(
    *,
    crime: Crime,
    by: User,
    to_class: str,
    to_code: str,
    reason: str,
    justification: str,
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Give a crime another class and code; the event keeps both. `reason`: a key of REASONS. Raises NotMet, CrimeError,
    NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    justification = check_text("The justification", justification)
    if reason not in REASONS:
        raise CrimeError(f"{reason!r} is no reason. Use one of: {', '.join(REASONS)}.")
    try:
        offence = require(to_code, to_class)
    except UnknownOffence as error:
        raise CrimeError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="reclassify", version=version)
        word, verdict = weigh_reclassification(
            crime=row,
            by=by,
            to_class=offence.crime_class,
            to_code=offence.code,
            reason=reason,
        )
        demand(verdict, what=f"Reclassifying {row.ref}")
        before = {"class": row.crime_class, "code": row.ho_code, "offence": row.offence}
        title = offence.title[:300]
        after = {"class": offence.crime_class, "code": offence.code, "offence": title}
        change_crime(
            row,
            by=by,
            crime_class=offence.crime_class,
            ho_code=offence.code,
            offence=title,
        )
        # Worked out from the class, so no part of what the ledger holds.
        row.group = group_of(offence.code, offence.crime_class, title)
        row.save(update_fields=["group"])
        write_event(
            row,
            by=by,
            kind=EventKind.RECLASSIFIED,
            text=justification,
            authority=authority.in_words(word),
            detail={
                "before": before,
                "after": after,
                "reason": reason,
                "checks": verdict.to_dict()["checks"],
            },
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            text=f"Crime {row.ref} reclassified from {before['class']} {before['code']} to {after['class']} "
            f"{after['code']}: {justification}",
            detail={"what": "reclassified", "before": before, "after": after},
        )
    return row


def make_n100(
    *,
    crime: Crime,
    by: User,
    sub_code: str,
    justification: str,
    investigated: bool,
    version: int | None = None,
    origin: str | None = None,
) -> ReportedIncident:
    """Turn a rape that was recorded by mistake into a reported incident of rape. Raises NotMet, CrimeError, NotAllowed,
    Conflict."""
    there = sent_before(origin)
    if there is not None:
        return ReportedIncident.objects.get(ref=there.detail["incident"])
    justification = check_text("The justification", justification)
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="n100", version=version)
        word, verdict = weigh_reclassification(
            crime=row,
            by=by,
            to_class="N100",
            reason="error",
            investigated=investigated,
        )
        demand(verdict, what=f"Reclassifying {row.ref} as N100")
        log = row.logs.order_by("pk").first()
        incident = record_incident(
            log=log,
            by=by,
            kind=IncidentKind.N100,
            sub_code=sub_code,
            reason=f"Recorded as crime {row.ref} by mistake. {justification}",
            victims=[
                str(person)
                for person in row.people.filter(removed=False)
                if "victim" in person.roles
            ],
            known_at=row.known_at,
        )
        change_crime(row, by=by, state=next_state(CRIME_STEPS["n100"], row.state))
        write_event(
            row,
            by=by,
            kind=EventKind.TO_N100,
            text=justification,
            authority=authority.in_words(word),
            detail={"incident": incident.ref, "checks": verdict.to_dict()["checks"]},
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            text=f"Crime {row.ref} reclassified as {incident.sub_code}, {incident.ref}: {justification}",
            detail={"what": "n100", "incident": incident.ref},
        )
    return incident


def last_incident(crime: Crime) -> datetime | None:
    """When the latest incident of a conduct crime happened, as far as the record says."""
    later = (
        CrimeEvent.objects.filter(crime=crime, kind=EventKind.CONTINUED)
        .order_by("-happened_at")
        .values_list("happened_at", flat=True)
        .first()
    )
    known = [at for at in (later, crime.committed_to, crime.committed_from) if at is not None]
    return max(known) if known else crime.known_at or crime.recorded_at


def dealt_with(crime: Crime) -> bool:
    """Whether an outcome of the record says that the offender was charged, summonsed or cautioned for it."""
    events = CrimeEvent.objects.filter(crime=crime, kind=EventKind.OUTCOME)
    return any(event.detail.get("outcome") in DEALT_WITH for event in events)


def is_conduct(crime: Crime) -> bool:
    return is_conduct_crime(crime.crime_class, crime.ho_code)


def continue_conduct(
    *,
    crime: Crime,
    by: User,
    happened_at: datetime,
    text: str,
    same_people: bool | None,
    was_dealt_with: bool | None,
    long_gap_excused: bool | None = None,
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Add further conduct by the same offender against the same victim to a conduct crime. Raises NotMet where it is a new
    crime, CrimeError, NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    text = check_text("What happened", text)
    happened_at = check_time("The time when it happened", happened_at)
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="continue", version=version)
        verdict = may_continue(
            Further(
                row.crime_class,
                row.ho_code,
                happened_at,
                last_incident(row),
                same_people,
                True if dealt_with(row) else was_dealt_with,
                long_gap_excused,
            )
        )
        demand(verdict, what=f"Adding to {row.ref}")
        times = [at for at in (row.committed_from, row.committed_to, happened_at) if at is not None]
        change_crime(row, by=by, committed_from=min(times), committed_to=max(times))
        write_event(
            row,
            by=by,
            kind=EventKind.CONTINUED,
            text=text,
            detail={
                "checks": verdict.to_dict()["checks"],
                "remember": "Review whether the class should rise (Crime Recording Rules 2026/27, p. 58).",
            },
            happened_at=happened_at,
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            text=f"Crime {row.ref}: further conduct added. {text}",
            detail={"what": "continued"},
        )
    return row
