"""Work out the suspects: for all logs, or for those that an import touched.

What is written here can be worked out again at any time from the logs, the crimes and the rules, so it has no ledger
entry of its own.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from onrecord.contact.models import LinkState, Log
from onrecord.contact.queries import start_of
from onrecord.screening.facts import FactReader, Seen, batched, between, late_logs
from onrecord.screening.models import Suspect
from onrecord.screening.rules.engine import RuleBook, load_rules, score, total

BATCH = 2_000
Progress = Callable[[int, int | None, str], None]
_COLUMNS = (
    "log_id",
    "score",
    "reasons",
    "rule",
    "received_at",
    "ref",
    "department",
    "rules_version",
)


def _rows(seen: Iterable[Seen], book: RuleBook) -> list[tuple[Any, ...]]:
    """The rows of Suspect for those of the logs that have a reason."""
    time_of, found = connection.ops.adapt_datetimefield_value, []
    for one in seen:
        reasons = score(one.facts, book)
        if reasons:
            told = json.dumps([reason.as_dict() for reason in reasons], ensure_ascii=False)
            found.append(
                (
                    one.log_id,
                    total(reasons),
                    told,
                    reasons[0].rule,
                    time_of(one.received_at),
                    one.ref,
                    one.department,
                    book.version,
                )
            )
    return found


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    json_value = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    values = ", ".join(json_value if name == "reasons" else "%s" for name in _COLUMNS)
    # The table's name and columns are the program's own; no value is part of the statement.
    sql = f"INSERT INTO {Suspect._meta.db_table} ({', '.join(_COLUMNS)}) VALUES ({values})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def screen_all(progress: Progress | None = None) -> int:
    """Work out the suspects anew for every log; returns how many there are.

    Reads the logs in batches by id and rewrites each batch's suspects at once, so memory stays small and whoever looks
    meanwhile sees whole batches. `progress(done, total, what)` is called after each batch.
    """
    book, reader = load_rules(), FactReader()
    minutes = late_logs()
    late = list(minutes)
    count = Log.objects.exclude(link_state=LinkState.LINKED).count() + len(late)
    done, last, found = 0, 0, 0
    while True:
        batch = reader.unlinked(last, BATCH)
        upto = batch[-1].log_id if batch else None
        wanted = between(late, last, upto)
        rows = _rows(batch, book)
        for some in batched(wanted, BATCH):
            rows += _rows(reader.late({log_id: minutes[log_id] for log_id in some}), book)
        stale = Suspect.objects.filter(log_id__gt=last)
        with transaction.atomic():
            (stale if upto is None else stale.filter(log_id__lte=upto)).delete()
            _insert(rows)
        found += len(rows)
        done += len(batch) + len(wanted)
        if progress:
            progress(done, count, "looking for suspects")
        if upto is None:
            return found
        last = upto


def screen_logs(ids: Iterable[int]) -> int:
    """Work out the suspects anew for these logs only, after a daily import; returns how many of them are suspects."""
    book, reader, found = load_rules(), FactReader(), 0
    for some in batched(sorted(set(ids)), BATCH):
        rows = _rows(reader.these(some), book)
        with transaction.atomic():
            Suspect.objects.filter(log_id__in=some).delete()
            _insert(rows)
        found += len(rows)
    return found


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep looked at: logs closed on the day, and how many of them are suspects now."""

    day: date
    closed: int
    suspects: int


def sweep(day: date) -> Swept:
    """Work out the suspects anew for every log closed on one day, so that a miss is seen within 24 hours.

    A log may have got its crime, or new words, since it was last looked at.
    """
    closed = Log.objects.filter(
        closed_at__gte=start_of(day), closed_at__lt=start_of(day + timedelta(days=1))
    )
    ids = list(closed.values_list("id", flat=True))
    return Swept(day, len(ids), screen_logs(ids))
