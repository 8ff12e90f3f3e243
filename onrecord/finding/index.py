"""Keeping the index in step with the record: it reads the ledger.

Every change of a record is a ledger entry, in the order in which changes were made final, and erasures are, too. So the
index keeps one number, the entry up to which it has read, and catches up from there: after an import in sets, after a
change on a page, and before a search. Imports pay nothing inside their transaction, a killed program leaves no half
index, and what can't be found yet is a number that the page shows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.models import Max

from onrecord.finding import spelling, store
from onrecord.finding.asking import Question, Term
from onrecord.finding.crime_documents import crime_documents, incident_documents
from onrecord.finding.documents import Found, log_documents, words_in
from onrecord.finding.marks import DAY
from onrecord.finding.models import Document, Kind, Progress, document_id
from onrecord.finding.touched import MODELS, batched, touched
from onrecord.ledger.actions import without_waiting
from onrecord.ledger.models import LedgerEntry, LedgerHead

Report = Callable[[int, int | None, str], None]
# Of the folding and of the documents: raise it when either changes.
LAYOUT = 1
# Ledger entries, and records, that are read in one transaction.
BATCH = 5_000
RECORDS = 2_000
_READ: Mapping[Kind, Callable[[Sequence[int], int], Found]] = {
    Kind.LOG: log_documents,
    Kind.CRIME: crime_documents,
    Kind.INCIDENT: incident_documents,
}
# In which order an index is made anew.
_READINGS = {"logs": Kind.LOG, "crimes": Kind.CRIME, "incidents": Kind.INCIDENT}
# A new index over more than this is filled record by record instead of entry by entry.
_MANY = 20_000


@dataclass(frozen=True)
class Standing:
    """How far the index is. `behind`: entries of the ledger that can't be found yet. `building`: it is being made anew,
    and `done` of `total` records have been read."""

    behind: int
    building: bool = False
    done: int = 0
    total: int = 0

    @property
    def complete(self) -> bool:
        return not (self.behind or self.building)


def standing() -> Standing:
    """How far the index is, without changing anything."""
    row = Progress.objects.filter(pk=1).first()
    size = _ledger_size()
    if row is None:
        return Standing(size)
    if row.layout != LAYOUT or row.reading:
        kinds = list(_READINGS)
        before = kinds[: kinds.index(row.reading)] if row.reading else []
        done = row.reading_upto + sum(_last(_READINGS[name]) for name in before)
        return Standing(max(0, size - row.upto), True, done, sum(map(_last, MODELS)))
    return Standing(max(0, size - row.upto))


def doctors_finding() -> tuple[bool, str]:
    """For `onrecord doctor`: whether all is well, and a sentence."""
    now = standing()
    if now.building:
        return False, "The index of the search is not complete: run `onrecord find`."
    if now.behind > _MANY:
        return False, f"The search has {now.behind:,} changes to read: run `onrecord find`."
    return True, f"The search has {now.behind:,} changes to read; the next search reads them."


def _last(kind: Kind) -> int:
    """The highest id: about how many there are to read."""
    return MODELS[kind].objects.aggregate(last=Max("id"))["last"] or 0


def _ledger_size() -> int:
    return LedgerHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def catch_up(report: Report | None = None) -> int:
    """Read all that the index has not read yet; returns how many documents were written. May be interrupted at any time
    and goes on where it was."""
    written = 0
    known: set[str] = set()
    first = standing()
    if _is_new():
        rebuild_from_start()
    while True:
        with transaction.atomic():
            row = _locked()
            more, count = _step(row, known)
        written += count
        if report:
            now = standing()
            if now.building:
                report(min(now.done, now.total), now.total, "making the index of the search")
            else:
                report(first.behind - now.behind, first.behind, "bringing the search up to date")
        if not more:
            break
    if row.residue and store.clear_residue():
        Progress.objects.filter(pk=1).update(residue=False)
        if connection.vendor == "sqlite":
            transaction.on_commit(lambda: _pragma("wal_checkpoint(TRUNCATE)"))
    return written


def _pragma(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")


def catch_up_a_little(most: int = 2_000) -> Standing:
    """Read at most so many entries of the ledger, unless others are writing: for a page, which can't wait."""
    now = standing()
    if now.building or not now.behind:
        return now
    try:
        with without_waiting(), transaction.atomic():
            row = _locked()
            if row.layout == LAYOUT and not row.reading:
                _step(row, set(), most)
    except OperationalError:
        return now  # a long import, perhaps; what is missing is said on the page
    return standing()


