"""The reading sheet in: what a person filled in, checked row by row. Nothing is written here; `actions.py` does that."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from onrecord.audit.answers import COUNT_FIELDS, AnswerError, Answers, Problem, read_answers
from onrecord.audit.content import NewReading
from onrecord.audit.errors import AuditError
from onrecord.audit.judgement import DECIDED, UNDECIDABLE, Judgement, judge
from onrecord.audit.models import Audit, Phase, SampleItem
from onrecord.audit.programme import CRIMES, Programme, ProgrammeQuestion
from onrecord.audit.programmes_kept import programme_of
from onrecord.audit.sheet import (
    READING,
    SheetIdentity,
    columns,
    parse_identity,
    question_column,
    to_fill,
)
from onrecord.audit.sheet_match import ItemFinder, same_text
from onrecord.audit.sheet_who import Reader
from onrecord.contact.references import tidy
from onrecord.exchange.cells import cell_text
from onrecord.exchange.examine import examine
from onrecord.exchange.faults import ReadError
from onrecord.exchange.layouts import normalise
from onrecord.exchange.map_file import FileOptions
from onrecord.exchange.reading import open_table
from onrecord.exchange.tables import Broken
from onrecord.exchange.writing import BAD_ROW_COLUMNS, write_csv
from onrecord.people.models import User

_PHASES = {"": Phase.FIRST, **{phase.value: phase for phase in Phase if phase != Phase.FINAL}}
_READER_LENGTH = 150


@dataclass(slots=True)
class SheetResult:
    """What became of a sheet.

    taken, replaced, unchanged  readings kept now; of these, those that took an earlier one's place; rows known already
    blank, missing              logs whose row has no answer; logs that have no row: both count as not read
    problems, warnings          one dictionary per thing wrong: row, field, value, problem, what_to_do
    """

    phase: str = Phase.FIRST
    header: list[str] = field(default_factory=list)
    readings: list[NewReading] = field(default_factory=list)
    taken: int = 0
    replaced: int = 0
    unchanged: int = 0
    blank: int = 0
    missing: int = 0
    problems: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)
    refused: dict[int, list[str]] = field(default_factory=dict)

    def sentence(self) -> str:
        """The outcome in words."""
        parts = [f"{self.taken} readings were taken in"]
        if self.replaced:
            parts[0] += f" ({self.replaced} in the place of an earlier one)"
        if self.unchanged:
            parts.append(f"{self.unchanged} were known already")
        if self.refused:
            parts.append(f"{len(self.refused)} rows could not be used")
        unread = self.blank + self.missing
        if unread:
            parts.append(f"{unread} logs have no answer and count as not read")
        return "; ".join(parts) + "."

    def write_bad_rows(self, path: Path) -> int:
        """Write the refused rows, each with what is wrong before it, to be mended and read in again; returns their number."""
        rows = (
            [*(problem[name] for name in BAD_ROW_COLUMNS), *self.refused[int(problem["row"])]]
            for problem in self.problems
        )
        return write_csv(path, [*BAD_ROW_COLUMNS, *self.header], rows)


@dataclass(slots=True)
class _Row:
    """A row of the sheet as text."""

    number: int
    cells: dict[str, str]
    original: list[str]


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
    answered: dict[int, list[tuple[_Row, NewReading]]] = {}
    seen: set[int] = set()
    for row in rows:
        try:
            found = _one_row(audit, row, finder, result, reader)
        except AnswerError as error:
            _refuse(result, row, error.problems)
            if (item := finder.find(row.number, row.cells)) is not None:
                seen.add(item.pk)
            continue
        if found is None:
            continue
        item, reading = found
        seen.add(item.pk)
        if reading is not None:
            answered.setdefault(item.pk, []).append((row, reading))
    for several in answered.values():
        _agree(several, result)
    refused_items = {
        item.pk for number in result.refused for item in [finder.by_row.get(number)] if item
    }
    expected = reader.expected if result.phase != Phase.FIRST else len(finder.items)
    result.missing = max(0, expected - len(seen))
    result.blank = len(seen - set(answered) - refused_items)
    result.problems.sort(key=lambda problem: int(problem["row"]))
    return result


def _phase(rows: Sequence[_Row]) -> Phase:
    """Which reading the sheet is of: its rows must all say the same."""
    said = {row.cells.get(READING, "").strip().casefold() for row in rows}
    if not said:
        return Phase.FIRST
    if len(said) > 1 or not said <= set(_PHASES):
        raise AuditError(
            "The sheet mixes rows of the first and of the second reading (column reading). Bring each sheet as it was written."
        )
    return _PHASES[said.pop()]


def _read(programme: Programme, path: Path, result: SheetResult) -> list[_Row]:
    fill = to_fill(programme)
    asked = [name for name in fill if name.startswith(("should_", "recorded_", "q_"))]
    needed = ("log_ref", *asked, "frame_hash", "seed")
    rows: list[_Row] = []
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
                    row = _Row(number, {}, [cell_text(cell) for cell in cells.cells])
                    fault = cells.fault
                    problem = Problem(fault.field, fault.value, fault.words, fault.remedy)
                    _refuse(result, row, [problem])
                    continue
                texts = [cell_text(cell) for cell in cells]
                if any(texts):
                    values = {name: texts[place] for name, place in places.items()}
                    rows.append(_Row(number, values, texts))
    except (OSError, ReadError) as error:
        raise AuditError(str(error)) from None
    if not rows and not result.refused:
        raise AuditError(f"{path.name} has a header and no row below it.")
    return rows


def _refuse_other_sample(audit: Audit, rows: Sequence[_Row]) -> None:
    """Refuse the whole sheet when most of its rows come from another frame, seed or sample."""
    named = [row for row in rows if row.cells["frame_hash"]]
    strange = [problem for row in named if (problem := _strange(audit, row)) is not None]
    if named and 2 * len(strange) > len(named):
        raise AuditError(f"{strange[0].problem} {strange[0].what_to_do}")
    if rows and not named:
        raise AuditError(
            "No row of the sheet says which frame it belongs to (column frame_hash). Fill in the sheet as it was written."
        )


def _strange(audit: Audit, row: _Row) -> Problem | None:
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


def _identity(row: _Row) -> SheetIdentity | None:
    return parse_identity(row.cells["frame_hash"], row.cells["seed"], row.cells.get("sample", ""))


def _one_row(
    audit: Audit, row: _Row, finder: ItemFinder, result: SheetResult, reader: Reader
) -> tuple[SampleItem, NewReading | None] | None:
    """The item and, if answered, the reading. Raises AnswerError with the row's problems."""
    programme = reader.programme
    item = finder.find(row.number, row.cells)
    found = _judged(programme, row) if item is not None or _answered(programme, row) else None
    if item is None:
        if found is None:
            return None
        raise AnswerError([finder.unknown(row.cells)])
    if found is None:
        if row.cells.get("comment"):
            _warn(
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
        _warn(
            result, row, "log_ref", row.cells["log_ref"], f"was taken for {item.log_ref}, by its position",
            "A spreadsheet has changed the reference into a number. Nothing to do, if the log is the right one.",
        )  # fmt: skip
    return item, NewReading(item, found, name, result.phase, through="sheet")


def _judged(programme: Programme, row: _Row) -> Judgement | None:
    """What a row says, or None when it says nothing. Raises AnswerError."""
    said = {q.id: row.cells.get(question_column(q), "").strip() for q in programme.questions}
    if programme.measure == CRIMES:
        counts = read_answers(row.cells)
        if counts is None and any(said.values()):
            # Questions were answered and no crime was counted: none was disclosed.
            counts = Answers(comment=row.cells.get("comment", "").strip())
    else:
        given = read_answers({**row.cells, **dict.fromkeys(COUNT_FIELDS, "")})
        if given is None and any(said.values()):
            given = Answers(comment=row.cells.get("comment", "").strip())
        counts = given
    if counts is None:
        return None
    if counts.undecidable:
        if any(said.values()):
            raise AnswerError(
                [
                    Problem(
                        "undecidable",
                        "yes",
                        "the record can't be decided and yet questions are answered",
                        "Either take the answers away or take “undecidable” away.",
                    )
                ]
            )
        return judge(programme, outcome=UNDECIDABLE, counts=counts)
    by_text = {q.id: _said(q, said[q.id]) for q in programme.questions}
    try:
        return judge(programme, outcome=DECIDED, counts=counts, answers=by_text)
    except AnswerError as error:
        ids = {q.id for q in programme.questions}
        raise AnswerError(
            [replace(p, field=f"q_{p.field}") if p.field in ids else p for p in error.problems]
        ) from None


def _said(question: ProgrammeQuestion, text: str) -> str:
    """An answer as it is kept: by its short word, or by its words, in any capitals."""
    if not question.answers:
        return text
    word = text.casefold()
    for answer in question.offered:
        if word in (answer.say.casefold(), answer.text.casefold()):
            return answer.say
    return text


def _answered(programme: Programme, row: _Row) -> bool:
    return any(row.cells.get(name) for name in to_fill(programme))


def _agree(several: list[tuple[_Row, NewReading]], result: SheetResult) -> None:
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
                _refuse(
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
        _warn(
            result, first_row, "log_ref", first_row.cells["log_ref"],
            f"the rows {numbers} are about the same log and agree", "It was taken once.",
        )  # fmt: skip
    result.readings.append(first)


def _refuse(result: SheetResult, row: _Row, problems: Sequence[Problem]) -> None:
    result.refused[row.number] = row.original
    for p in problems:
        result.problems.append(_words(row, p.field, p.value, p.problem, p.what_to_do))


def _warn(
    result: SheetResult, row: _Row, name: str, value: str, problem: str, what_to_do: str
) -> None:
    result.warnings.append(_words(row, name, value, problem, what_to_do))


def _words(row: _Row, name: str, value: str, problem: str, what_to_do: str) -> dict[str, str]:
    return {
        "row": str(row.number),
        "field": name,
        "value": value[:200],
        "problem": problem,
        "what_to_do": what_to_do,
    }
