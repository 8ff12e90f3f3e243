"""Work out the suspects: for all logs, or for those that an import touched.

What is written here can be worked out again at any time from the logs, the crimes and the rules, so it has no ledger
entry of its own.
"""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import QuerySet

from onrecord.contact.models import Log
from onrecord.screening.facts import FactReader, may_be_suspect
from onrecord.screening.models import Suspect
from onrecord.screening.rules.engine import RuleBook, load_rules, score, total

BATCH = 2_000
Progress = Callable[[int, int | None, str], None]


def _suspects_of(logs: QuerySet[Log], reader: FactReader, book: RuleBook) -> list[Suspect]:
    found = []
    for seen in reader.read(logs):
        reasons = score(seen.facts, book)
        if reasons:
            found.append(
                Suspect(
                    log_id=seen.log_id,
                    score=total(reasons),
                    reasons=[reason.as_dict() for reason in reasons],
                    rule=reasons[0].rule,
                    received_at=seen.received_at,
                    ref=seen.ref,
                    department=seen.department,
                    rules_version=book.version,
                )
            )
    return found


def screen_all(progress: Progress | None = None) -> int:
    """Work out the suspects anew for every log; returns how many there are.

    Reads the logs in batches by id and rewrites each batch's suspects at once, so memory stays small and whoever looks
    meanwhile sees whole batches. `progress(done, total, what)` is called after each batch.
    """
    book, reader = load_rules(), FactReader()
    waiting = Log.objects.filter(may_be_suspect()).order_by("id")
    count, done, last, found = waiting.count(), 0, 0, 0
    while True:
        ids = list(waiting.filter(id__gt=last).values_list("id", flat=True)[:BATCH])
        upto = ids[-1] if ids else None
        logs = waiting.filter(id__gt=last, id__lte=upto) if ids else Log.objects.none()
        fresh = _suspects_of(logs, reader, book)
        stale = Suspect.objects.filter(log_id__gt=last)
        with transaction.atomic():
            (stale.filter(log_id__lte=upto) if ids else stale).delete()
            Suspect.objects.bulk_create(fresh, batch_size=500)
        found += len(fresh)
        done += len(ids)
        if progress:
            progress(done, count, "looking for suspects")
        if upto is None:
            return found
        last = upto


def screen_logs(ids: Iterable[int]) -> int:
    """Work out the suspects anew for these logs only, after a daily import; returns how many of them are suspects."""
    book, reader, found = load_rules(), FactReader(), 0
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        fresh = _suspects_of(Log.objects.filter(may_be_suspect(), id__in=some), reader, book)
        with transaction.atomic():
            Suspect.objects.filter(log_id__in=some).delete()
            Suspect.objects.bulk_create(fresh, batch_size=500)
        found += len(fresh)
    return found
