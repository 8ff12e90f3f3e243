"""What audits bring to the finder's suggestions: readers' verdicts once they may be known, and the wall that keeps the
finder's words from whoever may still have to read the record.

Nothing goes the other way: no rate rests on what became of a suggestion.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.audit.models import (  # fmt: skip
    READ,
    Audit,
    Outcome,
    Phase,
    Reading,
    RecordKind,
    SampleItem,
    SecondCheck,
)
from onrecord.audit.planning.figures import GROUPS
from onrecord.audit.policies import BLIND, can_see_reading, can_settle, may_give
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.reading.sharing import unread
from onrecord.contact.models import Log
from onrecord.people.models import User
from onrecord.screening.fates.sources import Verdict

_TO_READ = (Phase.FIRST, Phase.SECOND, Phase.THIRD)
# Later readings go before earlier ones; a second reading that agrees says what the first does.
_ORDER = (Phase.FINAL, Phase.THIRD, Phase.FIRST)


def finished(audit: Audit) -> bool:
    """Whether every record of the sample is read and no second reading is outstanding.

    Until then no verdict is given out: the failures are read again first, so that what is settled early would make the
    finder look better than it is.
    """
    # A record behind the place where an audit was stopped early is not waited for.
    if unread(audit).exists():
        return False
    return not SecondCheck.objects.filter(item__audit=audit, state__in=BLIND).exists()


def released(log_ids: Sequence[int] | None, to: User | None) -> Iterator[Verdict]:
    """What readers found in logs of finished audits, of the reading that holds. See `screening.fates.sources.Verdicts`.

    `to`: without what the rule of blind second readings keeps from this person, log by log.
    """
    items = SampleItem.objects.filter(kind=RecordKind.LOG)
    if log_ids is not None:
        items = items.filter(log_id__in=log_ids)
    audits = Audit.objects.filter(pk__in=items.values("audit_id")).select_related("programme")
    for audit in audits:
        if not finished(audit):
            continue
        twice = programme_of(audit).second_reading.wanted
        of_audit = items.filter(audit=audit)
        checks = {c.item_id: c for c in SecondCheck.objects.filter(item__in=of_audit)}
        for reading in _holding(of_audit):
            check = checks.get(reading.item_id)
            if to is None or can_see_reading(to, reading, check, twice):
                yield _verdict(audit, reading)


def _holding(items: Any) -> list[Reading]:
    """The reading of each item that holds, where it was decided."""
    held: dict[int, Reading] = {}
    rows = Reading.objects.filter(item__in=items, current=True, phase__in=_ORDER)
    for reading in rows.select_related("item"):
        there = held.get(reading.item_id)
        if there is None or _ORDER.index(Phase(reading.phase)) < _ORDER.index(Phase(there.phase)):
            held[reading.item_id] = reading
    return [reading for reading in held.values() if reading.outcome == Outcome.DECIDED]


def _verdict(audit: Audit, reading: Reading) -> Verdict:
    log_id = reading.item.log_id
    if log_id is None:
        raise ValueError("a verdict is about a log")
    return Verdict(
        log_id,
        audit.name,
        reading.read_at,
        {group: getattr(reading, f"should_{group}") for group in GROUPS},
        {group: getattr(reading, f"recorded_{group}") for group in GROUPS},
    )


def kept_from(user: User, log: Log) -> str:
    """Why the finder's words about this log are kept from this person: they may still read it for an audit."""
    if can_settle(user):
        return ""
    items = SampleItem.objects.filter(log=log).select_related("audit__programme", "log")
    for item in items:
        if may_give(user, item) in _TO_READ and not _read_by(user, item):
            return (
                f"This log is in the sample of the audit “{item.audit.name}”, and you may still be its reader. What the "
                "finder says would guide you, so you see it when the record is read."
            )
    return ""


def _read_by(user: User, item: SampleItem) -> bool:
    return item.readings.filter(current=True, reader=user.get_username(), outcome__in=READ).exists()
