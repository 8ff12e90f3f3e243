"""Looking crimes up. They are made by concluding a decision, never by themselves; `crime_steps` keeps them."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query
from pydantic import AliasChoices, Field

from onrecord.api.gate import Part, endpoint
from onrecord.api.problems import Problem
from onrecord.api.scopes import Scope
from onrecord.api.shapes import In, Out, Plain, Told
from onrecord.api.v1.log_told import CrimeRow
from onrecord.contact.models import Log
from onrecord.contact.policies import visible_logs
from onrecord.contact.references import reference_key
from onrecord.people.access import shown, whoever
from onrecord.recording.models import Crime
from onrecord.recording.policies import (
    check_can_view_crime,
    check_can_view_crimes,
    visible_crimes,
)
from onrecord.recording.subjects import of_crime

PART = Part("Crimes")
CrimeId = Annotated[int, Path(ge=1, le=2**63 - 1)]
MOST = 100


class CrimesAsked(In):
    """Which crimes: of this reference, of this log, or both."""

    reference: Annotated[str, Field(max_length=120)] = ""
    log_id: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


class CrimePerson(Out):
    """Somebody in a crime record."""

    label: str
    roles: list[str]
    name: str
    age: int | None
    sex: str


class CrimeEvent(Out):
    """Something that happened to a crime record."""

    number: int = Field(validation_alias=AliasChoices("entry_seq", "number"))
    kind: str
    happened_at: Told
    recorded_at: Told
    by: str
    author: str
    authority: str
    text: str
    detail: Plain


class CrimeOut(CrimeRow):
    """One crime record."""

    version: int
    victim_role: str
    known_at: Told | None
    sent_at: Told | None
    recorded_by: str
    department: str
    place: str
    postcode: str
    grid: str
    uprn: str
    modus: str
    flags: list[str] | None
    decided: Plain | None
    decision_ref: str
    ground: str
    outcome: str
    log_refs: list[str]
    people: list[CrimePerson]
    events: list[CrimeEvent]


class CrimeList(Out):
    """Crimes."""

    crimes: list[CrimeRow]


@endpoint(PART, "GET", "/crimes", Scope.CRIMES_READ, 200, CrimeList, reads="list of crimes")
def list_crimes(request: HttpRequest, asked: Query[CrimesAsked]) -> CrimeList:
    """Crimes by reference or by log, 100 at most."""
    user = whoever(request)
    check_can_view_crimes(user)
    shown(request, request.GET.urlencode())
    found = visible_crimes(user, Crime.objects.all())
    if asked.reference:
        found = found.filter(ref_key=reference_key(asked.reference))
    if asked.log_id is not None:
        logs = visible_logs(user, Log.objects.filter(pk=asked.log_id))
        found = found.filter(crimelog__log__in=logs)
    if not asked.reference and asked.log_id is None:
        raise Problem("refused", "Give a reference or a log.", field="query.reference")
    rows = found.order_by("id").distinct()[:MOST]
    return CrimeList(crimes=[CrimeRow.model_validate(each) for each in rows])


@endpoint(PART, "GET", "/crimes/{crime_id}", Scope.CRIMES_READ, 200, CrimeOut, reads="crime")
def get_crime(request: HttpRequest, crime_id: CrimeId) -> CrimeOut:
    """One crime with its people and what happened to it."""
    crime = get_object_or_404(Crime, pk=crime_id)
    check_can_view_crime(whoever(request), crime)
    return crime_out(request, crime)


def crime_out(request: HttpRequest, crime: Crime) -> CrimeOut:
    """A crime as it is told."""
    shown(request, of_crime(crime))
    told: dict[str, Any] = {
        name: getattr(crime, name)
        for name in CrimeOut.model_fields
        if name not in ("people", "events")
    }
    return CrimeOut(
        **told,
        people=[
            CrimePerson.model_validate(each)
            for each in crime.people.filter(removed=False).order_by("id")
        ],
        events=[CrimeEvent.model_validate(each) for each in crime.events.order_by("id")],
    )
