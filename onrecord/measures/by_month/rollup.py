"""Keeping the counted months in step with the record.

Counting a month of 180,000 logs takes a moment, and pages must not take moments: months are counted once and kept; the
ledger says which of them a later change touches, and those are counted anew. That is done at the end of each import, in the
import's own program, and by `onrecord figures` every night. What changes between is counted by the page itself while that is
quick; the rest waits for the next of the two, and the page says so.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from onrecord.contact.models import Log
from onrecord.ledger.actions import without_waiting
from onrecord.ledger.models import LedgerHead
from onrecord.measures import months
from onrecord.measures.by_month.touching import touched_months
from onrecord.measures.counting.count import tally_of
from onrecord.measures.counting.rows import together
from onrecord.measures.counting.tally import batched
from onrecord.measures.models import Cell, Counted, Kept, Spread
from onrecord.measures.registry import Measure, measure, measures
from onrecord.recording.models import Crime

Report = Callable[[int, int | None, str], None]
# Of a page: seconds that it may count, and how long a month that goes on moving is good enough.
PATIENCE = 0.5
GOOD_FOR = timedelta(minutes=5)
# Logs in a month that a page may count which was never counted.
MOST_LOGS = 20_000
# More changes than this, and everything is counted anew: of a page, and of the command.
FEW_CHANGES, MOST_CHANGES = 5_000, 500_000
AT_A_TIME = 5_000
# Months back from the newest record, so that one log of 1990 doesn't make 400 of them.
MOST_MONTHS = 60


@dataclass(frozen=True)
class Standing:
    """What is not counted yet, or no longer as it is, among the months asked for."""

    missing: list[date]
    stale: list[date]


def months_held() -> list[date]:
    """Every month of which there is anything to count, up to today's, oldest first; the newest `MOST_MONTHS`."""
    now = timezone.now()
    found = [*_ends(Log, "received_at"), *_ends(Crime, "recorded_at")]
    if not found:
        return []
    last = min(months.month_of(max(found)), months.month_of(now))
    first = max(months.month_of(min(found)), months.after(last, 1 - MOST_MONTHS))
    # An open investigation is open in each month until today's.
    if Crime.objects.exclude(state="").exists():
        last = months.month_of(now)
        first = max(first, months.after(last, 1 - MOST_MONTHS))
    return months.between(first, last)


def _ends(model: type[Log] | type[Crime], column: str) -> list[datetime]:
    """The first and the last time of a column. One question each: an index answers either at once, and both together not."""
    rows = model._default_manager.filter(**{f"{column}__isnull": False})
    return [
        at
        for order in (column, f"-{column}")
        for at in rows.order_by(order).values_list(column, flat=True)[:1]
    ]


def count_month(name: str, month: date, now: datetime | None = None) -> Counted:
    """Count one month of one measure and keep it in the place of what was counted before."""
    now = now or timezone.now()
    one = measure(name, month)
    size = ledger_size()
    began = time.monotonic()
    found = tally_of(one, month, now)
    took = time.monotonic() - began
    with transaction.atomic():
        old = Counted.objects.filter(measure=name, month=month)
        for model in (Kept, Cell, Spread):
            model._default_manager.filter(counted__in=old)._raw_delete(old.db)
        old.delete()
        row = Counted.objects.create(
            measure=name,
            version=one.version,
            month=month,
            counted_at=now,
            ledger_size=size,
            took_ms=round(1000 * took),
            unsaid=found.unsaid,
        )
        cells = {
            where: Cell(
                counted=row,
                department=where.department,
                team=where.team,
                route=where.route,
                kind=where.kind,
                moment=where.moment,
                n=cell.n,
                met=cell.met,
                any=cell.any,
            )
            for where, cell in found.cells.items()
        }
        Cell.objects.bulk_create(cells.values(), batch_size=2_000)
        Spread.objects.bulk_create(
            (
                Spread(
                    counted=row,
                    by=each.by,
                    value=each.value,
                    n=each.n,
                    waiting=each.waiting,
                    median=each.median,
                    low=each.low,
                    high=each.high,
                    tail=each.tail,
                )
                for each in found.spreads
            ),
            batch_size=2_000,
        )
        _keep(row, ((cells[where].pk, unit) for unit, where in found.kept.items()))
    return row


def _keep(row: Counted, units: Iterable[tuple[int, int]]) -> None:
    """Write (cell, record): tens of thousands a month, so without an object for each."""
    table = connection.ops.quote_name(Kept._meta.db_table)
    sql = f"INSERT INTO {table} (counted_id, cell_id, unit) VALUES (%s, %s, %s)"  # noqa: S608 -- no foreign text
    with connection.cursor() as cursor:
        for some in batched(((row.pk, cell, unit) for cell, unit in units), AT_A_TIME):
            cursor.executemany(sql, some)


