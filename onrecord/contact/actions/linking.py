"""Logs that belong together, and logs that are the same report twice."""

from django.db import transaction

from onrecord.contact import after
from onrecord.contact.actions.base import (
    LogError,
    begin,
    change_log,
    check_text,
    short,
    write_entry,
)
from onrecord.contact.actions.ending import finish
from onrecord.contact.content import link_content
from onrecord.contact.force import force
from onrecord.contact.models import CodeMeaning, EntryKind, Log, LogLink
from onrecord.contact.references import reference_key
from onrecord.ledger.actions import append
from onrecord.people.models import User


def link_logs(
    *, log: Log, by: User, other: Log, why: str = "", origin: str | None = None
) -> LogLink:
    """Say that two logs belong together without being the same. The link shows on both. Raises LogError."""
    why = short("The reason", why, 200)
    if other.pk == log.pk:
        raise LogError("A log can't be linked to itself. Give the reference of the other one.")
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        first, second = sorted([row, other], key=lambda each: each.pk)
        link = LogLink.objects.filter(first=first, second=second).first()
        if link is not None:
            if there is not None:
                return link
            raise LogError(f"The logs {row.ref} and {other.ref} are linked already.")
        link = LogLink(
            first=first, second=second, first_ref=first.ref, second_ref=second.ref, why=why
        )
        link.entry_seq = append(
            kind="logs.linked",
            subject=f"log-link:{link.first_ref}",
            body=link_content(link),
            by=by.username,
        )
        link.save(force_insert=True)
        _both(row, other, by, "Linked with {}.", why, "linked", origin)
    return link


def mark_duplicate(
    *,
    log: Log,
    by: User,
    of: Log,
    why: str = "",
    version: int | None = None,
    origin: str | None = None,
) -> Log:
    """Mark a log as the same report as another and close it with the force's code for duplicates.

    The two share their crimes from now on. What stands in the way of closing is asked as for any other code. Raises
    LogError.
    """
    why = short("The reason", why, 10_000)
    code = duplicate_code()
    with transaction.atomic():
        row, there = begin(log, origin=origin, version=version)
        if there is not None:
            return row
        _refuse_circles(row, of)
        change_log(row, by=by, duplicate_of=of.ref)
        _both(row, of, by, "Duplicate of {}.", why, "duplicate", origin)
        finish(row, by=by, closing_code=code, text=why)
        after.tell(row)
    return row


def duplicate_code() -> str:
    """The force's closing code that means a duplicate. Raises LogError where it has none."""
    codes = (
        c for c, meaning in force().closing.items() if meaning == CodeMeaning.Meaning.DUPLICATE
    )
    code = next(codes, None)
    if code is None:
        raise LogError(
            "No closing code of this force means a duplicate. Whoever keeps force.toml can give one that meaning."
        )
    return code


def _refuse_circles(log: Log, of: Log) -> None:
    if of.pk == log.pk:
        raise LogError(
            "A log can't be the duplicate of itself. Give the reference of the other one."
        )
    if of.system != log.system and Log.objects.filter(ref_key=of.ref_key).count() > 1:
        raise LogError(
            f"More than one system has a log {of.ref}, so it can't be said which is meant. Link the two instead."
        )
    if of.duplicate_of:
        raise LogError(
            f"Log {of.ref} is itself the duplicate of {of.duplicate_of}. Say that this one is the duplicate of "
            f"{of.duplicate_of}."
        )
    if Log.objects.filter(duplicate_of=log.ref).exists():
        raise LogError(
            f"Other logs are duplicates of {log.ref}. Keep this one open and mark the other as its duplicate."
        )


def _both(
    log: Log, other: Log, by: User, words: str, why: str, how: str, origin: str | None
) -> None:
    """The entry in this log, and its counterpart in the other if that is kept here, too."""
    write_entry(
        log,
        kind=EntryKind.LINK,
        by=by,
        text=f"{words.format(other.ref)} {why}".strip(),
        detail={"how": how, "other": other.ref, "system": other.system, "why": why},
        origin=origin and origin.lower(),
    )
    if other.opened_at is not None:
        there = {"linked": "Linked with {}.", "duplicate": "{} is a duplicate of this log."}[how]
        write_entry(
            other,
            kind=EntryKind.LINK,
            by=by,
            text=f"{there.format(log.ref)} {why}".strip(),
            detail={"how": f"{how} by", "other": log.ref, "system": log.system, "why": why},
        )


def find_log(ref: str) -> list[Log]:
    """The logs with this reference, however it is written; several where several systems have it."""
    ref = check_text("The reference", ref, 120)
    return list(Log.objects.filter(ref_key=reference_key(ref)).order_by("-opened_at", "id")[:5])
