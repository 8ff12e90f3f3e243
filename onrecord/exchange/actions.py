"""Taking a file in: one transaction for the whole of it, with its ledger entries, or nothing at all."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from onrecord.contact.models import CodeMeaning
from onrecord.exchange.examine import FileFacts, examine
from onrecord.exchange.faults import ERROR, LEFT_OUT, WARNING, Fault, ReadError
from onrecord.exchange.layouts import LAYOUTS
from onrecord.exchange.map_file import FileOptions, Map, MapError, map_to_toml
from onrecord.exchange.maps import neutral_map
from onrecord.exchange.models import Import, ImportState
from onrecord.exchange.progress import Progress, Reporter, import_folder, is_cut_off
from onrecord.exchange.reading import open_table
from onrecord.exchange.report_files import ReportFiles
from onrecord.exchange.rows import Converter, own_columns
from onrecord.exchange.seen import Seen
from onrecord.exchange.storing import Record, Storing
from onrecord.exchange.tables import Broken, OddRow, Table
from onrecord.ledger.actions import append, make_checkpoint
from onrecord.ledger.keys import KeyProblem
from onrecord.recording.linking import crimes_before_their_log, link_for_import

BATCH = 5_000
DEFAULT_SYSTEM = "main"
# Any number, the same for every import: PostgreSQL lets one holder in at a time.
_LOCK = 0x6F6E7265
_CUT_OFF = (
    "The import was cut off before it had ended, and nothing was taken in. Import the file again."
)


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
    """
    if kind not in LAYOUTS:
        raise ValueError(f"kind must be one of {', '.join(LAYOUTS)}, but is {kind!r}")
    mark_cut_off_imports()
    path = Path(path)
    row = existing or Import(kind=kind, file_name=path.name[:255], file_path=str(path)[:500])
    row.kind, row.by, row.dry_run, row.state = kind, by, dry_run, ImportState.RUNNING
    row.system = (system or (mapping.system if mapping else "") or DEFAULT_SYSTEM).strip()
    row.counts, row.message, row.finished_at, row.entry_seq = {}, "", None, None
    row.bad_rows_path = row.warnings_path = ""
    if len(row.system) > 60 or not row.system.isprintable():
        shown, row.system = row.system, row.system[:60]
        row.save()
        return _refuse(
            row, f"The system's name {shown!r} is too long. Give it a name of up to 60 letters."
        )
    row.save()
    reporter = Reporter(row.id, progress)
    work = _Work(
        row, path, mapping, reporter, Path(work_dir) if work_dir else import_folder(row.id)
    )
    try:
        work.run()
    except (ReadError, MapError, KeyProblem) as error:
        return _refuse(row, str(error))
    except DatabaseError as error:
        return _refuse(row, _database_words(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EIO, errno.EROFS):
            raise
        return _refuse(row, f"{error.strerror}: {error.filename or path}. Nothing was taken in.")
    except BaseException:
        _refuse(row, "The import was stopped by an error. Nothing was taken in.")
        raise
    finally:
        reporter.finish()
    return row


def mark_cut_off_imports() -> int:
    """Give imports whose program was killed their true state; returns how many there were. They left no rows."""
    found = 0
    for row in Import.objects.filter(state=ImportState.RUNNING):
        if is_cut_off(row):
            _refuse(row, _CUT_OFF)
            found += 1
    return found


def _refuse(row: Import, message: str) -> Import:
    row.state, row.message, row.finished_at = ImportState.REFUSED, message, timezone.now()
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
        facts = examine(
            self.path,
            options.encoding,
            lambda d, t: self.reporter.tell(d, t, "looking at the file"),
        )
        row.file_sha256, row.file_size = facts.sha256, facts.size
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        seen = Seen()
        try:
            with open_table(facts, options) as table:
                header = table.header
            mapping = self.mapping or neutral_map(row.kind, own_columns(header), row.system)
            row.map_toml = map_to_toml(mapping)
            converter = Converter(mapping, header, system=row.system, now=timezone.now())
            files = ReportFiles(self.folder, header, len(header) - len(own_columns(header)))
            try:
                with transaction.atomic():
                    self._take_in(facts, mapping, converter, files, seen)
                    if row.dry_run:
                        raise _DryRunOver
            except _DryRunOver:
                row.state, row.finished_at = ImportState.TRIED, timezone.now()
                row.save()
            finally:
                row.bad_rows_path, row.warnings_path = files.close()
        finally:
            seen.close()
        Import.objects.filter(pk=row.pk).update(
            bad_rows_path=row.bad_rows_path, warnings_path=row.warnings_path
        )
        if not row.dry_run:
            self._sign()

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
        if mapping.file.on_repeat == "latest" and row.kind != "entries":
            with open_table(facts, mapping.file) as table:
                for records in _batches(table, converter, None, self.reporter, "finding repeats"):
                    storing.note(records)
        counts = dict.fromkeys(("read", "new", "changed", "unchanged", "refused", "left_out"), 0)
        with open_table(facts, mapping.file) as table:
            reading = _Reading(files, counts)
            for records in _batches(table, converter, reading, self.reporter, "reading rows"):
                outcome = storing.take(records)
                counts["new"] += outcome.new
                counts["changed"] += outcome.changed
                counts["unchanged"] += outcome.unchanged
                for record, fault in outcome.faults:
                    reading.later_fault(record, fault)
            for note in table.notes:
                files.remark(None, note)
        if counts["read"] == 0:
            problem, remedy = "The file has a header but no rows", "Check the export's dates."
            files.remark(None, Fault(WARNING, "", "", problem, remedy))
        _save_codes(mapping, row.system)
        if counts["new"] or counts["changed"]:
            self.reporter.tell(facts.size, facts.size, "linking logs and crimes")
            link_for_import(row.kind, row.id)
            self._warn_of_early_crimes(files, seen)
        counts["warnings"] = files.tally.count(WARNING)
        row.counts = {**counts, "problems": files.tally.problems()}
        row.entry_seq = append(
            kind="import.done",
            subject=f"import:{row.id}",
            body=self._ledger_body(counts),
            by=row.by,
        )
        row.state, row.finished_at = ImportState.DONE, timezone.now()
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

    def _warn_of_early_crimes(self, files: ReportFiles, seen: Seen) -> None:
        """A crime that was recorded before its log was received: one of the two times is wrong, or the link is."""
        field = "recorded_at" if self.row.kind == "crimes" else "received_at"
        for pairs in crimes_before_their_log(self.row.kind, self.row.id):
            places = seen.find([pair.key for pair in pairs])
            for pair in pairs:
                place = places.get(pair.key)
                detail = f"crime {pair.crime_ref} {_shown(pair.recorded_at)}, log {pair.log_ref} {_shown(pair.received_at)}"
                fault = Fault(
                    WARNING,
                    field,
                    pair.crime_ref if self.row.kind == "crimes" else pair.log_ref,
                    "A crime was recorded before its log was received",
                    "Check both times and whether the crime belongs to this log.",
                    detail,
                )
                files.remark(place.row if place else None, fault)


def _shown(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"


def _wait_for_other_imports() -> None:
    """SQLite's BEGIN IMMEDIATE already has; on PostgreSQL two imports of the same records would collide."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@dataclass
class _Reading:
    """Counts rows and reports what is wrong with them."""

    files: ReportFiles
    counts: dict[str, int]

    def refuse(self, number: int, cells: Any, faults: list[Fault]) -> None:
        self.counts["refused"] += 1
        self.files.refused(number, cells, faults)

    def leave_out(self, number: int, fault: Fault) -> None:
        self.counts["left_out"] += 1
        self.files.remark(number, fault)

    def later_fault(self, record: Record, fault: Fault) -> None:
        """Something that shows only when the row meets the others."""
        if fault.level == ERROR:
            self.refuse(record.row, record.cells, [fault])
        elif fault.level == LEFT_OUT:
            self.leave_out(record.row, fault)
        else:
            self.files.remark(record.row, fault)


def _batches(
    table: Table, converter: Converter, reading: _Reading | None, reporter: Reporter, words: str
) -> Iterator[list[Record]]:
    """The rows that can be taken, converted, in batches; the others go to `reading`, if it is given."""
    batch: list[Record] = []
    for number, cells in table.rows():
        if isinstance(cells, OddRow) or type(cells) is not list:
            fault = None
            if isinstance(cells, Broken):
                fault = cells.fault
                cells = cells.cells
            elif converter.is_blank(cells):
                continue
            else:
                fault = _short(converter, cells, len(table.header))
            if reading is not None:
                if fault is not None and fault.level == ERROR:
                    reading.counts["read"] += 1
                    reading.refuse(number, cells, [fault])
                elif fault is not None:
                    reading.files.remark(number, fault)
                for remark in getattr(cells, "remarks", ()):
                    reading.files.remark(number, remark)
            if fault is not None and fault.level == ERROR:
                continue
        elif converter.is_blank(cells):
            continue
        if reading is not None:
            reading.counts["read"] += 1
        left_out = converter.left_out(cells)
        if left_out is not None:
            if reading is not None:
                reading.leave_out(number, left_out)
            continue
        content, faults = converter.convert(cells)
        if faults and reading is not None:
            if content is None:
                reading.refuse(number, cells, faults)
            else:
                for fault in faults:
                    reading.files.remark(number, fault)
        if content is None:
            continue
        batch.append(Record(number, cells, content))
        if len(batch) >= BATCH:
            reporter.tell(table.done(), table.total, words)
            yield batch
            batch = []
    reporter.tell(table.total, table.total, words)
    if batch:
        yield batch


def _short(converter: Converter, cells: OddRow, width: int) -> Fault | None:
    if cells.count >= width:
        return None
    detail = f"{cells.count} cells, {width} columns"
    if converter.ends_in_text(cells.count):
        problem = "The row breaks off in the middle of a text"
        remedy = "A line break in the text has cut it in two. Put texts in quotation marks, and export again."
        return Fault(ERROR, "", "", problem, remedy, detail)
    problem = "The row has fewer cells than the header has columns; the missing ones were taken to be empty"
    return Fault(WARNING, "", "", problem, "Check that the row is whole.", detail)


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
