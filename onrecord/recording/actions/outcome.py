"""Outcomes 1 to 24, each with its preconditions and authoriser."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from crimerules.offences import BASES, find
from crimerules.outcome import may_assign, outcome_types
from crimerules.outcome_facts import OutcomeProposal
from crimerules.reading import CaseError, layout
from crimerules.requirements import Verdict
from onrecord.contact.actions import check_text
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
from onrecord.recording.models import Crime, CrimePerson
from onrecord.recording.people import SUSPECT
from onrecord.recording.states import CRIME_STEPS, EventKind, next_state
from onrecord.recording.told import told, victims_of

# What the record says by itself; nobody is asked.
KNOWN = frozenset(
    {"outcome", "class", "code", "decided_by", "victim_told", "named_suspect", "state_based"}
)
HATE = ("hate-disability", "hate-transgender", "hate-race", "hate-religion", "hate-orientation")


def weigh_outcome(
    *, crime: Crime, by: User, outcome: str, answers: Mapping[str, Any], decides_as: str = ""
) -> tuple[str, Verdict]:
    """On which authority this person may give the outcome, and every condition. Raises CrimeError.

    `answers`: fields of crimerules.outcome_facts.OutcomeProposal; those in KNOWN are taken from the record.
    """
    if outcome not in outcome_types():
        raise CrimeError(f"{outcome!r} is no outcome. Use one of: {', '.join(outcome_types())}.")
    asked = set(layout(OutcomeProposal)) - KNOWN
    unknown = set(answers) - asked
    if unknown:
        raise CrimeError(f"{sorted(unknown)[0]!r} is no question about an outcome.")
    options = authority.officers(by) or [""]
    if decides_as:
        if decides_as not in options:
            raise CrimeError(
                f"Your account doesn't say that you are {authority.in_words(decides_as)}. "
                "An administrator enters roles and qualifications."
            )
        options = [decides_as]
    facts = {**_from_record(crime, outcome), **answers}

    def ask(word: str) -> Verdict:
        try:
            proposal = OutcomeProposal.from_dict({**facts, "decided_by": word})
        except CaseError as error:
            raise CrimeError(str(error)) from None
        return may_assign(proposal, timezone.localdate())

    return authority.best(options, ask)


def _from_record(crime: Crime, outcome: str) -> dict[str, Any]:
    flags = set(crime.flags or ())
    facts: dict[str, Any] = {
        "outcome": outcome,
        "class": crime.crime_class,
        "code": crime.ho_code,
        "attempted": "attempt" in crime.offence.lower(),
        "victim_told": told(crime, "outcome", matter=outcome),
        "named_suspect": any(person.name for person in suspects_of(crime)),
        "state_based": _state_based(crime),
        "domestic": "domestic-abuse" in flags,
        "hate": bool(flags & set(HATE)),
    }
    if "child-sexual-abuse" in flags:
        facts["child_abuse"] = True
    ages = [person.age for person in victims_of(crime) if person.age is not None]
    if ages:
        facts["victim_age"] = min(ages)
    return facts


def _state_based(crime: Crime) -> bool | None:
    """Against the State by the offence list; where the list says either, by whether there is a victim."""
    bases = {entry.basis for entry in find(crime.ho_code, crime.crime_class)}
    if bases == {"S"}:
        return True
    if bases & set(BASES) == {"V"}:
        return False
    return not victims_of(crime)


def suspects_of(crime: Crime) -> list[CrimePerson]:
    """Everybody in the role of a suspect."""
    people = CrimePerson.objects.filter(crime=crime, removed=False).order_by("id")
    return [person for person in people if SUSPECT in person.roles]


def give_outcome(
    *,
    crime: Crime,
    by: User,
    outcome: str,
    reason: str,
    answers: Mapping[str, Any],
    decides_as: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Crime:
    """Finalise a crime with an outcome. Raises NotMet with the conditions that fail, CrimeError, NotAllowed, Conflict."""
    there = sent_before(origin)
    if there is not None and there.crime is not None:
        return there.crime
    reason = check_text("The reason", reason)
    with transaction.atomic():
        row = begin_crime_step(crime, by=by, step="outcome", version=version)
        word, verdict = weigh_outcome(
            crime=row, by=by, outcome=outcome, answers=answers, decides_as=decides_as
        )
        demand(verdict, what=f"Outcome {outcome} for {row.ref}")
        title = outcome_types()[outcome].title
        change_crime(
            row, by=by, state=next_state(CRIME_STEPS["outcome"], row.state), outcome=outcome
        )
        write_event(
            row,
            by=by,
            kind=EventKind.OUTCOME,
            text=reason,
            authority=authority.in_words(word),
            detail={
                "outcome": outcome,
                "title": title,
                "checks": verdict.to_dict()["checks"],
                "notes": list(verdict.notes),
            },
            origin=origin,
        )
        tell_logs(
            row,
            by=by,
            text=f"Crime {row.ref}: outcome {outcome} ({title}). {reason}",
            detail={"what": "outcome", "outcome": outcome},
        )
    return row
