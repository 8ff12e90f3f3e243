"""Taking in a file of the learning system: looked at first, counted when somebody says so, harmless when repeated.

try_file(path=, name=, by=)          keep what it says, and what is wrong with it; nothing counts yet
name_columns(run=, columns=, by=)    say which of its columns is which of ours, and look again
take_in(run=, by=)                   write down the good rows that aren't known yet
discard(run=, by=)
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.db import transaction

from onrecord.ledger.actions import append, append_many
from onrecord.ledger.entry import canonical_json
from onrecord.people.models import User
from onrecord.training.content import done_content, done_subject
from onrecord.training.errors import TrainingError
from onrecord.training.learning_file import LAYOUT, guess, read_cells, weigh
from onrecord.training.models import CourseDone, TrainingImport
from onrecord.training.policies import check_can_keep_training
from onrecord.training.states import ImportState


def try_file(*, path: Path, name: str, by: User) -> TrainingImport:
    """Look at a file. Raises TrainingError when it can't be read at all."""
    check_can_keep_training(by)
    header, cells = read_cells(path)
    last = TrainingImport.objects.filter(state=ImportState.DONE).first()
    columns = guess(header, last.columns if last else None)
    run = TrainingImport(file_name=name[-255:], header=header, cells=cells, made_by=by.username)
    return _look(run, columns)


def name_columns(*, run: TrainingImport, columns: Mapping[str, str], by: User) -> TrainingImport:
    """Say which column is which. Raises TrainingError for a column that isn't there or is named twice."""
    check_can_keep_training(by)
    with transaction.atomic():
        row = _tried(run)
        if set(columns) != set(LAYOUT) or not set(columns.values()) <= set(row.header):
            raise TrainingError("Choose one column of the file for each of the three.")
        if len(set(columns.values())) < len(columns):
            raise TrainingError("Choose another column for each of the three.")
        return _look(row, columns)


def _look(row: TrainingImport, columns: Mapping[str, str]) -> TrainingImport:
    row.columns, row.rows, row.problems, row.counts = dict(columns), [], [], {}
    if set(columns) == set(LAYOUT):
        found = weigh(row.header, row.cells, columns)
        row.rows, row.problems = found.rows, found.problems
        row.counts = {
            "rows": len(row.cells),
            "good": len(found.rows),
            "refused": len(found.problems),
            "twice": found.twice,
            "known": len(_known(found.rows)),
        }
    row.save()
    return row


def take_in(*, run: TrainingImport, by: User) -> TrainingImport:
    """Write down every good row that isn't known yet, in one transaction with its entries in the ledger."""
    check_can_keep_training(by)
    with transaction.atomic():
        row = _tried(run)
        if not row.counts:
            raise TrainingError("Say first which column of the file is which.")
        # People and courses may have changed since it was looked at.
        found = weigh(row.header, row.cells, row.columns)
        known = _known(found.rows)
        departments = dict(User.objects.values_list("username", "department"))
        fresh = [
            CourseDone(
                course=course,
                person=person,
                department=departments.get(person, ""),
                done_on=date.fromisoformat(day),
                through="import",
                made_by=by.username,
            )
            for course, person, day in found.rows
            if (course, person, day) not in known
        ]
        if fresh:
            numbers = append_many(
                (("training.done", done_subject(r), canonical_json(done_content(r))) for r in fresh),
                by=by.username,
            )  # fmt: skip
            for each, number in zip(fresh, numbers, strict=True):
                each.entry_seq = number
            CourseDone.objects.bulk_create(fresh, batch_size=500)
        row.counts = {
            **row.counts,
            "good": len(found.rows),
            "refused": len(found.problems),
            "known": len(known),
            "taken": len(fresh),
        }
        append(
            kind="training.imported",
            subject=f"training-import:{row.pk}",
            body={"file": row.file_name, "columns": row.columns, **row.counts},
            by=by.username,
        )
        return _end(row, ImportState.DONE)


def discard(*, run: TrainingImport, by: User) -> TrainingImport:
    """Don't take it in; what it said goes."""
    check_can_keep_training(by)
    with transaction.atomic():
        return _end(_tried(run), ImportState.DISCARDED)


def _end(row: TrainingImport, state: ImportState) -> TrainingImport:
    row.state, row.cells, row.rows = state, [], []
    if state == ImportState.DISCARDED:
        row.problems = []
    row.save()
    return row


def _tried(run: TrainingImport) -> TrainingImport:
    row = TrainingImport.objects.select_for_update().get(pk=run.pk)
    if row.state != ImportState.TRIED:
        raise TrainingError(f"This file is {row.get_state_display()} already.")
    return row


def _known(rows: list[list[str]]) -> set[tuple[str, str, str]]:
    """Those of the rows that are in the register; a row withdrawn by hand stays withdrawn."""
    wanted = {tuple(row) for row in rows}
    held = CourseDone.objects.filter(course__in={row[0] for row in rows})
    found = {
        (course, person, day.isoformat())
        for course, person, day in held.values_list("course", "person", "done_on")
    }
    return {key for key in found if key in wanted}
