"""The reading sheet in: what a person filled in, checked row by row. Nothing is written here; `actions.py` does that."""

from collections.abc import Sequence
from pathlib import Path

from onrecord.audit.content import NewReading
from onrecord.audit.errors import AuditError
from onrecord.audit.models import Audit, Phase, SampleItem
from onrecord.audit.programmes.kept import programme_of
from onrecord.audit.programmes.programme import Programme
from onrecord.audit.reading.answers import AnswerError, Problem
from onrecord.audit.reading.judgement import Judgement
from onrecord.audit.sheet.columns import READING, SheetIdentity, columns, parse_identity, to_fill
from onrecord.audit.sheet.crimes import CRIMES_SHEET
from onrecord.audit.sheet.crimes_in import CrimesSheet, read_crimes
from onrecord.audit.sheet.match import ItemFinder, same_text
from onrecord.audit.sheet.result import Row, SheetResult, refuse, refuse_crime, warn
from onrecord.audit.sheet.row import answered, judged
from onrecord.audit.sheet.who import Reader
from onrecord.contact.references import tidy
from onrecord.exchange.cells import cell_text
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import ReadError
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken
from onrecord.people.models import User

__all__ = ["SheetResult", "take_sheet"]

_PHASES = {"": Phase.FIRST, **{phase.value: phase for phase in Phase if phase != Phase.FINAL}}
_READER_LENGTH = 150


def take_sheet(audit: Audit, path: Path, by: str, user: User | None = None) -> SheetResult:
    """Check a filled sheet against the audit. Raises AuditError when it is no sheet of this audit at all.

    `user`: who brings it, so that nobody writes over another's reading or reads second what they may not.
    """
    result = SheetResult()
    programme = programme_of(audit)
    rows = _read(programme, path, result)
    _refuse_other_sample(audit, rows)
    result.phase = _phase(rows)
    finder = ItemFinder(audit)
    reader = Reader(audit, programme, result.phase, by, user)
    crimes = read_crimes(path, finder)
    result.classes = crimes.there
    for number, problem in crimes.loose:
        refuse_crime(result, number, problem)
    told: dict[int, list[tuple[Row, NewReading]]] = {}
    seen: set[int] = set()
    for row in rows:
        try:
            found = _one_row(audit, row, finder, result, reader, crimes)
        except AnswerError as error:
            refuse(result, row, error.problems)
            if (item := finder.find(row.number, row.cells)) is not None:
                seen.add(item.pk)
            continue
        if found is None:
            continue
        item, reading = found
        seen.add(item.pk)
        if reading is not None:
            told.setdefault(item.pk, []).append((row, reading))
    for several in told.values():
        _agree(several, result)
    refused_items = {
        item.pk for number in result.refused for item in [finder.by_row.get(number)] if item
    }
    expected = reader.expected if result.phase != Phase.FIRST else len(finder.items)
    result.missing = max(0, expected - len(seen))
    result.blank = len(seen - set(told) - refused_items)
    _without_a_row(crimes, seen, result)
    result.in_order()
    return result


def _without_a_row(crimes: CrimesSheet, seen: set[int], result: SheetResult) -> None:
    """Crimes of records whose row is gone: without it nobody knows who read them, or of which sample."""
    for pk, named in crimes.named.items():
        if pk not in seen:
            for row in named.rows:
                where = Problem(
                    f"{CRIMES_SHEET}!A{row}", "", "is about a record whose row is not in the sheet",
                    "Put the record's row back as it was written, or take this one out.",
                )  # fmt: skip
                refuse_crime(result, row, where)


def _phase(rows: Sequence[Row]) -> Phase:
    """Which reading the sheet is of: its rows must all say the same."""
    said = {row.cells.get(READING, "").strip().casefold() for row in rows}
    if not said:
        return Phase.FIRST
    if len(said) > 1 or not said <= set(_PHASES):
        raise AuditError(
            "The sheet mixes rows of the first and of the second reading (column reading). Bring each sheet as it was written."
        )
    return _PHASES[said.pop()]


def _read(programme: Programme, path: Path, result: SheetResult) -> list[Row]:
    fill = to_fill(programme)
    asked = [name for name in fill if name.startswith(("should_", "recorded_", "q_"))]
    needed = ("log_ref", *asked, "frame_hash", "seed")
    rows: list[Row] = []
    try:
        with open_table(examine(path), FileOptions()) as table:
            result.header = list(table.header)
            names = {normalise(name): place for place, name in enumerate(table.header)}
            lacking = [name for name in needed if normalise(name) not in names]
            if lacking:
                raise AuditError(
                    f"{path.name} is no reading sheet: the columns {', '.join(lacking)} are missing. "
                    "Fill in the sheet as it was written, and don't rename or delete its columns."
                )
            known = (*columns(programme), READING)
            places = {name: names[normalise(name)] for name in known if normalise(name) in names}
            for number, cells in table.rows():
                if isinstance(cells, Broken):
                    row = Row(number, {}, [cell_text(cell) for cell in cells.cells])
                    fault = cells.fault
                    problem = Problem(fault.field, fault.value, fault.words, fault.remedy)
                    refuse(result, row, [problem])
                    continue
                texts = [cell_text(cell) for cell in cells]
                if any(texts):
                    values = {name: texts[place] for name, place in places.items()}
                    rows.append(Row(number, values, texts))
    except (OSError, ReadError) as error:
        raise AuditError(str(error)) from None
    if not rows and not result.refused:
        raise AuditError(f"{path.name} has a header and no row below it.")
    return rows


