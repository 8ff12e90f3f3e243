"""What was counted of hidden crimes, kept: half a year of a large force is read once, and again only when the ledger says that one of
its months was touched. Like the counted months of figures (decision 63) it is derived and no evidence."""

import hashlib
import json
from dataclasses import asdict
from datetime import date

from django.db import DatabaseError, transaction
from django.utils import timezone

from onrecord.boards.hidden import Counted, counted, kinds, non_crime_records
from onrecord.boards.models import HiddenCount
from onrecord.ledger.queries import ledger_size
from onrecord.measures import months
from onrecord.measures.by_month.rollup import FEW_CHANGES
from onrecord.measures.by_month.touching import touched_months

_NUMBERS = ("reports", "closed", "without", "recorded", "timed", "in_time")


def kept_counts(since: date, until: date) -> list[Counted]:
    """As `hidden.counted`, from what was kept where nothing of these months has changed since."""
    size, sort = ledger_size(), _sort()
    row = HiddenCount.objects.filter(since=since, until=until, sort=sort).first()
    if row is not None and _still_holds(row, size):
        if row.ledger_size != size:
            HiddenCount.objects.filter(pk=row.pk, ledger_size__lt=size).update(ledger_size=size)
        return _made(row)
    found = counted(since, until)
    numbers = {each.kind.code: {name: getattr(each, name) for name in _NUMBERS} for each in found}
    values = {"ledger_size": size, "counted_at": timezone.now(), "numbers": numbers}
    try:
        with transaction.atomic():
            HiddenCount.objects.update_or_create(
                since=since, until=until, sort=sort, defaults=values
            )
    except DatabaseError:
        # Somebody else keeps the same, or the store can't be written to: the page has its numbers.
        pass
    return found


def _still_holds(row: HiddenCount, size: int) -> bool:
    if row.ledger_size == size:
        return True
    if not 0 < size - row.ledger_size <= FEW_CHANGES:
        return False
    running = months.month_of(timezone.now())
    changed = touched_months(row.ledger_size, size, running, crimes_of_logs=True)
    return not changed & set(months.between(row.since, row.until))


def _made(row: HiddenCount) -> list[Counted]:
    """Non-crime records are few, and are counted each time: no month says that one was touched."""
    of_kind = non_crime_records(row.since, row.until)
    return [
        Counted(
            kind,
            row.since,
            row.until,
            **row.numbers[kind.code],
            non_crime=of_kind.get(kind.non_crime, 0) if kind.non_crime else None,
        )
        for kind in kinds()
    ]


def _sort() -> str:
    """A hash of what the kinds are: with other words other crimes are counted."""
    text = json.dumps([asdict(each) for each in kinds()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
