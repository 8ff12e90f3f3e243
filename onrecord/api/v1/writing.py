"""Writing in a log: entries, corrections, accounts, people, places, grade, codes, closing. Each is an action of the pages."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Schema

from onrecord.api.gate import Part, endpoint
from onrecord.api.scopes import Scope
from onrecord.api.v1.doing import doer, log_written
from onrecord.api.v1.log_sent import (
    AccountIn,
    ClosingIn,
    CodesIn,
    CorrectionIn,
    EntryIn,
    GradeIn,
    PersonChange,
    PersonIn,
    PlaceChange,
    PlaceIn,
    ReopeningIn,
    ThriveIn,
)
from onrecord.api.v1.log_told import Entry, LogOut, Person, Place
from onrecord.api.v1.logs import LogId, log_out, person_fields
from onrecord.contact import actions
from onrecord.contact.models import Log, LogEntry, LogPerson, LogPlace

PART = Part("Writing in logs")
Label = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
Seq = Annotated[int, Path(ge=0, le=2**63 - 1)]


def writes(path: str, shape: type[Schema], status: int = 201) -> Callable[..., Any]:
    """An endpoint that writes in the log of its address."""
    at = f"/logs/{{log_id}}/{path}"
    return endpoint(PART, "POST", at, Scope.LOGS_WRITE, status, shape, reads="log")


# Something that is said anew of what is there.
changes = partial(writes, status=200)


def log_changed(
    request: HttpRequest, log_id: int, action: Callable[..., Log], sent: Schema
) -> LogOut:
    """Do to the log what was sent, and tell the log as it is then."""
    log = action(log=log_written(request, log_id), **doer(request), **sent.model_dump())
    return log_out(request, log)


def entry_of(log: Log, number: int) -> LogEntry:
    """The entry of a log by its place in the ledger."""
    return get_object_or_404(LogEntry, system=log.system, log_ref_key=log.ref_key, entry_seq=number)


@writes("entries", Entry)
def add_entry(request: HttpRequest, log_id: LogId, sent: EntryIn) -> LogEntry:
    """Write an entry."""
    log = log_written(request, log_id)
    return actions.add_entry(log=log, **doer(request), **sent.model_dump())


@writes("entries/{number}/correction", Entry)
def correct_entry(request: HttpRequest, log_id: LogId, number: Seq, sent: CorrectionIn) -> LogEntry:
    """Correct an entry; both stay."""
    entry = entry_of(log_written(request, log_id), number)
    return actions.correct_entry(entry=entry, **doer(request), **sent.model_dump())


@writes("accounts", Entry)
def add_account(request: HttpRequest, log_id: LogId, sent: AccountIn) -> LogEntry:
    """Write down a later account, beside the first one."""
    log = log_written(request, log_id)
    return actions.add_account(log=log, **doer(request), **sent.model_dump())


@writes("thrive", Entry)
def assess_thrive(request: HttpRequest, log_id: LogId, sent: ThriveIn) -> LogEntry:
    """Write a THRIVE assessment."""
    log = log_written(request, log_id)
    return actions.assess_thrive(log=log, **doer(request), heads=sent.heads)


@writes("people", Person)
def name_person(request: HttpRequest, log_id: LogId, sent: PersonIn) -> LogPerson:
    """Name a person."""
    log = log_written(request, log_id)
    return actions.name_person(log=log, **doer(request), **person_fields(sent))


@changes("people/{label}", Person)
def change_person(
    request: HttpRequest, log_id: LogId, label: Label, sent: PersonChange
) -> LogPerson:
    """Correct or complete what is said of a person."""
    log = log_written(request, log_id)
    person = get_object_or_404(LogPerson, log=log, label=label)
    given = _given(person_fields(sent), "born", "age")
    return actions.change_person(person=person, version=sent.version, **doer(request), **given)


@writes("places", Place)
def name_place(request: HttpRequest, log_id: LogId, sent: PlaceIn) -> LogPlace:
    """Name a place."""
    log = log_written(request, log_id)
    return actions.name_place(log=log, **doer(request), **sent.model_dump())


@changes("places/{label}", Place)
def change_place(request: HttpRequest, log_id: LogId, label: Label, sent: PlaceChange) -> LogPlace:
    """Correct or complete what is said of a place."""
    log = log_written(request, log_id)
    place = get_object_or_404(LogPlace, log=log, label=label)
    given = _given(sent.model_dump(exclude_unset=True, exclude={"version"}))
    return actions.change_place(place=place, version=sent.version, **doer(request), **given)


@changes("grade", LogOut)
def change_grade(request: HttpRequest, log_id: LogId, sent: GradeIn) -> LogOut:
    """Give or change the call grade, with the reason."""
    return log_changed(request, log_id, actions.change_grade, sent)


@changes("codes", LogOut)
def change_codes(request: HttpRequest, log_id: LogId, sent: CodesIn) -> LogOut:
    """Change the opening code, the qualifiers, or both."""
    return log_changed(request, log_id, actions.change_codes, sent)


@changes("closing", LogOut)
def close_log(request: HttpRequest, log_id: LogId, sent: ClosingIn) -> LogOut:
    """Close the log: with its crimes, or with a rationale, where it reports a crime."""
    return log_changed(request, log_id, actions.close_log, sent)


@changes("reopening", LogOut)
def reopen_log(request: HttpRequest, log_id: LogId, sent: ReopeningIn) -> LogOut:
    """Open a closed log again, with the reason."""
    return log_changed(request, log_id, actions.reopen_log, sent)


def _given(changes: dict[str, Any], *may_be_empty: str) -> dict[str, Any]:
    """The changes without what was sent as null, save where null means "not known"."""
    return {
        name: value for name, value in changes.items() if value is not None or name in may_be_empty
    }