def _refuse_other_sample(audit: Audit, rows: Sequence[Row]) -> None:
    """Refuse the whole sheet when most of its rows come from another frame, seed or sample."""
    named = [row for row in rows if row.cells["frame_hash"]]
    strange = [problem for row in named if (problem := _strange(audit, row)) is not None]
    if named and 2 * len(strange) > len(named):
        raise AuditError(f"{strange[0].problem} {strange[0].what_to_do}")
    if rows and not named:
        raise AuditError(
            "No row of the sheet says which frame it belongs to (column frame_hash). Fill in the sheet as it was written."
        )


def _strange(audit: Audit, row: Row) -> Problem | None:
    """Why the row doesn't belong to this audit's sample, if it doesn't."""
    frame_hash = row.cells["frame_hash"].strip().lower()
    if frame_hash != audit.frame_hash:
        return Problem(
            "frame_hash",
            frame_hash,
            f"This sheet belongs to the frame {frame_hash[:12]}..., the audit to the frame {audit.frame_hash[:12]}...: "
            "the logs, or which of them have a crime, are not the same.",
            "Use the very exports from which the sheet was made, or read a fresh sheet from these.",
        )
    identity = _identity(row)
    seed = row.cells["seed"] if identity is None else identity.seed
    if not same_text(seed, audit.seed):
        return Problem(
            "seed",
            seed,
            f"This sheet was drawn with the seed “{seed}”, the audit with “{audit.seed}”.",
            "Give the sheet's seed, or use the audit's own sheet.",
        )
    if identity is not None and not audit.design["sample_hash"].startswith(identity.sample_hash):
        size = audit.design["sample_size"]
        reason = (
            f"it asked for {identity.sample_size} logs, this audit for {size}"
            if identity.sample_size != size
            else "the meanings of codes in the map, or the planning figures, have changed"
        )
        return Problem(
            "sample",
            row.cells.get("sample", ""),
            f"Frame and seed are the same, but the sheet holds another sample: {reason}.",
            "Use the settings with which the sheet was made.",
        )
    return None


def _identity(row: Row) -> SheetIdentity | None:
    return parse_identity(row.cells["frame_hash"], row.cells["seed"], row.cells.get("sample", ""))


def _one_row(
    audit: Audit,
    row: Row,
    finder: ItemFinder,
    result: SheetResult,
    reader: Reader,
    crimes: CrimesSheet,
) -> tuple[SampleItem, NewReading | None] | None:
    """The item and, if answered, the reading. Raises AnswerError with the row's problems."""
    programme = reader.programme
    item = finder.find(row.number, row.cells)
    found = None
    if item is not None:
        found = _with_crimes(programme, row, item, crimes)
    elif answered(programme, row):
        found = judged(programme, row)
    if item is None:
        if found is None:
            return None
        raise AnswerError([finder.unknown(row.cells)])
    if found is None:
        if row.cells.get("comment"):
            warn(
                result, row, "comment", row.cells["comment"], "there is a comment but no answer",
                "The log counts as not read. Write 0 in should_other if it discloses no crime.",
            )  # fmt: skip
        return item, None
    if (strange := _strange(audit, row)) is not None:
        raise AnswerError([strange])
    name = tidy(row.cells.get("reader", "")) or reader.by
    if len(name) > _READER_LENGTH or not name.isprintable():
        raise AnswerError(
            [
                Problem(
                    "reader",
                    name[:200],
                    "is no name",
                    "Write the reader's name in at most 150 characters.",
                )
            ]
        )
    if (refused := reader.why_not(item, name)) is not None:
        raise AnswerError([refused])
    if not finder.exact(row.cells, item):
        warn(
            result, row, "log_ref", row.cells["log_ref"], f"was taken for {item.log_ref}, by its position",
            "A spreadsheet has changed the reference into a number. Nothing to do, if the log is the right one.",
        )  # fmt: skip
    return item, NewReading(item, found, name, result.phase, through="sheet")


def _with_crimes(
    programme: Programme, row: Row, item: SampleItem, crimes: CrimesSheet
) -> Judgement | None:
    """What a row and the crimes named for its record say together. Raises AnswerError, with cells of the crimes' sheet."""
    named = crimes.of(item)
    if named.problems:
        raise AnswerError(named.problems)
    try:
        return judged(programme, row, named.crimes)
    except AnswerError as error:
        raise AnswerError([crimes.placed(p, named) for p in error.problems]) from None


def _agree(several: list[tuple[Row, NewReading]], result: SheetResult) -> None:
    """Several rows about one log: taken once if they say the same, refused all if they don't."""
    first_row, first = several[0]
    if len(several) > 1:
        numbers = ", ".join(str(row.number) for row, _ in several)
        decided = {
            (j.outcome, *j.counts.counts().values(), *sorted(j.answers.items()))
            for j in (reading.judgement for _, reading in several)
        }
        if len(decided) > 1:
            for row, _ in several:
                refuse(
                    result,
                    row,
                    [
                        Problem(
                            "log_ref",
                            row.cells["log_ref"],
                            f"the rows {numbers} are about the same log and disagree",
                            "Keep the row that is right and delete the other.",
                        )
                    ],
                )
            return
        warn(
            result, first_row, "log_ref", first_row.cells["log_ref"],
            f"the rows {numbers} are about the same log and agree", "It was taken once.",
        )  # fmt: skip
    result.readings.append(first)
