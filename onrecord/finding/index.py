"""Keeping the index in step with the record: it reads the ledger.

Every change of a record is a ledger entry, in the order in which changes were made final, and erasures are, too. So the
index keeps one number, the entry up to which it has read, and catches up from there: after an import in sets, after a
change on a page, and before a search. Imports pay nothing inside their transaction, a killed program leaves no half
index, and what can't be found yet is a number that the page shows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import Max

from onrecord.contact.models import Log
from onrecord.contact.references import reference_key
from onrecord.finding import spelling, store
from onrecord.finding.asking import Question, Term
from onrecord.finding.documents import DAY, Found, crime_documents, log_documents, words_in
from onrecord.finding.models import KINDS, Document, Kind, Progress
from onrecord.ledger.actions import ERASED, without_waiting
from onrecord.ledger.models import LedgerEntry, LedgerHead
from onrecord.recording.models import Crime, CrimeLog

T = TypeVar("T")
Report = Callable[[int, int | None, str], None]
# Of the folding and of the documents: raise it when either changes.
LAYOUT = 1
# Ledger entries, and records, that are read in one transaction.
BATCH = 5_000
RECORDS = 2_000
_READINGS = ("logs", "crimes")
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
        done = row.reading_upto
        if row.reading == "crimes":
            done += Log.objects.aggregate(last=Max("id"))["last"] or 0
        return Standing(max(0, size - row.upto), True, done, _records())
    return Standing(max(0, size - row.upto))


def _records() -> int:
    """About how many there are to read, by the highest ids."""
    return sum(model.objects.aggregate(last=Max("id"))["last"] or 0 for model in (Log, Crime))


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
        row.reading, row.reading_upto = _READINGS[0], 0
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
    logs, crimes, erased = _touched(entries)
    if erased:
        row.residue = True
        if connection.vendor == "sqlite":
            _pragma("secure_delete = ON")
    count = 0
    for ids in _batched(_stale(logs, Kind.LOG)):
        count += _write(row, log_documents(ids, size), ids, Kind.LOG, known)
    for ids in _batched(_stale(crimes, Kind.CRIME)):
        count += _write(row, crime_documents(ids, size), ids, Kind.CRIME, known)
    row.upto = until
    row.save()
    return until < size, count


def _read_records(row: Progress, known: set[str]) -> int:
    """One batch of an index that is made anew."""
    model = Log if row.reading == "logs" else Crime
    ids = list(
        model.objects.filter(id__gt=row.reading_upto)
        .order_by("id")
        .values_list("id", flat=True)[:RECORDS]
    )
    count = 0
    if ids:
        upto = row.upto
        if row.reading == "logs":
            count = _put(row, log_documents(ids, upto), (), known)
        else:
            count = _put(row, crime_documents(ids, upto), (), known)
        row.reading_upto = ids[-1]
    elif row.reading == _READINGS[-1]:
        row.reading, row.reading_upto = "", 0
        store.finish()
    else:
        row.reading, row.reading_upto = _READINGS[1], 0
    row.save()
    return count


def _touched(
    entries: Sequence[tuple[int, str, str]],
) -> tuple[dict[int, int], dict[int, int], bool]:
    """Ids of the logs and crimes that ledger entries speak of, each with the last entry; whether anything was erased."""
    logs: dict[tuple[str | None, str], int] = {}
    crimes: dict[tuple[str | None, str], int] = {}
    # Of these the links to crimes may be new, and with them who may find the crimes.
    whole: set[tuple[str | None, str]] = set()
    systems = list(Log.objects.order_by().values_list("system", flat=True).distinct())
    crime_systems = list(Crime.objects.order_by().values_list("system", flat=True).distinct())
    erased = False
    for seq, kind, subject in entries:
        erased = erased or kind == ERASED
        what, _, rest = subject.partition(":")
        if what in ("log", "entry"):
            for system in systems:
                if rest.startswith(f"{system}:"):
                    name = (system, rest[len(system) + 1 :])
                    logs[name] = seq
                    if what == "log":
                        whole.add(name)
        elif what in ("log-person", "log-place"):
            logs[None, reference_key(rest.rpartition(":")[0])] = seq
        elif what == "crime":
            for system in crime_systems:
                if rest.startswith(f"{system}:"):
                    crimes[system, rest[len(system) + 1 :]] = seq
    log_ids = _ids(Log, logs)
    crime_ids = _ids(Crime, crimes)
    again = [number for number, (seq, name) in log_ids.items() if name in whole]
    for some in _batched(again):
        links = CrimeLog.objects.filter(log_id__in=some).values_list("crime_id", "log_id")
        for crime, log in links:
            there = crime_ids.get(crime, (0, ("", "")))
            crime_ids[crime] = (max(there[0], log_ids[log][0]), there[1])
    return (
        {number: seq for number, (seq, _) in log_ids.items()},
        {number: seq for number, (seq, _) in crime_ids.items()},
        erased,
    )


def _ids(
    model: type[Log] | type[Crime], names: dict[tuple[str | None, str], int]
) -> dict[int, tuple[int, tuple[str | None, str]]]:
    """Records by (system, key), or by key alone where the system is None."""
    found: dict[int, tuple[int, tuple[str | None, str]]] = {}
    refs = list(dict.fromkeys(key for _, key in names))
    for some in _batched(refs):
        for number, system, key in model.objects.filter(ref_key__in=some).values_list(
            "id", "system", "ref_key"
        ):
            for name in ((system, key), (None, key)):
                if name in names:
                    there = found.get(number)
                    if there is None or there[0] < names[name]:
                        found[number] = (names[name], name if name[0] else (system, key))
    return found


def _stale(touched: dict[int, int], kind: Kind) -> list[int]:
    """Those whose document is older than the entry that speaks of them."""
    stale = []
    for ids in _batched(list(touched)):
        numbers = [number * KINDS + kind for number in ids]
        held = dict(Document.objects.filter(id__in=numbers).values_list("id", "upto"))
        stale += [
            number for number in ids if held.get(number * KINDS + kind, -1) <= touched[number]
        ]
    return stale


def _write(row: Progress, found: Found, ids: Sequence[int], kind: Kind, known: set[str]) -> int:
    """Put in the documents of records that may have some already."""
    numbers = [number * KINDS + kind for number in ids]
    there = list(Document.objects.filter(id__in=numbers).values_list("id", flat=True))
    if kind == Kind.LOG and there:
        there += Document.objects.filter(log_id__in=ids).values_list("id", flat=True)
    return _put(row, found, there, known)


def _put(row: Progress, found: Found, there: Sequence[int], known: set[str]) -> int:
    before: set[str] = set()
    for some in _batched(there, 500):
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


def _batched(items: Iterable[T], size: int = RECORDS) -> Iterable[list[T]]:
    rows = list(items)
    return (rows[start : start + size] for start in range(0, len(rows), size))
