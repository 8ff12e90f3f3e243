"""Closing a log, with everything that stands in the way; and opening it again."""

from django.db import transaction

from onrecord.contact import after, closing
from onrecord.contact.actions.base import (
    LogError,
    begin,
    change_log,
    check_text,
    clean,
    write_entry,
)
from onrecord.contact.actions.sending import entries_made, unanswered
from onrecord.contact.force import force
from onrecord.contact.models import CodeMeaning, EntryKind, Log
from onrecord.contact.resources import resources
from onrecord.contact.states import LOG_TRANSITIONS, LogState, state_of
from onrecord.people.models import User


class NotClosed(LogError):
    """Something stands in the way of closing the log."""


def close_log(
    *,
    log: Log,
    by: User,
    closing_code: str,
    text: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Log:
    """Close a log. Raises LogError with everything that stands in the way (see `onrecord.contact.closing`)."""
    if closing_code not in force().closing:
        raise LogError(
            f"{closing_code!r} is no closing code of this force. Choose one of the list."
        )
    try:
        with transaction.atomic():
            row, there = begin(log, origin=origin, version=version, closed=True)
            if there is not None:
                return row
            if LogState.CLOSED not in LOG_TRANSITIONS[state_of(row)]:
                raise LogError(f"Log {row.ref} is closed already.")
            finish(row, by=by, closing_code=closing_code, text=text, origin=origin)
            after.tell(row)
    except NotClosed:
        # What was asked for is kept, though nothing else of the attempt is.
        closing.tell_refused(log, closing_code, by)
        raise
    return row


def finish(row: Log, *, by: User, closing_code: str, text: str, origin: str | None = None) -> None:
    """Ask every check and close the log. For actions, inside their transaction and on a held row. Raises NotClosed."""
    text = clean(text)
    missing = closing.in_the_way(row, closing_code)
    if not text and contradicted(row):
        missing.append(
            "A later account says otherwise than the first one. Write, in the closing words, why the log is closed this way."
        )
    if missing:
        raise NotClosed(*missing)
    written = write_entry(
        row,
        kind=EntryKind.CLOSED,
        by=by,
        text=text or f"Log closed: {closing_code}.",
        detail={"closing_code": closing_code},
        origin=origin and origin.lower(),
    )
    change_log(row, by=by, closing_code=closing_code, closed_at=written.recorded_at)


def reopen_log(
    *, log: Log, by: User, why: str, version: int | None = None, origin: str | None = None
) -> Log:
    """Open a closed log again, with the reason. Raises LogError.

    A log that was a duplicate is its own again: what it shares with the other is worked out anew.
    """
    why = check_text("The reason", why)
    with transaction.atomic():
        row, there = begin(log, origin=origin, version=version, closed=True)
        if there is not None:
            return row
        if LogState.OPEN not in LOG_TRANSITIONS[state_of(row)]:
            raise LogError(f"Log {row.ref} is open.")
        before = {"closing_code": row.closing_code, "duplicate_of": row.duplicate_of}
        change_log(row, by=by, closing_code="", closed_at=None, duplicate_of="")
        write_entry(
            row,
            kind=EntryKind.REOPENED,
            by=by,
            text=why,
            detail=before,
            origin=origin and origin.lower(),
        )
        after.tell(row)
    return row


def contradicted(log: Log) -> bool:
    """Whether a later account was written down that says otherwise than the first."""
    return any(
        each.kind == EntryKind.ACCOUNT and (each.detail or {}).get("differs")
        for each in entries_made(log)
    )


def own_check(log: Log, closing_code: str) -> list[str]:
    """What the log itself says is unfinished; registered with `onrecord.contact.closing`."""
    entries = entries_made(log)
    missing = [
        f"{each.name} is still {each.label}. Say when it is clear."
        for each in resources(entries)
        if each.working
    ]
    missing += [
        f"An answer is missing: {(each.detail or {}).get('to')} was asked. Write it down."
        for each in unanswered(entries)
    ]
    if force().closing.get(closing_code) == CodeMeaning.Meaning.DUPLICATE and not log.duplicate_of:
        missing.append("Say of which log this is the duplicate: use “Mark as a duplicate”.")
    return missing
