"""What may happen to the schedule; each change with its ledger entry, in one transaction.

suspend(slug=, by=, why=, day=)      from this day no audit of the programme is expected
resume(slug=, by=, why=, day=)
give_reason(slug=, by=, period=, why=)   why a period has no audit: the gap stays visible, with its reason
set_hours(reader=, by=, hours=)      a reader's hours a week
"""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from onrecord.audit.errors import AuditError
from onrecord.audit.programmes.kept import current
from onrecord.audit.schedule.content import (
    hours_content,
    hours_subject,
    mark_content,
    mark_subject,
)
from onrecord.audit.schedule.models import MarkKind, ReaderHours, ScheduleMark
from onrecord.audit.schedule.periods import EVERY, period_of
from onrecord.audit.schedule.policies import check_can_keep_schedule
from onrecord.audit.schedule.runs import is_suspended
from onrecord.ledger.actions import append
from onrecord.people.models import User

MOST_WORDS = 500
# Nobody reads longer than this in a week.
MOST_HOURS = 60


def suspend(*, slug: str, by: User, why: str, day: date | None = None) -> ScheduleMark:
    """Suspend a programme's audits, with the reason. Its periods without an audit stay on the page as suspended."""
    return _mark(slug, by, MarkKind.SUSPENDED, why, day)


def resume(*, slug: str, by: User, why: str, day: date | None = None) -> ScheduleMark:
    """Take a suspended programme up again."""
    return _mark(slug, by, MarkKind.RESUMED, why, day)


def _mark(slug: str, by: User, kind: MarkKind, why: str, day: date | None) -> ScheduleMark:
    check_can_keep_schedule(by)
    current(slug)
    day = day or timezone.localdate()
    with transaction.atomic():
        marks = list(ScheduleMark.objects.select_for_update().filter(slug=slug))
        if marks and day < max((m.day for m in marks if m.kind != MarkKind.REASON), default=day):
            raise AuditError(
                "Something later was written about this programme. Choose a later day."
            )
        if is_suspended(marks, day) == (kind == MarkKind.SUSPENDED):
            raise AuditError(
                "It is suspended already." if kind == MarkKind.SUSPENDED else "It is not suspended."
            )
        return _keep(ScheduleMark(slug=slug, kind=kind, day=day, why=_words(why)), by)


def give_reason(*, slug: str, by: User, period: str, why: str) -> ScheduleMark:
    """Write why a period has no audit. `period` as the page names it: "monthly 2026-10-01"."""
    check_can_keep_schedule(by)
    current(slug)
    every, _, day = period.partition(" ")
    try:
        found = period_of(every, date.fromisoformat(day)) if every in EVERY else None
    except ValueError:
        found = None
    if found is None or found.key != period or found.end > timezone.localdate():
        raise AuditError("Choose a period that is over, as the page names it.")
    with transaction.atomic():
        mark = ScheduleMark(
            slug=slug, kind=MarkKind.REASON, day=found.start, period=found.key, why=_words(why)
        )
        return _keep(mark, by)


def set_hours(*, reader: User, by: User, hours: Decimal) -> ReaderHours:
    """How many hours a week somebody reads; 0 for none."""
    check_can_keep_schedule(by)
    if not 0 <= hours <= MOST_HOURS:
        raise AuditError(f"Write hours a week from 0 to {MOST_HOURS}.")
    minutes = round(hours * 60)
    with transaction.atomic():
        row = ReaderHours.objects.select_for_update().filter(reader=reader.username).first()
        if row is None:
            row = ReaderHours(reader=reader.username, version=0)
        elif row.minutes_a_week == minutes:
            return row
        row.minutes_a_week, row.version = minutes, row.version + 1
        row.entry_seq = append(
            kind="reader.hours", subject=hours_subject(row), body=hours_content(row), by=by.username
        )
        row.save()
        return row


def _keep(mark: ScheduleMark, by: User) -> ScheduleMark:
    mark.made_by, mark.made_at = by.username, timezone.now()
    mark.entry_seq = append(
        kind="schedule.marked", subject=mark_subject(mark), body=mark_content(mark), by=by.username
    )
    mark.save(force_insert=True)
    return mark


def _words(why: str) -> str:
    text = why.replace("\0", "").strip()
    if not text:
        raise AuditError(
            "Give the reason: a gap that nobody explains looks like one that nobody saw."
        )
    if len(text) > MOST_WORDS:
        raise AuditError(f"Shorten the reason to {MOST_WORDS} letters.")
    return text