def standing(
    name: str,
    wanted: list[date],
    now: datetime | None = None,
    *,
    most: int = FEW_CHANGES,
    known: dict[int, frozenset[date]] | None = None,
) -> Standing:
    """Which of the months must be counted, and which counted anew.

    `most`: changes that are looked through. `known`: what was found for other measures since the same size of the ledger.
    """
    now = now or timezone.now()
    held = {row.month: row for row in Counted.objects.filter(measure=name, month__in=wanted)}
    size = ledger_size()
    since = min((row.ledger_size for row in held.values()), default=size)
    known = {} if known is None else known
    if size - since <= most and since not in known:
        known[since] = touched_months(since, size, months.month_of(now))
    changed = known.get(since)
    stale = []
    for month, row in held.items():
        one = measure(name, month)
        moving = months.bounds(month)[1] + timedelta(hours=one.within_hours) > row.counted_at
        grown = row.ledger_size < size and (changed is None or month in changed)
        if row.version != one.version or grown or (moving and now - row.counted_at > GOOD_FOR):
            stale.append(month)
    return Standing([month for month in wanted if month not in held], sorted(stale))


def refresh(
    names: Iterable[str] | None = None, *, again: bool = False, report: Report | None = None
) -> int:
    """Count every month that is missing or no longer as it is, or (`again`) every month; returns how many were counted."""
    wanted = months_held()
    chosen = list(names) if names is not None else [each.id for each in measures()]
    size = ledger_size()
    todo: list[tuple[str, date]] = []
    known: dict[int, frozenset[date]] = {}
    for name in chosen:
        now = standing(name, wanted, most=MOST_CHANGES, known=known)
        todo += [(name, month) for month in (wanted if again else [*now.stale, *now.missing])]
    # Month by month, so that what several measures share is read once.
    todo.sort(key=lambda each: (each[1], chosen.index(each[0])))
    done = 0
    for _, same in groupby(todo, key=lambda each: each[1]):
        with together():
            for name, month in same:
                if report:
                    report(done, len(todo), "counting the months")
                count_month(name, month)
                done += 1
    # Everything is now as the ledger said at the beginning: what was looked through needn't be again.
    Counted.objects.filter(measure__in=chosen, ledger_size__lt=size).update(ledger_size=size)
    if report and todo:
        report(len(todo), len(todo), "counting the months")
    return len(todo)


def count_now(names: Iterable[str], wanted: list[date]) -> int:
    """Count these months where they are missing or no longer as they are, however long it takes; returns how many were."""
    todo = [
        (name, month)
        for name in names
        for left in [standing(name, wanted)]
        for month in (*left.missing, *left.stale)
    ]
    for name, month in todo:
        count_month(name, month)
    return len(todo)


def refresh_a_little(one: Measure, wanted: list[date], patience: float | None = None) -> Standing:
    """For a page: count what is missing or stale, newest month first, while that takes a moment and nobody else writes.
    Returns what is left."""
    patience = PATIENCE if patience is None else patience
    began = time.monotonic()
    now = timezone.now()
    left = standing(one.id, wanted, now)
    done: set[date] = set()
    todo = _quick(one, left, now, patience)
    if not todo:
        return left
    try:
        with without_waiting():
            for month, seconds in todo:
                # Begin nothing that won't be done in time.
                if time.monotonic() - began + seconds > patience:
                    break
                count_month(one.id, month, now)
                done.add(month)
    except OperationalError:
        # Somebody writes, an import perhaps: the page shows what was counted and says when.
        return standing(one.id, wanted, now)
    return Standing(
        [month for month in left.missing if month not in done],
        [month for month in left.stale if month not in done],
    )


def _quick(
    one: Measure, left: Standing, now: datetime, patience: float
) -> list[tuple[date, float]]:
    """The months that a page may count, newest first, each with the seconds that it should take."""
    stale = Counted.objects.filter(
        measure=one.id, month__in=left.stale, counted_at__lte=now - GOOD_FOR
    )
    found = [(row.month, row.took_ms / 1000) for row in stale]
    for month in left.missing:
        start, end = months.bounds(month)
        logs = Log.objects.filter(received_at__gte=start, received_at__lt=end)
        if logs.order_by().values("pk")[: MOST_LOGS + 1].count() <= MOST_LOGS:
            found.append((month, 0.1))
    return sorted((each for each in found if each[1] <= patience), reverse=True)


def ledger_size() -> int:
    return LedgerHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0
