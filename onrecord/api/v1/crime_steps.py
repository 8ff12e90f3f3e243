"""What may be done to a crime on record: each step is the action of the pages, with its authority and its conditions.

What the rules don't allow, or not yet, is refused with every condition that is not met or not answered.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema

from onrecord.api.gate import Part, endpoint
from onrecord.api.scopes import Scope
from onrecord.api.v1.crime_sent import (
    CancellationIn,
    ConductIn,
    CrimeFactsIn,
    NoteIn,
    OutcomeIn,
    ReclassificationIn,
    ReopeningOfCrime,
    TellingIn,
    TransferIn,
)
from onrecord.api.v1.crimes import CrimeId, CrimeOut, crime_out
from onrecord.api.v1.doing import doer
from onrecord.people.access import shown, whoever
from onrecord.recording import actions
from onrecord.recording.models import Crime
from onrecord.recording.policies import check_can_change_crime, check_crime_step
from onrecord.recording.subjects import of_crime
from onrecord.recording.where import WHERE

PART = Part("Keeping crimes")


def takes(path: str) -> Callable[..., Any]:
    """An endpoint that takes a step with the crime of its address, and tells the crime as it is then."""
    at = f"/crimes/{{crime_id}}/{path}"
    return endpoint(PART, "POST", at, Scope.CRIMES_WRITE, 200, CrimeOut, reads="crime")


def _kept(request: HttpRequest, crime_id: int) -> Crime:
    """The crime, if the token's user may keep it."""
    crime = get_object_or_404(Crime, pk=crime_id)
    check_can_change_crime(whoever(request), crime)
    shown(request, of_crime(crime))
    return crime


def _do(
    request: HttpRequest, crime: Crime, action: Callable[..., object], sent: dict[str, Any]
) -> CrimeOut:
    """Take the step, and tell the crime as it is then."""
    action(crime=crime, **doer(request), **sent)
    crime.refresh_from_db()
    return crime_out(request, crime)


def _step(
    request: HttpRequest, crime_id: int, action: Callable[..., object], sent: Schema
) -> CrimeOut:
    return _do(request, _kept(request, crime_id), action, sent.model_dump(by_alias=True))


@takes("telling")
def tell_victim(request: HttpRequest, crime_id: CrimeId, sent: TellingIn) -> CrimeOut:
    """Write down that a victim was told. Some steps need it first."""
    crime = _kept(request, crime_id)
    actions.tell_victim(record=crime, **doer(request), **sent.model_dump())
    return crime_out(request, crime)


@takes("reclassification")
def reclassify_crime(request: HttpRequest, crime_id: CrimeId, sent: ReclassificationIn) -> CrimeOut:
    """Give the crime another class and code."""
    return _step(request, crime_id, actions.reclassify_crime, sent)


@takes("cancellation")
def cancel_crime(request: HttpRequest, crime_id: CrimeId, sent: CancellationIn) -> CrimeOut:
    """Cancel the crime (C2 to C5)."""
    return _step(request, crime_id, actions.cancel_crime, sent)


@takes("transfer")
def transfer_crime(request: HttpRequest, crime_id: CrimeId, sent: TransferIn) -> CrimeOut:
    """Transfer the crime to another force (C1), with its reference."""
    return _step(request, crime_id, actions.transfer_crime, sent)


@takes("outcome")
def give_outcome(request: HttpRequest, crime_id: CrimeId, sent: OutcomeIn) -> CrimeOut:
    """Finalise the crime with an outcome."""
    return _step(request, crime_id, actions.give_outcome, sent)


@takes("reopening")
def reopen_crime(request: HttpRequest, crime_id: CrimeId, sent: ReopeningOfCrime) -> CrimeOut:
    """Open a finalised, cancelled or transferred crime again."""
    return _step(request, crime_id, actions.reopen_crime, sent)


@takes("conduct")
def continue_conduct(request: HttpRequest, crime_id: CrimeId, sent: ConductIn) -> CrimeOut:
    """Add further conduct to stalking, harassment or controlling behaviour on record."""
    return _step(request, crime_id, actions.continue_conduct, sent)


@takes("facts")
def correct_facts(request: HttpRequest, crime_id: CrimeId, sent: CrimeFactsIn) -> CrimeOut:
    """Correct place, times and modus; what is left out stays."""
    crime = _kept(request, crime_id)
    given = sent.model_dump(exclude_unset=True)
    version = given.pop("version")
    held = {name: getattr(crime, name) for name in CrimeFactsIn.model_fields if name != "version"}
    new = held | {
        name: value if value is not None else _none(name) for name, value in given.items()
    }
    where = {name: new.pop(name) for name in WHERE}
    return _do(request, crime, actions.correct_facts, {**new, "where": where, "version": version})


def _none(name: str) -> str | None:
    """What stands for "not known" in a field."""
    return None if name.startswith("committed_") else ""


@takes("notes")
def write_note(request: HttpRequest, crime_id: CrimeId, sent: NoteIn) -> CrimeOut:
    """Write a note in the crime."""
    crime = _kept(request, crime_id)
    check_crime_step(whoever(request), crime, "note")
    actions.write_note(record=crime, text=sent.text, **doer(request))
    return crime_out(request, crime)
