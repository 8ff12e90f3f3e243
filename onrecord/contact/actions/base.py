"""What every action on a log shares: its errors, what may be written, the entry and the new version."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from onrecord.contact.content import entry_content, log_content
from onrecord.contact.force import force
from onrecord.contact.models import EntryKind, Log, LogEntry
from onrecord.ledger.actions import append, append_many
from onrecord.ledger.entry import canonical_json
from onrecord.people.models import User

# A clock that runs a little ahead is no reason to refuse what somebody reports.
AHEAD = timedelta(minutes=5)
MOST_TEXT = 100_000
_ORIGIN = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


class LogError(ValueError):
    """The change can't be made; the message says why and what to do. Nothing was written.

    `reasons`: each thing that stands in the way as a sentence of its own; one unless there are several.
    """

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


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


def clean(text: str) -> str:
    """Text that every store takes: one kind of line end, no NUL, no half of a character that isn't there."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def check_text(name: str, text: str, most: int = MOST_TEXT) -> str:
    """Text without characters that no store takes. Raises LogError when empty or longer than `most` characters."""
    text = clean(text)
    if not text:
        raise LogError(f"{name} is empty. Write at least a word.")
    return short(name, text, most)


def short(name: str, text: str, most: int) -> str:
    """Clean text that may be empty. Raises LogError when it is longer than `most` characters: nothing is cut off."""
    text = clean(text)
    if len(text) > most:
        remedy = "Attach the rest as a file." if most == MOST_TEXT else "Put the rest in an entry."
        raise LogError(f"{name} has {len(text):,} characters; {most:,} at most. {remedy}")
    return text


def write_entry(log: Log, *, by: User, origin: str | None = None, **said: Any) -> LogEntry:
    """Append one entry to a log; `said`: as for `new_entry`. For actions, inside their transaction; people use `add_entry`.

    The same `origin` twice is one entry.
    """
    # Without an origin the key holds this moment: there is nothing to find.
    there = _with_key(log, _line_key(origin)) if origin else None
    if there is not None:
        return there
    together = Together(by)
    entry = together.add_entry(new_entry(log, by=by, origin=origin, **said))
    together.write()
    return entry


def new_entry(
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
    """An entry that isn't written yet. `detail` is plain data (text, whole numbers, lists, true/false, None)."""
    now = timezone.now()
    recorded_at = recorded_at or now
    name = (
        origin or sha256(f"{log.ref}:{now.isoformat()}:{by.pk}:{kind}:{text}".encode()).hexdigest()
    )
    return LogEntry(
        system=log.system,
        log_ref=log.ref,
        log_ref_key=log.ref_key,
        line_key=_line_key(name),
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


class Together:
    """New rows with their ledger entries, written at once and in their order: each by itself moves the ledger's head, for which
    all others wait."""

    def __init__(self, by: User) -> None:
        self._by = by
        self._rows: list[Any] = []
        self._entries: list[tuple[str, str, str]] = []

    def add(self, row: Any, *, kind: str, subject: str, body: Mapping[str, Any]) -> None:
        """`row`: not saved yet, with `entry_seq`."""
        self._rows.append(row)
        self._entries.append((kind, subject, canonical_json(dict(body))))

    def add_entry(self, entry: LogEntry) -> LogEntry:
        subject = f"entry:{entry.system}:{entry.log_ref_key}"
        self.add(entry, kind="entry.made", subject=subject, body=entry_content(entry))
        return entry

    def write(self) -> None:
        """Inside the transaction of what they speak of. Errors as for `append_many`."""
        numbers = append_many(self._entries, by=self._by.username)
        for row, number in zip(self._rows, numbers, strict=True):
            row.entry_seq = number
            row.save(force_insert=True)


def _line_key(name: str) -> str:
    return sha256(f"made here:{name}".encode()).hexdigest()


def _with_key(log: Log, line_key: str) -> LogEntry | None:
    return LogEntry.objects.filter(
        system=log.system, log_ref_key=log.ref_key, line_key=line_key
    ).first()


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
    check_version(row, version)
    return row


def check_version(row: Log, version: int | None) -> None:
    """Raises Conflict when the log is no longer the version that the person saw."""
    if version is not None and row.version != version:
        raise Conflict(
            f"Somebody else changed log {row.ref} while you were writing. What you wrote is still in the form: "
            "look at what is new and send it again."
        )


def begin(
    log: Log, *, origin: str | None = None, version: int | None = None, closed: bool = False
) -> tuple[Log, LogEntry | None]:
    """The log, held for this transaction, and the entry that this origin made already, if it was sent before.

    A form that was sent twice must find its own entry before anybody asks for versions: the first time changed them.
    Raises LogError for a closed log (unless `closed`) or an origin that is no UUID, and as `locked` does.
    """
    if origin is not None:
        origin = check_origin(origin)
    row = locked(log)
    there = None if origin is None else _with_key(row, _line_key(origin))
    if there is None:
        if row.closed_at is not None and not closed:
            raise LogError(
                f"Log {row.ref} is closed. Open it again, with the reason, to write in it."
            )
        check_version(row, version)
    return row, there


def known_codes(opening_code: str, qualifiers: Sequence[str]) -> tuple[str, list[str]]:
    """The codes, each qualifier once. Raises LogError for one that the force doesn't have."""
    own = force()
    if opening_code and opening_code not in own.opening:
        raise LogError(
            f"{opening_code!r} is no opening code of this force. Choose one of the list."
        )
    for name in qualifiers:
        if name not in own.qualifiers:
            raise LogError(f"{name!r} is no qualifier of this force. Choose from the list.")
    return opening_code, list(dict.fromkeys(qualifiers))


def known_grade(code: str) -> str:
    """Raises LogError for a call grade that the force doesn't have."""
    if code and force().grade(code) is None:
        known = ", ".join(str(grade) for grade in force().grades)
        raise LogError(f"{code!r} is no call grade of this force. Choose one of: {known}.")
    return code
