"""Writing in a log: entries, corrections, accounts, people, places, grade, codes, closing. Each is an action of the pages."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path

from onrecord.api.gate import Part, endpoint
from onrecord.api.keys import origin_of
from onrecord.api.scopes import Scope
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
from onrecord.api.v1.log_told import (
    Entry,
    LogOut,
    Person,
    Place,
)
from onrecord.api.v1.logs import LogId, log_out, person_fields
from onrecord.contact import actions
from onrecord.contact.models import Log, LogEntry, LogPerson, LogPlace
from onrecord.contact.policies import check_can_write_log
from onrecord.people.access import shown, whoever

PART = Part("Writing in logs")
Label = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
Seq = Annotated[int, Path(ge=0, le=2**63 - 1)]


def _log(request: HttpRequest, log_id: int) -> Log:
    """The log, if the token's user may write in it."""
    log = get_object_or_404(Log, pk=log_id)
    check_can_write_log(whoever(request), log)
    shown(request, actions.subject_of(log))
    return log


@endpoint(PART, "POST", "/logs/{log_id}/entries", Scope.LOGS_WRITE, 201, Entry, reads="log")
def add_entry(request: HttpRequest, log_id: LogId, sent: EntryIn) -> LogEntry:
    """Write an entry."""
    return actions.add_entry(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **sent.model_dump(),
    )


@endpoint(
    PART,
    "POST",
    "/logs/{log_id}/entries/{number}/correction",
    Scope.LOGS_WRITE,
    201,
    Entry,
    reads="log",
)
def correct_entry(request: HttpRequest, log_id: LogId, number: Seq, sent: CorrectionIn) -> LogEntry:
    """Correct an entry; both stay."""
    log = _log(request, log_id)
    entry = get_object_or_404(
        LogEntry, system=log.system, log_ref_key=log.ref_key, entry_seq=number
    )
    return actions.correct_entry(
        entry=entry, by=whoever(request), origin=origin_of(request), **sent.model_dump()
    )


@endpoint(PART, "POST", "/logs/{log_id}/accounts", Scope.LOGS_WRITE, 201, Entry, reads="log")
def add_account(request: HttpRequest, log_id: LogId, sent: AccountIn) -> LogEntry:
    """Write down a later account, beside the first one."""
    return actions.add_account(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **sent.model_dump(),
    )


@endpoint(PART, "POST", "/logs/{log_id}/thrive", Scope.LOGS_WRITE, 201, Entry, reads="log")
def assess_thrive(request: HttpRequest, log_id: LogId, sent: ThriveIn) -> LogEntry:
    """Write a THRIVE assessment."""
    return actions.assess_thrive(
        log=_log(request, log_id),
        by=whoever(request),
        heads=sent.heads,
        origin=origin_of(request),
    )


@endpoint(PART, "POST", "/logs/{log_id}/people", Scope.LOGS_WRITE, 201, Person, reads="log")
def name_person(request: HttpRequest, log_id: LogId, sent: PersonIn) -> LogPerson:
    """Name a person."""
    return actions.name_person(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **person_fields(sent),
    )


@endpoint(PART, "POST", "/logs/{log_id}/people/{label}", Scope.LOGS_WRITE, 200, Person, reads="log")
def change_person(
    request: HttpRequest, log_id: LogId, label: Label, sent: PersonChange
) -> LogPerson:
    """Correct or complete what is said of a person."""
    log = _log(request, log_id)
    return actions.change_person(
        person=get_object_or_404(LogPerson, log=log, label=label),
        by=whoever(request),
        version=sent.version,
        origin=origin_of(request),
        **_given(person_fields(sent), "born", "age"),
    )


@endpoint(PART, "POST", "/logs/{log_id}/places", Scope.LOGS_WRITE, 201, Place, reads="log")
def name_place(request: HttpRequest, log_id: LogId, sent: PlaceIn) -> LogPlace:
    """Name a place."""
    return actions.name_place(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **sent.model_dump(),
    )


@endpoint(PART, "POST", "/logs/{log_id}/places/{label}", Scope.LOGS_WRITE, 200, Place, reads="log")
def change_place(request: HttpRequest, log_id: LogId, label: Label, sent: PlaceChange) -> LogPlace:
    """Correct or complete what is said of a place."""
    log = _log(request, log_id)
    return actions.change_place(
        place=get_object_or_404(LogPlace, log=log, label=label),
        by=whoever(request),
        version=sent.version,
        origin=origin_of(request),
        **_given(sent.model_dump(exclude_unset=True, exclude={"version"})),
    )


@endpoint(PART, "POST", "/logs/{log_id}/grade", Scope.LOGS_WRITE, 200, LogOut, reads="log")
def change_grade(request: HttpRequest, log_id: LogId, sent: GradeIn) -> LogOut:
    """Give or change the call grade, with the reason."""
    log = actions.change_grade(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **sent.model_dump(),
    )
    return log_out(request, log)


@endpoint(PART, "POST", "/logs/{log_id}/codes", Scope.LOGS_WRITE, 200, LogOut, reads="log")
def change_codes(request: HttpRequest, log_id: LogId, sent: CodesIn) -> LogOut:
    """Change the opening code, the qualifiers, or both."""
    log = actions.change_codes(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **sent.model_dump(),
    )
    return log_out(request, log)


@endpoint(PART, "POST", "/logs/{log_id}/closing", Scope.LOGS_WRITE, 200, LogOut, reads="log")
def close_log(request: HttpRequest, log_id: LogId, sent: ClosingIn) -> LogOut:
    """Close the log: with its crimes, or with a rationale, where it reports a crime."""
    log = actions.close_log(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **sent.model_dump(),
    )
    return log_out(request, log)


@endpoint(PART, "POST", "/logs/{log_id}/reopening", Scope.LOGS_WRITE, 200, LogOut, reads="log")
def reopen_log(request: HttpRequest, log_id: LogId, sent: ReopeningIn) -> LogOut:
    """Open a closed log again, with the reason."""
    log = actions.reopen_log(
        log=_log(request, log_id),
        by=whoever(request),
        origin=origin_of(request),
        **sent.model_dump(),
    )
    return log_out(request, log)


def _given(changes: dict[str, Any], *may_be_empty: str) -> dict[str, Any]:
    """The changes without what was sent as null, save where null means "not known"."""
    return {
        name: value for name, value in changes.items() if value is not None or name in may_be_empty
    }
