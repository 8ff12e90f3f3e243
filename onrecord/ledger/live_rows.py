"""The check of the rows that the ledger vouches for: each is what its entry says, and the newest entry of each has its row."""

from collections.abc import Callable, Iterator

from django.db.models import Max, Min

from onrecord.ledger import ranges
from onrecord.ledger.checker import Problem
from onrecord.ledger.judge import Report
from onrecord.ledger.models import LedgerEntry, LedgerErasure
from onrecord.ledger.records import RecordSource, sources

Progress = Callable[[int, int | None, str], None]


def counter(tasks: int, total: int, what: str, progress: Progress | None) -> Callable[[], None]:
    """To be called as each of the tasks ends: tells how much of the total is done."""
    finished = 0

    def done() -> None:
        nonlocal finished
        finished += 1
        if progress:
            progress(total * finished // tasks, total, what)

    return done


def check_sources(run: ranges.Run, size: int, report: Report, progress: Progress | None) -> None:
    """Each row is what its entry says; the newest entry of each subject has its row."""
    seen = bytearray(size)  # entries that a row points to; a kind of entry belongs to one table
    for source in sources():
        _check_rows(run, source, size, seen, report, progress)
    for source, seq, subject in _without_row(size, seen):
        sentence = f"The {source.name} {subject} is missing from the database, or stands there in an older version: its newest entry is {seq}."
        report.add([Problem("record", seq, seq, sentence)])


def _check_rows(
    run: ranges.Run,
    source: RecordSource,
    size: int,
    seen: bytearray,
    report: Report,
    progress: Progress | None,
) -> None:
    span = source.model._default_manager.aggregate(low=Min("pk"), high=Max("pk"))
    if span["low"] is None:
        return
    end = span["high"] + 1
    tasks: list[ranges.Task] = [
        (ranges.check_records, (source.name, at, min(end, at + ranges.RANGE), size))
        for at in range(span["low"], end, ranges.RANGE)
    ]
    what = f"holding each {source.name} against its entry"
    for part in run(tasks, counter(len(tasks), end - span["low"], what, progress)):
        report.records += part.count
        report.add(part.problems, part.problem_count)
        for seq in part.seqs:
            if seen[seq]:
                sentence = f"Two rows point to entry {seq}: one {source.name} stands in the database twice."
                report.add([Problem("record", seq, seq, sentence)])
            seen[seq] = 1


def _without_row(size: int, seen: bytearray) -> Iterator[tuple[RecordSource, int, str]]:
    """Tables and subjects whose newest entry no row points to, unless it was erased."""
    told: set[int] = set()
    for source, unseen in _without_pointer(size, seen):
        for at in range(0, len(unseen), 500):
            batch = unseen[at : at + 500]
            missing = dict(batch)
            if source.versions:
                newest = (
                    LedgerEntry.objects.filter(
                        kind__in=source.kinds, subject__in={subject for _, subject in batch}
                    )
                    .order_by()
                    .values_list("subject")
                    .annotate(newest=Max("seq"))
                )
                missing = {seq: subject for subject, seq in newest if seq < size and not seen[seq]}
            for seq, subject in _not_erased(missing):
                if seq not in told:
                    told.add(seq)
                    yield source, seq, subject


def _without_pointer(
    size: int, seen: bytearray
) -> Iterator[tuple[RecordSource, list[tuple[int, str]]]]:
    """Entries about rows that no row points to, by table, a range at a time; ranges without any are not read again."""
    table = {kind: source for source in sources() for kind in source.kinds}
    for first in range(0, size, ranges.RANGE):
        end = min(size, first + ranges.RANGE)
        if not seen.count(0, first, end):
            continue
        unseen: dict[str, list[tuple[int, str]]] = {}
        entries = LedgerEntry.objects.filter(seq__gte=first, seq__lt=end, kind__in=table)
        for seq, kind, subject in entries.order_by("seq").values_list("seq", "kind", "subject"):
            if not seen[seq] and subject.startswith(table[kind].begins):
                unseen.setdefault(table[kind].name, []).append((seq, subject))
        for source in sources():
            if source.name in unseen:
                yield source, unseen[source.name]


def _not_erased(missing: dict[int, str]) -> list[tuple[int, str]]:
    erased = set(LedgerErasure.objects.filter(seq__in=missing).values_list("seq", flat=True))
    return [(seq, missing[seq]) for seq in sorted(missing.keys() - erased)]
