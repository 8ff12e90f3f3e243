"""The check of the live ledger: every entry, every body, every checkpoint, and the rows the ledger vouches for."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.db import connection

from onrecord.ledger import ranges, triggers
from onrecord.ledger.actions import ERASED
from onrecord.ledger.checker import Part, Problem
from onrecord.ledger.checkpoint import open_checkpoint
from onrecord.ledger.fetching import any_text, fetch
from onrecord.ledger.judge import Claim, Report, conclude
from onrecord.ledger.keys import KeyProblem, public_key
from onrecord.ledger.live_rows import Progress, check_sources, counter
from onrecord.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerErasure
from onrecord.ledger.note import NoteError, Verifier
from onrecord.ledger.records import file_checks
from onrecord.ledger.tree import Frontier
from onrecord.ledger.verify import check_opening, read_kept

_CHECKPOINTS = "SELECT size, made_at, reason, note FROM ledger_ledgercheckpoint ORDER BY size"
# In one statement, so that what was appended meanwhile doesn't look out of place.
_EXTENT = """
    SELECT h.size, h.frontier,
        (SELECT min(seq) FROM ledger_ledgerentry), (SELECT max(seq) FROM ledger_ledgerentry),
        (SELECT count(*) FROM ledger_ledgerbody WHERE seq < 0 OR seq >= h.size)
    FROM (SELECT 1 AS one) o LEFT JOIN ledger_ledgerhead h ON h.id = 1"""


def verify_ledger(
    *,
    records: bool = False,
    against: Sequence[str] = (),
    progress: Progress | None = None,
    processes: int | None = None,
) -> Report:
    """Check the ledger in the database, and with `records` also every row it vouches for.

    `against`: checkpoints (texts) that somebody outside kept. `processes`: as many as there are processors where that
    pays, unless given. Writers may go on meanwhile; what they add is left for the next check. Raises CannotCheck
    (from onrecord.ledger.verify) when a kept checkpoint can't be used.
    """
    with any_text():
        return _verify(records, against, progress, processes)


def _verify(
    records: bool, against: Sequence[str], progress: Progress | None, processes: int | None
) -> Report:
    report = Report()
    report.add(
        [
            Problem(
                "guard",
                None,
                None,
                f"The database no longer keeps the rule {name}: somebody took it away.",
            )
            for name in triggers.missing(connection)
        ]
    )
    claims = _checkpoint_claims(report)
    kept = [read_kept(note, at, _key()) for at, note in enumerate(against, 1)]
    said_size, frontier, lowest, highest, loose = _extent()
    size, head = _head_claim(said_size, frontier, highest, report)
    claims += [*kept, *head]
    if processes is None:
        processes = ranges.processes_to_use(size)
    with ranges.workers(processes) as run:
        _check(run, size, claims, report, progress, records=records)
    report.add(_out_of_place(size, lowest, highest, loose))
    return report


def _check(
    run: ranges.Run,
    size: int,
    claims: Sequence[Claim],
    report: Report,
    progress: Progress | None,
    *,
    records: bool,
) -> None:
    parts = _check_entries(run, size, claims, progress)
    _add_later_erasures(parts, size)
    conclude(parts, claims, report)
    if parts and report.checkpoints:
        report.add(check_opening(parts[0].opening, _key()))
    report.add(_erasure_table(parts, size))
    if records:
        check_sources(run, size, report, progress)
        for name, check in file_checks():
            _check_files(name, check(), report, progress)


def _check_files(
    name: str, found: Iterator[Problem | None], report: Report, progress: Progress | None
) -> None:
    """Files that rows speak of are there and are what the ledger says."""
    count = 0
    for problem in found:
        count += 1
        if problem is not None:
            report.add([problem])
        if progress:
            progress(count, None, f"reading {name}")
    if count:
        report.sentences.append(f"{count:,} {name} read and compared with their hashes.")


def _key() -> Verifier | None:
    try:
        return public_key()
    except KeyProblem:
        return None


def _checkpoint_claims(report: Report) -> list[Claim]:
    """The stored checkpoints with a right signature; the others are problems."""
    stored = fetch(_CHECKPOINTS)
    claims: list[Claim] = []
    try:
        known = [public_key()] if stored else []
    except KeyProblem as error:
        sentence = f"The checkpoints' signatures can't be checked. {error}"
        report.add([Problem("key", None, None, sentence)])
        return claims
    for size, made_at, reason, note in stored:
        name = f"The checkpoint of {str(made_at)[:16]} ({size} entries)"
        try:
            checkpoint = open_checkpoint(str(note), known)
            if checkpoint.size != size:
                raise NoteError(f"It was signed for {checkpoint.size} entries.")
            if reason not in LedgerCheckpoint.Reason.values:
                raise NoteError(f"Its reason was altered to {reason!r}.")
        except ValueError as error:  # NoteError, or text that is none
            report.add([Problem("checkpoint", None, None, f"{name}: {error}")])
            continue
        claims.append(Claim(size, checkpoint.root, name, made_at=_iso(made_at)))
    report.checkpoints = len(claims)
    return claims


def _iso(stored: object) -> str:
    """SQLite keeps times in UTC without saying so."""
    if isinstance(stored, datetime):
        return (stored if stored.tzinfo else stored.replace(tzinfo=UTC)).isoformat()
    return f"{stored}+00:00"


def _extent() -> tuple[int | None, str, int | None, int | None, int]:
    [(size, frontier, lowest, highest, loose)] = fetch(_EXTENT)
    return size, frontier or "", lowest, highest, loose


def _head_claim(
    size: int | None, frontier: str, highest: int | None, report: Report
) -> tuple[int, list[Claim]]:
    """How many entries there are to check, and what the head row claims of them."""
    there = 0 if highest is None else highest + 1
    if size is None and there:
        # A single absurd number must not make the check walk through all that would stand before it.
        there = min(there, LedgerEntry.objects.count() + 1_000_000)
    if size is None:
        sentence = "The ledger's head row is gone: somebody removed it."
        report.add([Problem("head", None, None, sentence)] if there else [])
        return there, []
    try:
        root = Frontier.from_text(size, frontier).root()
    except (ValueError, TypeError, AttributeError) as error:
        sentence = f"The ledger's head row was altered: {error}"
        report.add([Problem("head", None, None, sentence)])
        return min(there, LedgerEntry.objects.count() + 1_000_000), []
    return min(size, there), [Claim(size, root, "The ledger's head row", signed=False)]


def _check_entries(
    run: ranges.Run, size: int, claims: Sequence[Claim], progress: Progress | None
) -> list[Part]:
    cuts = sorted({claim.size for claim in claims})
    tasks: list[ranges.Task] = []
    for first in range(0, size, ranges.RANGE):
        end = min(size, first + ranges.RANGE)
        inside = [cut for cut in cuts if first < cut <= end]
        tasks.append((ranges.check_entries, (first, end, inside)))
    parts: list[Part] = run(tasks, counter(len(tasks), size, "checking entries", progress))
    return parts


def _add_later_erasures(parts: Sequence[Part], size: int) -> None:
    """Bodies may have been erased while we read: those erasures stand behind the entries we looked at."""
    later = dict(LedgerErasure.objects.filter(entry_seq__gte=size).values_list("entry_seq", "seq"))
    if parts and later:
        missing = {seq for part in parts for seq in part.no_body}
        for entry in LedgerEntry.objects.filter(seq__in=later, kind=ERASED):
            if later[entry.seq] in missing:
                parts[-1].erasures[later[entry.seq]] = (entry.seq, entry.subject, entry.actor)


def _out_of_place(size: int, lowest: int | None, highest: int | None, loose: int) -> list[Problem]:
    found = []
    if lowest is not None and lowest < 0:
        found.append(
            Problem(
                "added",
                lowest,
                -1,
                f"There is an entry with the number {lowest}: somebody put it in.",
            )
        )
    if highest is not None and highest >= size:
        sentence = f"There are entries up to {highest} behind the head of the ledger at {size}: somebody put them in or set the head back."
        found.append(Problem("added", size, highest, sentence))
    if loose:
        found.append(
            Problem("added", None, None, f"{loose} texts belong to no entry: somebody put them in.")
        )
    return found


def _erasure_table(parts: Sequence[Part], size: int) -> list[Problem]:
    """The table of erasures says what the entries say, no more and no less."""
    said = {(seq, by) for part in parts for seq, (by, _, _) in part.erasures.items() if by < size}
    table = set(LedgerErasure.objects.filter(entry_seq__lt=size).values_list("seq", "entry_seq"))
    found = [
        Problem(
            "erasure",
            seq,
            seq,
            f"The table of erasures names entry {seq} as erased by entry {by}; entry {by} doesn't say so.",
        )
        for seq, by in sorted(table - said)
    ]
    found += [
        Problem(
            "erasure",
            seq,
            seq,
            f"Entry {by} says that entry {seq} was erased; the table of erasures doesn't.",
        )
        for seq, by in sorted(said - table)
    ]
    return found
