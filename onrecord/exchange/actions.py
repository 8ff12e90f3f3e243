"""Taking a file in: one transaction for the whole of it, with its ledger entries, or nothing at all."""

import errno
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from onrecord.contact.force import ForceError
from onrecord.contact.models import CodeMeaning
from onrecord.exchange.doubts import warn_of_early_crimes, warn_of_lines_without_log
from onrecord.exchange.examine import FileFacts, examine
from onrecord.exchange.faults import WARNING, Fault, ReadError
from onrecord.exchange.intake import Intake
from onrecord.exchange.layouts import LAYOUTS
from onrecord.exchange.map_file import FileOptions, Map, MapError
from onrecord.exchange.map_toml import map_to_toml
from onrecord.exchange.maps import neutral_map
from onrecord.exchange.models import Import, ImportState
from onrecord.exchange.own_name import whose_name
from onrecord.exchange.progress import Progress, Reporter, import_folder, is_cut_off
from onrecord.exchange.reading import open_table
from onrecord.exchange.report_files import ReportFiles
from onrecord.exchange.rows import Converter, own_columns
from onrecord.exchange.seen import Seen
from onrecord.exchange.storing import Storing
from onrecord.ledger.actions import append, make_checkpoint
from onrecord.ledger.keys import KeyProblem
from onrecord.recording.linking import link_for_import

DEFAULT_SYSTEM = "main"
# Any number, the same for every import: PostgreSQL lets one holder in at a time.
_LOCK = 0x6F6E7265
_CUT_OFF = (
    "The import was cut off before it had ended, and nothing was taken in. Import the file again."
)


class ImportBusy(RuntimeError):
    """Another import holds the database; the message says what to do."""