def rebuild_from_start() -> None:
    """Begin the index anew; `catch_up` then fills it."""
    with transaction.atomic():
        row = _locked()
        store.empty()
        spelling.forget_all()
        row.upto, row.layout = _ledger_size(), LAYOUT
        row.reading, row.reading_upto = next(iter(_READINGS)), 0
        row.first_day = row.last_day = 0
        row.save()


def _is_new() -> bool:
    """Whether there is no index yet, or one that another version made, and too much to read it entry by entry."""
    row = Progress.objects.filter(pk=1).first()
    if row is None or row.layout == 0:
        return _ledger_size() > _MANY
    return row.layout != LAYOUT


def _locked() -> Progress:
    Progress.objects.bulk_create([Progress(pk=1, layout=LAYOUT)], ignore_conflicts=True)
    return Progress.objects.select_for_update().get(pk=1)


def _step(row: Progress, known: set[str], most: int = BATCH) -> tuple[bool, int]:
    """One batch, inside the caller's transaction: whether there is more, and how many documents were written."""
    if row.reading:
        return True, _read_records(row, known)
    size = _ledger_size()
    until = min(size, row.upto + most)
    if until <= row.upto:
        return False, 0
    entries = list(
        LedgerEntry.objects.filter(seq__gte=row.upto, seq__lt=until).values_list(
            "seq", "kind", "subject"
        )
    )
    records, erased = touched(entries)
    if erased:
        row.residue = True
        if connection.vendor == "sqlite":
            _pragma("secure_delete = ON")
    count = 0
    for kind, last in records.items():
        for ids in batched(_stale(last, kind)):
            count += _put(row, _READ[kind](ids, size), _documents_of(kind, ids), known)
    row.upto = until
    row.save()
    return until < size, count


def _read_records(row: Progress, known: set[str]) -> int:
    """One batch of an index that is made anew."""
    kind = _READINGS[row.reading]
    rows = MODELS[kind].objects.filter(id__gt=row.reading_upto).order_by("id")
    ids = list(rows.values_list("id", flat=True)[:RECORDS])
    count = 0
    if ids:
        count = _put(row, _READ[kind](ids, row.upto), (), known)
        row.reading_upto = ids[-1]
    else:
        rest = list(_READINGS)[list(_READINGS).index(row.reading) + 1 :]
        row.reading, row.reading_upto = (rest[0] if rest else ""), 0
        if not rest:
            store.finish()
    row.save()
    return count


def _stale(last: dict[int, int], kind: Kind) -> list[int]:
    """Those whose document is older than the entry that speaks of them."""
    stale = []
    for ids in batched(last):
        numbers = {document_id(kind, number): number for number in ids}
        held = dict(Document.objects.filter(id__in=numbers).values_list("id", "upto"))
        stale += [one for number, one in numbers.items() if held.get(number, -1) <= last[one]]
    return stale


def _documents_of(kind: Kind, ids: Sequence[int]) -> list[int]:
    """The documents that records and what belongs to them have already."""
    numbers = [document_id(kind, number) for number in ids]
    there = list(Document.objects.filter(id__in=numbers).values_list("id", flat=True))
    if there:
        there += Document.objects.filter(owner__in=there).values_list("id", flat=True)
    return there


def _put(row: Progress, found: Found, there: Sequence[int], known: set[str]) -> int:
    before: set[str] = set()
    for some in batched(there, 500):
        before.update(*store.words_of(some).values())
    store.write(found.entries, there)
    now = set(words_in(found.entries))
    spelling.remember(now - known, found.names)
    known |= now
    if len(known) > 500_000:
        known.clear()
    for word in before - now:
        if word.isalpha() and not _occurs(word):
            spelling.forget(word)
            known.discard(word)
    days = [entry.at // DAY for entry in found.entries if entry.at >= DAY]
    if days:
        row.first_day = min(row.first_day or days[0], *days)
        row.last_day = max(row.last_day, *days)
    return len(found.entries)


def _occurs(word: str) -> bool:
    wanted = store.Wanted(Question(((Term((word,)),),)))
    return bool(store.match(wanted, 1, 60.0))
