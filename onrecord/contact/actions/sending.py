"""Who goes, who is asked, who has it: resources, escalation and its answer, allocation."""

from datetime import datetime

from django.db import transaction

from onrecord.contact.actions.base import (
    LogError,
    begin,
    change_log,
    check_text,
    check_time,
    clean,
    short,
    write_entry,
)
from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.contact.resources import resources
from onrecord.contact.states import RESOURCE_TRANSITIONS, ResourceState
from onrecord.people.models import User


def set_resource(
    *,
    log: Log,
    by: User,
    resource: str,
    state: str,
    at: datetime | None = None,
    origin: str | None = None,
) -> LogEntry:
    """Say where a resource (a call sign) is. `at`: when, if earlier than now. Raises LogError."""
    name = " ".join(check_text("The call sign", resource, 40).upper().split())
    if state not in ResourceState.values:
        raise LogError(
            f"{state!r} says nothing of a resource. Use one of: {', '.join(ResourceState.values)}."
        )
    to = ResourceState(state)
    if at is not None:
        check_time("The time", at)
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        if there is not None:
            return there
        now = next((each.state for each in resources(entries_made(row)) if each.name == name), None)
        if to not in RESOURCE_TRANSITIONS[now]:
            is_now = (
                "not on this log"
                if now is None
                else f"{now.label} already"
                if now == to
                else now.label
            )
            follows = ", ".join(each.label for each in RESOURCE_TRANSITIONS[now])
            raise LogError(f"{name} is {is_now}; {to.label} can't follow. Possible: {follows}.")
        return write_entry(
            row,
            kind=EntryKind.RESOURCE,
            by=by,
            text=f"{name} {to.label}.",
            detail={"resource": name, "state": to.value},
            entered_at=at,
            origin=origin and origin.lower(),
        )


def escalate(*, log: Log, by: User, to: str, text: str, origin: str | None = None) -> LogEntry:
    """Ask somebody of higher rank, or of another team, for a decision. Raises LogError."""
    to = check_text("To whom", to, 200)
    text = check_text("The question", text)
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        return there or write_entry(
            row,
            kind=EntryKind.ESCALATION,
            by=by,
            text=f"To {to}: {text}",
            detail={"to": to, "asked": text},
            origin=origin and origin.lower(),
        )


def answer_escalation(
    *, entry: LogEntry, by: User, who: str, text: str, origin: str | None = None
) -> LogEntry:
    """Write down the answer to an escalation, and who gave it. Raises LogError."""
    if entry.kind != EntryKind.ESCALATION or "asked" not in (entry.detail or {}):
        raise LogError("That entry asks for nothing, so it can't be answered.")
    who = check_text("Who answered", who, 200)
    text = check_text("The answer", text)
    log = Log.objects.get(system=entry.system, ref_key=entry.log_ref_key)
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        if there is not None:
            return there
        if entry.entry_seq not in {each.entry_seq for each in unanswered(entries_made(row))}:
            raise LogError("This escalation has its answer already. Write what is new as an entry.")
        return write_entry(
            row,
            kind=EntryKind.ESCALATION,
            by=by,
            text=f"{who} answered: {text}",
            detail={"answers": entry.entry_seq, "who": who, "answer": text},
            origin=origin and origin.lower(),
        )


def allocate(
    *,
    log: Log,
    by: User,
    department: str,
    officer: str = "",
    why: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Log:
    """Give the log to a department, a person in it, or both. Raises LogError."""
    department = short("The department", department, 200)
    officer = short("The officer", officer, 200)
    why = clean(why)
    with transaction.atomic():
        row, there = begin(log, origin=origin, version=version)
        if there is not None:
            return row
        if (row.department, row.officer) == (department, officer):
            raise LogError("The log is with them already. Choose another department or person.")
        before = [row.department, row.officer]
        change_log(row, by=by, department=department, officer=officer)
        to = " / ".join(filter(None, [department, officer])) or "nobody in particular"
        write_entry(
            row,
            kind=EntryKind.ALLOCATION,
            by=by,
            text=f"Given to {to}. {why}".strip(),
            detail={"before": before, "after": [department, officer], "why": why},
            origin=origin and origin.lower(),
        )
    return row


def entries_made(log: Log) -> list[LogEntry]:
    """The entries made here, in the order in which they were written."""
    made = LogEntry.objects.filter(system=log.system, log_ref_key=log.ref_key).exclude(by="")
    return list(made.order_by("entry_seq"))


def unanswered(entries: list[LogEntry]) -> list[LogEntry]:
    """The escalations that nobody has answered yet."""
    asked = [each for each in entries if each.kind == EntryKind.ESCALATION and each.detail]
    answered = {
        each.detail["answers"] for each in asked if each.detail and "answers" in each.detail
    }
    return [
        each
        for each in asked
        if each.detail and "asked" in each.detail and each.entry_seq not in answered
    ]
