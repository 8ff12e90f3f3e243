"""Opening logs and reading them."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query
from pydantic import Field

from onrecord.api.gate import Part, endpoint
from onrecord.api.keys import origin_of, token_of
from onrecord.api.scopes import Scope
from onrecord.api.shapes import Day, In
from onrecord.api.v1.log_sent import LogIn
from onrecord.api.v1.log_told import (
    CrimeRow,
    DecisionRow,
    Entry,
    EntryPage,
    LogOut,
    LogPage,
    LogRow,
    Person,
    Place,
)
from onrecord.contact import actions, queries
from onrecord.contact.models import Log, LogEntry, Precision
from onrecord.contact.page import crimes_of
from onrecord.contact.policies import (
    check_can_open_logs,
    check_can_view_log,
    check_can_view_logs,
    visible_logs,
)
from onrecord.deciding.queries import of_log
from onrecord.people.access import shown, whoever

PART = Part("Logs")
LogId = Annotated[int, Path(ge=1, le=2**63 - 1)]
MOST_ENTRIES = 500
_DAY = timedelta(hours=24)


class LogsAsked(In):
    """What is looked for among the logs; all of it must fit."""

    reference: Annotated[str, Field(max_length=120)] = Field(
        default="", description="Begins with this, however it is spelt."
    )
    since: Day | None = None
    until: Day | None = None
    opening_code: Annotated[str, Field(max_length=200)] = ""
    closing_code: Annotated[str, Field(max_length=200)] = ""
    department: Annotated[str, Field(max_length=200)] | None = None
    open: bool | None = Field(default=None, description="Of logs kept here: open, or closed.")
    after: Annotated[str, Field(max_length=200)] = Field(
        default="", description="Of the page before: its `after`."
    )


@endpoint(PART, "POST", "/logs", Scope.LOGS_WRITE, 201, LogOut, reads="log")
def open_log(request: HttpRequest, sent: LogIn) -> LogOut:
    """Open a log with the first account, word for word."""
    user = whoever(request)
    check_can_open_logs(user)
    given = {name: getattr(sent, name) for name in _OPENED_WITH}
    log = actions.open_log(
        by=user,
        people=[person_fields(each) for each in sent.people],
        places=[each.model_dump() for each in sent.places],
        origin=origin_of(request),
        **given,
    )
    return log_out(request, log)


_OPENED_WITH = tuple(name for name in LogIn.model_fields if name not in ("people", "places"))


@endpoint(PART, "GET", "/logs", Scope.LOGS_READ, 200, LogPage, reads="list of logs")
def list_logs(request: HttpRequest, asked: Query[LogsAsked]) -> LogPage:
    """Logs that the token's user may see, newest first, 50 a page; by reference, where one is asked for."""
    user = whoever(request)
    check_can_view_logs(user)
    found = queries.log_page(
        visible_logs(user, Log.objects.all()),
        queries.LogFilter(
            reference=asked.reference,
            since=asked.since,
            until=asked.until,
            opening=asked.opening_code,
            closing=asked.closing_code,
            department=asked.department or "",
            open="" if asked.open is None else ("open" if asked.open else "closed"),
        ),
        asked.after,
    )
    shown(request, request.GET.urlencode() or "all")
    return LogPage(logs=[LogRow.model_validate(each) for each in found.logs], after=found.older)


@endpoint(PART, "GET", "/logs/{log_id}", Scope.LOGS_READ, 200, LogOut, reads="log")
def get_log(request: HttpRequest, log_id: LogId) -> LogOut:
    """A log with its entries, people, places, crimes and decisions."""
    return log_out(request, log_seen(request, log_id))


@endpoint(PART, "GET", "/logs/{log_id}/entries", Scope.LOGS_READ, 200, EntryPage, reads="log")
def list_entries(
    request: HttpRequest, log_id: LogId, after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0
) -> EntryPage:
    """The entries of a log in the order in which they were written, 500 a page."""
    log = log_seen(request, log_id)
    rows = list(
        LogEntry.objects.filter(
            system=log.system, log_ref_key=log.ref_key, entry_seq__gt=after
        ).order_by("entry_seq")[: MOST_ENTRIES + 1]
    )
    kept = rows[:MOST_ENTRIES]
    return EntryPage(
        entries=[Entry.model_validate(each) for each in kept],
        after=kept[-1].entry_seq if len(rows) > MOST_ENTRIES else 0,
    )


def log_seen(request: HttpRequest, log_id: int) -> Log:
    """The log, if the token's user may see it; kept as what was read."""
    log = get_object_or_404(Log, pk=log_id)
    check_can_view_log(whoever(request), log)
    shown(request, actions.subject_of(log))
    return log


def log_out(request: HttpRequest, log: Log) -> LogOut:
    """A log as it is told to this token."""
    shown(request, actions.subject_of(log))
    token = token_of(request)
    log.refresh_from_db()
    entries = queries.entries_of(log, MOST_ENTRIES)
    exact = log.received_precision == Precision.MINUTE
    told: dict[str, Any] = {
        **{name: getattr(log, name) for name in _TOLD},
        "record_by": log.received_at + _DAY if exact else None,
        "people": [Person.model_validate(each) for each in log.people.order_by("id")],
        "places": [Place.model_validate(each) for each in log.places.order_by("id")],
        "entries": [Entry.model_validate(each) for each in entries[:MOST_ENTRIES]],
        "more_entries": len(entries) > MOST_ENTRIES,
        "crimes": [CrimeRow.model_validate(each) for each in crimes_of(log)]
        if Scope.CRIMES_READ in token.scopes
        else None,
        "decisions": [DecisionRow.model_validate(each) for each in of_log(log)]
        if Scope.DECISIONS_READ in token.scopes
        else None,
    }
    return LogOut(**told)


_TOLD = (
    *LogRow.model_fields,
    *("text", "first_report", "opened_at", "sent_at", "duplicate_of", "crime_refs"),
)


def person_fields(sent: Any) -> dict[str, Any]:
    """What was sent of a person, as the actions take it."""
    given: dict[str, Any] = sent.model_dump(exclude_unset=True, exclude={"version", "facts"})
    if sent.facts is not None:
        given["facts"] = sent.facts.model_dump(exclude_unset=True)
    return given
