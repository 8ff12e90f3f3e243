"""Everything that may happen to a log: each change is an entry of the log, with its ledger entry, in one transaction.

Who may do it is asked of `onrecord.contact.policies` first, by pages and by the API alike.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from onrecord.contact import closing
from onrecord.contact.content import entry_content, log_content
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log, LogEntry, Precision
from onrecord.contact.numbering import next_reference
from onrecord.contact.references import reference_key
from onrecord.ledger.actions import append
from onrecord.people.models import User

# A clock that runs a little ahead is no reason to refuse what somebody reports.
AHEAD = timedelta(minutes=5)
MOST_TEXT = 100_000
_ORIGIN = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


class LogError(ValueError):
    """The change can't be made; the message says why and what to do. Nothing was written."""


class Conflict(LogError):
    """Somebody else changed the log meanwhile."""


def subject_of(log: Log) -> str:
    """The name under which the ledger and the reads know a log."""
    return f"log:{log.system}:{log.ref_key}"


def check_origin(origin: str) -> str:
    """The origin in small letters. Raises LogError when it isn't a UUID."""
    if not _ORIGIN.match(origin):
        raise LogError(
            f"The origin {origin[:60]!r} is not a UUID. Make a fresh one for each thing you send."
        )
    return origin.lower()


def check_time(name: str, at: datetime) -> datetime:
    """A time that something became known or was written. Raises LogError for one that lies ahead or has no zone."""
    if at.tzinfo is None:
        raise LogError(f"{name} has no time zone. Write it as 2026-06-01T21:30:00+01:00.")
    if at > timezone.now() + AHEAD:
        raise LogError(
            f"{name} ({timezone.localtime(at):%d/%m/%Y %H:%M}) lies in the future. Correct the date or the time."
        )
    if at.year < 1990:
        raise LogError(f"{name} ({at:%d/%m/%Y}) is before 1990. Correct the date.")
    return at


