"""What is said and seen: entries, corrections, later accounts, THRIVE assessments. Each is added, none is changed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from onrecord.contact.actions.base import (
    LogError,
    begin,
    check_text,
    check_time,
    clean,
    write_entry,
)
from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.contact.thrive import HEADS
from onrecord.people.models import User

MOST_WHO = 200


def add_entry(
    *,
    log: Log,
    by: User,
    text: str,
    entered_at: datetime | None = None,
    recorded_at: datetime | None = None,
    sent_at: datetime | None = None,
    origin: str | None = None,
) -> LogEntry:
    """Write a time-stamped entry. `entered_at`: when it became known, if earlier than now. Raises LogError."""
    text = check_text("The entry", text)
    if entered_at is not None:
        check_time("The time of the entry", entered_at)
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        return there or write_entry(
            row,
            by=by,
            text=text,
            entered_at=entered_at,
            recorded_at=recorded_at,
            sent_at=sent_at,
            origin=origin and origin.lower(),
        )


def correct_entry(
    *, entry: LogEntry, by: User, text: str, why: str, origin: str | None = None
) -> LogEntry:
    """Write a correction of an earlier entry. Both stay; the page shows the one beside the other. Raises LogError."""
    text = check_text("The correction", text)
    why = check_text("The reason", why)
    log = Log.objects.get(system=entry.system, ref_key=entry.log_ref_key)
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        return there or write_entry(
            row,
            kind=EntryKind.CORRECTION,
            by=by,
            text=text,
            detail={"why": why},
            corrects=entry.entry_seq,
            origin=origin and origin.lower(),
        )


def add_account(
    *,
    log: Log,
    by: User,
    text: str,
    who: str,
    differs: bool,
    entered_at: datetime | None = None,
    recorded_at: datetime | None = None,
    sent_at: datetime | None = None,
    origin: str | None = None,
) -> LogEntry:
    """Write down a later account, word for word, beside the first one and never in its place.

    `who` gave it; `differs`: it says otherwise than the first account. `entered_at`: when it was given; `recorded_at`
    and `sent_at`: when it was written and sent, where that was done without signal. Raises LogError.
    """
    text = check_text("The account", text)
    who = check_text("Who gave the account", who, MOST_WHO)
    if entered_at is not None:
        check_time("The time of the account", entered_at)
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        return there or write_entry(
            row,
            kind=EntryKind.ACCOUNT,
            by=by,
            text=text,
            detail={"who": who, "differs": bool(differs)},
            entered_at=entered_at,
            recorded_at=recorded_at,
            sent_at=sent_at,
            origin=origin and origin.lower(),
        )


def assess_thrive(
    *, log: Log, by: User, heads: Mapping[str, str], origin: str | None = None
) -> LogEntry:
    """Write a THRIVE assessment, or what is to be added to one: head (see `thrive.HEADS`) -> words.

    Each assessment stays as it was written; a head that is left out stands as it was assessed before. Raises LogError.
    """
    unknown = sorted(set(heads) - set(HEADS))
    if unknown:
        raise LogError(f"{unknown[0]!r} is no head of THRIVE. Use: {', '.join(HEADS)}.")
    said = {name: clean(heads[name]) for name in HEADS if clean(heads.get(name, ""))}
    if not said:
        raise LogError("Nothing is assessed. Write something under at least one of the six heads.")
    text = check_text(
        "The assessment", "\n".join(f"{HEADS[name].word}: {words}" for name, words in said.items())
    )
    with transaction.atomic():
        row, there = begin(log, origin=origin)
        if there is not None:
            return there
        again = LogEntry.objects.filter(
            system=row.system, log_ref_key=row.ref_key, kind=EntryKind.THRIVE
        ).exists()
        return write_entry(
            row,
            kind=EntryKind.THRIVE,
            by=by,
            text=text,
            detail={"heads": said, "again": again},
            origin=origin and origin.lower(),
        )
