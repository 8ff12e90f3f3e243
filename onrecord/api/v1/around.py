"""What goes on around a log: resources, escalations, who has it, and the logs it belongs with."""

from typing import Literal

from django.http import HttpRequest
from pydantic import Field

from onrecord.api.gate import endpoint
from onrecord.api.scopes import Scope
from onrecord.api.shapes import In, Moment, Number, Out, Short, Text, Version, Words
from onrecord.api.v1.doing import doer, log_written
from onrecord.api.v1.log_told import Entry, LogOut
from onrecord.api.v1.logs import LogId, log_out, log_seen
from onrecord.api.v1.writing import PART, Seq, changes, entry_of, log_changed, writes
from onrecord.contact import actions
from onrecord.contact.models import Log, LogEntry
from onrecord.contact.page import links_of
from onrecord.contact.states import ResourceState
from onrecord.people.access import whoever


class ResourceIn(In):
    """What a resource does now. A call sign goes from one state to the next as on the pages."""

    resource: Short = Field(description="The call sign.")
    state: Literal[tuple(ResourceState.values)]  # type: ignore[valid-type]  # the states of one table
    at: Moment | None = Field(default=None, description="When, if earlier than now.")


class EscalationIn(In):
    """A question to somebody of higher rank or of another team. The log can't be closed before its answer."""

    to: Short
    text: Text


class EscalationAnswer(In):
    """The answer to an escalation."""

    who: Short = Field(description="Who answered.")
    text: Text


class AllocationIn(In):
    """Whose log it is. Who sees only their own department's logs sees those given to it."""

    department: Short
    officer: Short = ""
    why: Words = ""
    version: Version


class LinkIn(In):
    """Another log to which this one belongs."""

    other: Number = Field(description="The other log's id.")
    why: Short = ""


class DuplicateIn(In):
    """The log of which this one is the same report. This one is closed."""

    of: Number = Field(description="The other log's id.")
    why: Words = ""
    version: Version


class Link(Out):
    """A log that belongs with this one. `id` is null where the token's user may not see it."""

    id: int | None
    ref: str
    why: str


class LinkList(Out):
    """The logs that belong with a log."""

    links: list[Link]


@writes("resources", Entry)
def set_resource(request: HttpRequest, log_id: LogId, sent: ResourceIn) -> LogEntry:
    """Say what a resource does."""
    log = log_written(request, log_id)
    return actions.set_resource(log=log, **doer(request), **sent.model_dump())


@writes("escalations", Entry)
def escalate(request: HttpRequest, log_id: LogId, sent: EscalationIn) -> LogEntry:
    """Ask somebody for a decision."""
    log = log_written(request, log_id)
    return actions.escalate(log=log, **doer(request), **sent.model_dump())


@writes("escalations/{number}/answer", Entry)
def answer_escalation(
    request: HttpRequest, log_id: LogId, number: Seq, sent: EscalationAnswer
) -> LogEntry:
    """Write down the answer to an escalation."""
    entry = entry_of(log_written(request, log_id), number)
    return actions.answer_escalation(entry=entry, **doer(request), **sent.model_dump())


@changes("allocation", LogOut)
def allocate(request: HttpRequest, log_id: LogId, sent: AllocationIn) -> LogOut:
    """Give the log to a department, to a person, or both."""
    return log_changed(request, log_id, actions.allocate, sent)


@endpoint(PART, "GET", "/logs/{log_id}/links", Scope.LOGS_READ, 200, LinkList, reads="log")
def list_links(request: HttpRequest, log_id: LogId) -> LinkList:
    """The logs that belong with this one."""
    return _links(request, log_seen(request, log_id))


@writes("links", LinkList)
def link_logs(request: HttpRequest, log_id: LogId, sent: LinkIn) -> LinkList:
    """Say that another log belongs with this one."""
    log, other = log_written(request, log_id), log_seen(request, sent.other)
    actions.link_logs(log=log, other=other, why=sent.why, **doer(request))
    return _links(request, log_seen(request, log_id))


@changes("duplicate", LogOut)
def mark_duplicate(request: HttpRequest, log_id: LogId, sent: DuplicateIn) -> LogOut:
    """Close the log as the same report as another one; the two share their crimes."""
    log, of = log_written(request, log_id), log_seen(request, sent.of)
    row = actions.mark_duplicate(
        log=log, of=of, why=sent.why, version=sent.version, **doer(request)
    )
    return log_out(request, row)


def _links(request: HttpRequest, log: Log) -> LinkList:
    found = links_of(log, whoever(request))
    return LinkList(
        links=[
            Link(id=None if other is None else other.pk, ref=ref, why=why)
            for ref, other, why in found
        ]
    )