def import_file(
    *,
    path: Path,
    kind: str,
    mapping: Map | None = None,
    by: str,
    system: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    work_dir: Path | None = None,
    existing: Import | None = None,
) -> Import:
    """Read a file of logs, log entries or crimes, and return what became of it.

    Without `mapping` the columns must bear the names of the neutral layout. `system` overrides the map's; without
    either it is "main". A dry run does everything and takes nothing in. `progress` is told bytes done, bytes in all
    and what is being done. Files of refused rows and warnings go to `work_dir`, or to the import's own folder.
    `existing` is a row that was made when the file was uploaded.

    A file that cannot be taken raises nothing: the Import is REFUSED and its message says why and what to do.
    Raises ImportBusy when another import holds the database so that not even this row can be written.
    """
    if kind not in LAYOUTS:
        raise ValueError(f"kind must be one of {', '.join(LAYOUTS)}, but is {kind!r}")
    path = Path(path)
    try:
        row = _begin(path, kind, mapping, by, system, dry_run, existing)
    except OperationalError as error:
        raise ImportBusy(_database_words(error)) from error
    if row.state == ImportState.REFUSED:
        return row
    reporter = Reporter(row.id, progress)
    folder = Path(work_dir) if work_dir else import_folder(row.id)
    try:
        with _fewer_collections():
            _Work(row, path, mapping, reporter, folder).run()
    except (ReadError, MapError, KeyProblem) as error:
        return _refuse(row, str(error))
    except DatabaseError as error:
        return _refuse(row, _database_words(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EIO, errno.EROFS):
            _refuse(row, _STOPPED)
            raise
        return _refuse(row, f"{error.strerror}: {error.filename or path}. Nothing was taken in.")
    except BaseException:
        _refuse(row, _STOPPED)
        raise
    finally:
        reporter.finish()
    return row


_STOPPED = (
    "The import was stopped before it had ended. Nothing was taken in; import the file again."
)


def _begin(
    path: Path,
    kind: str,
    mapping: Map | None,
    by: str,
    system: str | None,
    dry_run: bool,
    existing: Import | None,
) -> Import:
    """The import's own row, which others can see while the file is read."""
    mark_cut_off_imports()
    row = existing or Import(kind=kind, file_name=path.name[:255], file_path=str(path)[:500])
    row.kind, row.by, row.dry_run = kind, by, dry_run
    row.move_to(ImportState.RUNNING)
    row.counts, row.message, row.finished_at, row.entry_seq = {}, "", None, None
    row.bad_rows_path = row.warnings_path = ""
    name = (system or (mapping.system if mapping else "") or DEFAULT_SYSTEM).strip()
    row.system = name[:60]
    row.save()
    if len(name) > 60 or not name.isprintable():
        words = f"The system's name {name!r} cannot be used. Give it a name of up to 60 letters."
        return _refuse(row, words)
    try:
        taken = whose_name(name)
    except ForceError as error:
        taken = str(error)
    return _refuse(row, f"{taken} Nothing was taken in.") if taken else row


def mark_cut_off_imports() -> int:
    """Give imports whose program was killed their true state; returns how many there were. They left no rows."""
    found = 0
    for row in Import.objects.filter(state=ImportState.RUNNING):
        if is_cut_off(row):
            _refuse(row, _CUT_OFF)
            found += 1
    return found


def _refuse(row: Import, message: str) -> Import:
    # What was said inside a transaction that failed doesn't stand.
    row.refresh_from_db(fields=["state"])
    row.move_to(ImportState.REFUSED)
    row.message, row.finished_at = message, timezone.now()
    row.entry_seq = None
    row.save()
    return row


def _database_words(error: DatabaseError) -> str:
    text = str(error)
    if "locked" in text:
        return "Another import is being taken in, so this one could not start. Nothing was taken in; try again when it is done."
    if "full" in text or "No space" in text:
        return "There is no room left on the disk. Nothing was taken in; free some and import the file again."
    return f"The database refused the import ({text.strip()[:300]}). Nothing was taken in."


class _DryRunOver(Exception):
    """Leaves the transaction of a dry run, which is thereby rolled back."""


@dataclass
class _Work:
    """One run of one import."""

    row: Import
    path: Path
    mapping: Map | None
    reporter: Reporter
    folder: Path

    def run(self) -> None:
        row = self.row
        if self.mapping is not None and self.mapping.kind != row.kind:
            raise MapError(
                f"The map is for {self.mapping.kind}, but the file was given as {row.kind}. Choose the right one."
            )
        options = self.mapping.file if self.mapping else FileOptions()
        facts = examine(self.path, options.encoding, self._tell_looking)
        row.file_sha256, row.file_size = facts.sha256, facts.size
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open_table(facts, options) as table:
            header = table.header
        own = own_columns(header)
        mapping = self.mapping or neutral_map(row.kind, own, row.system)
        row.map_toml = map_to_toml(mapping)
        converter = Converter(mapping, header, system=row.system, now=timezone.now())
        files = ReportFiles(self.folder, header, len(header) - len(own))
        seen = Seen()
        try:
            with transaction.atomic():
                self._take_in(facts, mapping, converter, files, seen)
                if row.dry_run:
                    raise _DryRunOver
        except _DryRunOver:
            row.finished_at, row.entry_seq = timezone.now(), None
            row.save()
        finally:
            seen.close()
            row.bad_rows_path, row.warnings_path = files.close()
        row.save(update_fields=["bad_rows_path", "warnings_path"])
        if not row.dry_run:
            self._sign()

    def _tell_looking(self, done: int, total: int) -> None:
        self.reporter.tell(done, total, "looking at the file")

    def _sign(self) -> None:
        """A checkpoint over what was taken in. The import stands even if it cannot be signed now."""
        try:
            make_checkpoint(reason="import", by=self.row.by)
        except KeyProblem as error:
            self.row.message = f"The file was taken in, but the ledger could not be signed: {error}"
            self.row.save(update_fields=["message"])

    def _take_in(
        self, facts: FileFacts, mapping: Map, converter: Converter, files: ReportFiles, seen: Seen
    ) -> None:
        row = self.row
        _wait_for_other_imports()
        storing = Storing(
            kind=row.kind,
            system=row.system,
            import_id=row.id,
            by=row.by,
            on_repeat=mapping.file.on_repeat,
            seen=seen,
        )
        if storing.on_repeat == "latest":
            with open_table(facts, mapping.file) as table:
                first = Intake(converter, self.reporter)
                for records in first.batches(table, "finding repeats"):
                    storing.note(records)
        intake = Intake(converter, self.reporter, files)
        with open_table(facts, mapping.file) as table:
            for note in table.notes:
                files.remark(None, note)
            for records in intake.batches(table, "reading rows"):
                intake.stored(storing.take(records))
        counts = intake.counts
        if counts["read"] == 0:
            problem, remedy = "The file has a header but no rows", "Check the export's dates."
            files.remark(None, Fault(WARNING, "", "", problem, remedy))
        _save_codes(mapping, row.system)
        if counts["new"] or counts["changed"]:
            self.reporter.tell(facts.size, facts.size, "linking logs and crimes")
            link_for_import(row.kind, row.id)
            warn_of_early_crimes(row, files, seen)
            warn_of_lines_without_log(row, files)
        counts["warnings"] = files.tally.count(WARNING)
        row.counts = {**counts, "problems": files.tally.problems()}
        row.entry_seq = append(
            kind="import.done",
            subject=f"import:{row.id}",
            body=self._ledger_body(counts),
            by=row.by,
        )
        row.move_to(ImportState.TRIED if row.dry_run else ImportState.DONE)
        row.finished_at = timezone.now()
        row.save()

    def _ledger_body(self, counts: dict[str, int]) -> dict[str, Any]:
        row = self.row
        return {
            "kind": row.kind,
            "system": row.system,
            "file_name": row.file_name,
            "file_sha256": row.file_sha256,
            "file_size": row.file_size,
            "map_sha256": sha256(row.map_toml.encode()).hexdigest(),
            "counts": dict(counts),
        }


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Millions of short-lived rows make the search for garbage cycles costly (a fifth of the time), and have none."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _wait_for_other_imports() -> None:
    """SQLite's BEGIN IMMEDIATE already has; on PostgreSQL two imports of the same records would collide."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _save_codes(mapping: Map, system: str) -> None:
    """What the map says of the force's codes takes the place of what was known of this system's."""
    if not mapping.codes:
        return
    CodeMeaning.objects.filter(system=system).delete()
    CodeMeaning.objects.bulk_create(
        [
            CodeMeaning(system=system, which=which, meaning=meaning, pattern=pattern)
            for which, meanings in mapping.codes.items()
            for meaning, patterns in meanings.items()
            for pattern in dict.fromkeys(patterns)
        ]
    )