def check_text(name: str, text: str) -> str:
    """Text without control characters that no page can show. Raises LogError when empty or too long."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise LogError(f"{name} is empty. Write at least a word.")
    if len(text) > MOST_TEXT:
        raise LogError(
            f"{name} has {len(text):,} characters; {MOST_TEXT:,} at most. Attach the rest as a file."
        )
    return text


def open_log(
    *,
    by: User,
    source: str,
    text: str,
    first_report: str = "",
    opening_code: str = "",
    grade: str = "",
    qualifiers: Sequence[str] = (),
    received_at: datetime | None = None,
    department: str | None = None,
    officer: str = "",
    origin: str | None = None,
    opened_at: datetime | None = None,
    sent_at: datetime | None = None,
) -> Log:
    """Open a log with the first account, word for word, and return it.

    `received_at`: when any part of the force first heard of it (now, unless given); the 24 hours run from there.
    `opened_at` and `sent_at` where a device without signal wrote it earlier. The same `origin` again returns the log
    that is there already and writes nothing. Raises LogError.
    """
    if origin is not None:
        origin = check_origin(origin)
        there = Log.objects.filter(origin=origin).first()
        if there is not None:
            return there
    own = force()
    text = check_text("The first account", text)
    opening_code, qualifiers = _codes(opening_code, qualifiers)
    _known_grade(grade)
    now = timezone.now()
    opened_at = check_time("The time of writing", opened_at or now)
    received_at = check_time("The time of the first report", received_at or opened_at)
    if sent_at is not None:
        sent_at = check_time("The time of sending", sent_at)
    with transaction.atomic():
        ref = next_reference("log", received_at)
        log = Log(
            system=own.system,
            ref=ref,
            ref_key=reference_key(ref),
            received_at=received_at,
            received_precision=Precision.MINUTE,
            source=source.strip()[:120],
            opening_code=opening_code,
            grade=grade,
            qualifiers=list(qualifiers),
            text=text,
            officer=officer.strip()[:200],
            department=by.department if department is None else department.strip()[:200],
            opened_at=opened_at,
            sent_at=sent_at,
            first_report=(first_report or source).strip()[:200],
            origin=origin,
        )
        log.entry_seq = append(
            kind="log.opened", subject=subject_of(log), body=log_content(log), by=by.username
        )
        log.save(force_insert=True)
        write_entry(
            log,
            kind=EntryKind.OPENED,
            by=by,
            text=f"Log opened: {log.opening_code or 'no opening code yet'}.",
            detail={
                "source": log.source,
                "opening_code": log.opening_code,
                "grade": log.grade,
                "qualifiers": log.qualifiers,
            },
            entered_at=received_at,
            recorded_at=opened_at,
            sent_at=sent_at,
        )
    return log


def write_entry(
    log: Log,
    *,
    by: User,
    text: str,
    kind: str = EntryKind.LINE,
    detail: Mapping[str, Any] | None = None,
    entered_at: datetime | None = None,
    recorded_at: datetime | None = None,
    sent_at: datetime | None = None,
    corrects: int | None = None,
    origin: str | None = None,
) -> LogEntry:
    """Append one entry to a log. For actions, inside their transaction; people use `add_entry`.

    `detail` is plain data (text, whole numbers, lists, true/false, None). The same `origin` twice is one entry.
    """
    now = timezone.now()
    recorded_at = recorded_at or now
    name = (
        origin or sha256(f"{log.pk}:{now.isoformat()}:{by.pk}:{kind}:{text}".encode()).hexdigest()
    )
    line_key = sha256(f"made here:{name}".encode()).hexdigest()
    there = LogEntry.objects.filter(
        system=log.system, log_ref_key=log.ref_key, line_key=line_key
    ).first()
    if there is not None:
        return there
    entry = LogEntry(
        system=log.system,
        log_ref=log.ref,
        log_ref_key=log.ref_key,
        line_key=line_key,
        entered_at=entered_at or recorded_at,
        author=str(by)[:200],
        role=by.get_role_display(),
        text=text,
        kind=kind,
        by=by.username,
        detail=None if detail is None else dict(detail),
        corrects=corrects,
        recorded_at=recorded_at,
        sent_at=sent_at,
    )
    entry.entry_seq = append(
        kind="entry.made",
        subject=f"entry:{log.system}:{log.ref_key}",
        body=entry_content(entry),
        by=by.username,
    )
    entry.save(force_insert=True)
    return entry


def change_log(log: Log, *, by: User, **changes: Any) -> Log:
    """Write a new version of a log. For actions, inside their transaction and on a row from `locked`.

    The first account can't be changed: a correction is an entry. Raises LogError.
    """
    if "text" in changes:
        raise LogError(
            "The first account is kept word for word. Write what is new, or a correction, as an entry."
        )
    for name, value in changes.items():
        setattr(log, name, value)
    log.version += 1
    log.entry_seq = append(
        kind="log.changed", subject=subject_of(log), body=log_content(log), by=by.username
    )
    log.save(update_fields=[*changes, "version", "entry_seq"])
    return log


def locked(log: Log, *, version: int | None = None) -> Log:
    """The log as it is now, held for this transaction. Raises LogError when it was not opened here, Conflict when
    it is no longer the version that the person saw."""
    row = Log.objects.select_for_update().get(pk=log.pk)
    if row.opened_at is None:
        raise LogError(
            f"Log {row.ref} came from {row.system} and is kept there. Record decisions about it here; change the log there."
        )
    if version is not None and row.version != version:
        raise Conflict(
            f"Somebody else changed log {row.ref} while you were writing. What you wrote is still in the form: "
            "look at what is new and send it again."
        )
    return row


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
    if origin is not None:
        origin = check_origin(origin)
    with transaction.atomic():
        row = _writable(log)
        return write_entry(
            row,
            by=by,
            text=text,
            entered_at=entered_at,
            recorded_at=recorded_at,
            sent_at=sent_at,
            origin=origin,
        )


def correct_entry(*, entry: LogEntry, by: User, text: str, why: str) -> LogEntry:
    """Write a correction of an earlier entry. Both stay; the page shows the one beside the other. Raises LogError."""
    text = check_text("The correction", text)
    why = check_text("The reason", why)
    log = Log.objects.get(system=entry.system, ref_key=entry.log_ref_key)
    with transaction.atomic():
        row = _writable(log)
        return write_entry(
            row,
            kind=EntryKind.CORRECTION,
            by=by,
            text=text,
            detail={"why": why},
            corrects=entry.entry_seq,
        )


def close_log(
    *, log: Log, by: User, closing_code: str, text: str = "", version: int | None = None
) -> Log:
    """Close a log. Raises LogError with everything that stands in the way (see `onrecord.contact.closing`)."""
    if closing_code not in force().closing:
        raise LogError(
            f"{closing_code!r} is no closing code of this force. Choose one of the list."
        )
    with transaction.atomic():
        row = locked(log, version=version)
        if row.closed_at is not None:
            raise LogError(f"Log {row.ref} is closed already.")
        missing = closing.in_the_way(row, closing_code)
        if missing:
            raise LogError(" ".join(missing))
        now = timezone.now()
        change_log(row, by=by, closing_code=closing_code, closed_at=now)
        write_entry(
            row,
            kind=EntryKind.CLOSED,
            by=by,
            text=text.strip() or f"Log closed: {closing_code}.",
            detail={"closing_code": closing_code},
        )
    return row


def reopen_log(*, log: Log, by: User, why: str) -> Log:
    """Open a closed log again, with the reason. Raises LogError."""
    why = check_text("The reason", why)
    with transaction.atomic():
        row = locked(log)
        if row.closed_at is None:
            raise LogError(f"Log {row.ref} is open.")
        before = row.closing_code
        change_log(row, by=by, closing_code="", closed_at=None)
        write_entry(row, kind=EntryKind.REOPENED, by=by, text=why, detail={"closing_code": before})
    return row


def _writable(log: Log) -> Log:
    row = locked(log)
    if row.closed_at is not None:
        raise LogError(f"Log {row.ref} is closed. Open it again, with the reason, to write in it.")
    return row


def _codes(opening_code: str, qualifiers: Sequence[str]) -> tuple[str, list[str]]:
    own = force()
    if opening_code and opening_code not in own.opening:
        raise LogError(
            f"{opening_code!r} is no opening code of this force. Choose one of the list."
        )
    for name in qualifiers:
        if name not in own.qualifiers:
            raise LogError(f"{name!r} is no qualifier of this force. Choose from the list.")
    return opening_code, list(dict.fromkeys(qualifiers))


def _known_grade(code: str) -> None:
    if code and force().grade(code) is None:
        known = ", ".join(str(grade) for grade in force().grades)
        raise LogError(f"{code!r} is no call grade of this force. Choose one of: {known}.")
