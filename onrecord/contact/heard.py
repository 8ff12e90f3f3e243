"""When any part of the force first heard of what a log is about, and from what that is known.

The 24 hours run from there (Crime Recording Rules 2026/27, p. 10), whoever was told and by whatever route. An officer may
have been told in the street before a call opened the log: then an account in the log was given before the log's own first
report, or a decision about it says so. Contact stands below the decisions, so whoever keeps such times registers here (in
its AppConfig.ready).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from onrecord.contact.models import EntryKind, Log, LogEntry


@dataclass(frozen=True)
class Heard:
    """The first report to the force: when, and in words what counts as it. `earlier`: before the log's own report."""

    at: datetime
    words: str
    earlier: bool = False


@dataclass(frozen=True)
class Told:
    """First reports that another app keeps. `when`: of these log ids, the earliest moment that it knows of. `before`: a
    condition on logs, that it knows of a moment before this one. `words`: what counts as first report then."""

    when: Callable[[Sequence[int]], Mapping[int, datetime]]
    before: Callable[[datetime], Q]
    words: str


_registered: dict[str, Told] = {}


def register(name: str, told: Told) -> None:
    """Have these times start the clock where they are the earliest. Registering a name again replaces it."""
    _registered[name] = told


def first_heard(logs: Iterable[Log]) -> dict[int, Heard]:
    """The first report to any part of the force of each log, by its number."""
    rows = list(logs)
    found = {row.pk: Heard(row.received_at, row.first_report) for row in rows}
    for pk, heard in _in_accounts(rows).items():
        if heard.at < found[pk].at:
            found[pk] = heard
    for told in _registered.values():
        for pk, at in told.when([row.pk for row in rows]).items():
            if at < found[pk].at:
                found[pk] = Heard(at, told.words, earlier=True)
    return found


def heard_before(moment: datetime) -> Q:
    """The logs of which any part of the force had heard before this moment, as a condition for lists."""
    accounts = LogEntry.objects.filter(
        log_ref_key=OuterRef("ref_key"),
        system=OuterRef("system"),
        kind=EntryKind.ACCOUNT,
        entered_at__lt=moment,
    )
    found = Q(received_at__lt=moment) | Q(Exists(accounts))
    for told in _registered.values():
        found |= told.before(moment)
    return found


def _in_accounts(rows: Sequence[Log]) -> dict[int, Heard]:
    """The earliest account in each of the logs that has one."""
    by_key = {(row.system, row.ref_key): row.pk for row in rows}
    entries = LogEntry.objects.filter(
        kind=EntryKind.ACCOUNT, log_ref_key__in={key for _, key in by_key}
    )
    found: dict[int, Heard] = {}
    for entry in entries.order_by("-entered_at").only(
        "system", "log_ref_key", "entered_at", "detail"
    ):
        pk = by_key.get((entry.system, entry.log_ref_key))
        if pk is not None:
            who = str((entry.detail or {}).get("who", ""))
            words = f"an account in this log: {who}" if who else "an account in this log"
            found[pk] = Heard(entry.entered_at, words, earlier=True)
    return found
