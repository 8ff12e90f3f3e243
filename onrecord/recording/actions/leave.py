"""A crime leaves the count: cancelled (C2 to C5) or transferred (C1); and comes back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from crimerules.cancel import GROUNDS, Proposal, may_cancel
from crimerules.reading import CaseError
from crimerules.requirements import Verdict
from onrecord.contact.actions import check_text
from onrecord.contact.references import reference_key
from onrecord.people.models import User
from onrecord.recording import authority
from onrecord.recording.actions.writing import (
    begin_crime_step,
    change_crime,
    demand,
    sent_before,
    tell_logs,
    write_event,
)
from onrecord.recording.errors import CrimeError
from onrecord.recording.models import COUNTED, Crime
from onrecord.recording.states import CRIME_STEPS, EventKind, next_state
from onrecord.recording.told import told

# What a person answers; the rest of a proposal the record says by itself.
ANSWERS = (
    "independent",
    "additional",
    "verifiable",
    "no_crime",
    "withdrawn",
    "pressure",
    "mistake",
    "self_defence",
    "referral",
    "paid_before_police",
    "fgm_duty",
    "registrar_advised",
)
# Of additional verifiable information: when it came, from where, how it was checked, what it shows.
INFORMATION = {
    "came": "when it came",
    "source": "where it came from",
    "checked": "how its origin, reliability and relevance were checked",
    "shows": "what it shows",
}
_SLAVERY_SINCE = datetime(2020, 4, 1, tzinfo=UTC)


def weigh_cancellation(
    *, crime: Crime, by: User, ground: str, answers: Mapping[str, Any], other_ref: str = ""
) -> tuple[str, Verdict]:
    """On which authority this person may cancel or transfer the crime, and every condition. Raises CrimeError."""
    unknown = set(answers) - set(ANSWERS)
    if unknown:
        raise CrimeError(f"{sorted(unknown)[0]!r} is no question about a cancellation.")
    if ground not in GROUNDS:
        raise CrimeError(f"{ground!r} is no ground. Use one of: {', '.join(GROUNDS)}.")
    facts = {
        **answers,
        "ground": ground,
        "class": crime.crime_class,
        "code": crime.ho_code,
        "trained": authority.is_trained(by),
        "after_april_2020": bool(crime.recorded_at and crime.recorded_at > _SLAVERY_SINCE),
    }
    if authority.has_a_part(by, crime):
        facts["independent"] = False
    if ground == "C1":
        facts["other_reference"] = other_ref
        facts["victim_told"] = told(crime, "transfer", reference=other_ref)
    else:
        facts["victim_told"] = told(crime, "cancel")
    if ground == "C3":
        facts["live_duplicate"] = _is_live(other_ref, crime) if other_ref else None

    def ask(word: str) -> Verdict:
        try:
            return may_cancel(Proposal.from_dict({**facts, "decided_by": word}))
        except CaseError as error:
            raise CrimeError(str(error)) from None

    return authority.best(authority.deciders(by), ask)


def _is_live(ref: str, crime: Crime) -> bool:
    """Whether another crime of that reference is on record and counted."""
    found = Crime.objects.filter(ref_key=reference_key(ref), state__in=COUNTED).exclude(pk=crime.pk)
    return found.exists()


def cancel_crime(
    *,
    crime: Crime,
    by: User,
    ground: str,
    reason: str,
    answers: Mapping[str, Any],
    information: Mapping[str, str] | None = None,
    other_ref: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Cancel a crime (C2 to C5), with the reason and what makes it lawful.

    `answers`: those of ANSWERS that the ground asks. `information`: for C2, each of INFORMATION. `other_ref`: for C3,
    the crime of which it is the duplicate. Raises NotMet with the conditions that fail, CrimeError, NotAllowed,
    Conflict.
    """
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    if ground not in GROUNDS or ground == "C1":
        raise CrimeError(f"{ground!r} is no ground of a cancellation. Use one of C2, C3, C4, C5.")
    reason = check_text("The reason", reason)
    told_about = _information(information or {}) if ground == "C2" else {}
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="cancel", version=version)
        word, verdict = weigh_cancellation(
            crime=row, by=by, ground=ground, answers=answers, other_ref=other_ref
        )
        demand(verdict, what=f"Cancelling {row.ref} as {ground}")
        before = row.outcome
        change_crime(
            row,
            by=by,
            state=next_state(CRIME_STEPS["cancel"], row.state),
            ground=ground,
            outcome="",
        )
        write_event(
            row,
            by=by,
            kind=EventKind.CANCELLED,
            text=reason,
            authority=authority.in_words(word),
            detail={
                "ground": ground,
                "outcome_before": before,
                "other_ref": other_ref.strip(),
                "information": told_about,
                "checks": verdict.to_dict()["checks"],
            },
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            text=f"Crime {row.ref} cancelled ({ground}): {reason}",
            detail={"what": "cancelled", "ground": ground},
        )
    return row


def _information(given: Mapping[str, str]) -> dict[str, str]:
    return {
        name: check_text(f"Additional information: {words}", given.get(name, ""))
        for name, words in INFORMATION.items()
    }


def transfer_crime(
    *,
    crime: Crime,
    by: User,
    other_force: str,
    other_ref: str,
    reason: str,
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Take a crime off the count because another force records it (C1): with that force's reference, which the victim
    knows already. Raises NotMet, CrimeError, NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    reason = check_text("The reason", reason)
    other_force = check_text("The other force", other_force)[:200]
    other_ref = other_ref.strip()[:120]
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="transfer", version=version)
        word, verdict = weigh_cancellation(
            crime=row, by=by, ground="C1", answers={}, other_ref=other_ref
        )
        demand(verdict, what=f"Transferring {row.ref}")
        before = row.outcome
        change_crime(
            row,
            by=by,
            state=next_state(CRIME_STEPS["transfer"], row.state),
            ground="C1",
            outcome="",
            other_force=other_force,
            other_ref=other_ref,
        )
        write_event(
            row,
            by=by,
            kind=EventKind.TRANSFERRED,
            text=reason,
            authority="" if word == "other" else authority.in_words(word),
            detail={
                "force": other_force,
                "reference": other_ref,
                "outcome_before": before,
                "checks": verdict.to_dict()["checks"],
            },
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            text=f"Crime {row.ref} transferred to {other_force}, {other_ref}: {reason}",
            detail={"what": "transferred", "force": other_force, "reference": other_ref},
        )
    return row


def reopen_crime(
    *,
    crime: Crime,
    by: User,
    reason: str,
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Open a finalised, cancelled or transferred crime again, with the reason. What it was stays in its events."""
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    reason = check_text("The reason", reason)
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="reopen", version=version)
        before = {"state": str(row.state), "outcome": row.outcome, "ground": row.ground}
        change_crime(
            row,
            by=by,
            state=next_state(CRIME_STEPS["reopen"], row.state),
            outcome="",
            ground="",
            other_force="",
            other_ref="",
        )
        word = authority.deciders(by)[0]
        write_event(
            row,
            by=by,
            kind=EventKind.REOPENED,
            text=reason,
            authority="" if word == "other" else authority.in_words(word),
            detail={"before": before},
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            text=f"Crime {row.ref} opened again: {reason}",
            detail={"what": "reopened", **before},
        )
    return row
