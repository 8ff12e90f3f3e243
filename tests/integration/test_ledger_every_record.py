"""The check reads a row of every table that the ledger vouches for, and of each finds what was changed behind its back.

The rows are made from the columns alone, so that a table which is registered later is tried here without a word more.
"""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection, models
from django.utils import timezone

from onrecord.ledger import triggers
from onrecord.ledger.actions import append
from onrecord.ledger.light import light_rows
from onrecord.ledger.live import verify_ledger
from onrecord.ledger.ranges import RANGE, check_records
from onrecord.ledger.records import sources

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys")]
ALL = 1 << 12
# Where a table has had many rows, its numbers are far beyond what it has now.
LONG_IN_USE = 3 * RANGE
# Of what may be missing, what may not all be missing.
NEEDED = {"sampleitem": "incident"}


@pytest.fixture
def rows():
    """One row of every such table, each with its entry, by the table's name."""
    made, tables = {}, {source.model: source for source in sources()}

    def a_row(model):
        if model not in made:
            values = {}
            for field in model._meta.concrete_fields:
                absent = field.is_relation and field.null
                if NEEDED.get(model._meta.model_name) == field.name:
                    absent = False
                if isinstance(field, models.AutoField):
                    values[field.name] = LONG_IN_USE + len(made)
                elif not field.primary_key and not absent:
                    values[field.name] = (
                        a_row(field.related_model) if field.is_relation else a_value(field)
                    )
            row = model(**values)
            row.save()
            row = made[model] = model._default_manager.get(pk=row.pk)
            if source := tables.get(model):
                row.entry_seq = append(
                    kind=source.kinds[0],
                    subject=source.subject(row),
                    body=source.content(row),
                    by="sam",
                )
                model._default_manager.filter(pk=row.pk).update(entry_seq=row.entry_seq)
        return made[model]

    return {source.name: a_row(source.model) for source in sources()}


def a_value(field):
    """Something that a column of that kind may hold."""
    if field.choices:
        return field.choices[-1][0]
    if isinstance(field, models.JSONField):
        return field.get_default() or {}
    made = {
        models.DateTimeField: timezone.now(),
        models.DateField: date(2026, 3, 1),
        models.TimeField: time(9, 30),
        models.BooleanField: True,
        models.BinaryField: b"x",
        models.IntegerField: 1,
        models.FloatField: 1.0,
        models.DecimalField: 1,
    }
    return next((value for kind, value in made.items() if isinstance(field, kind)), "x1")


def alterations(row):
    """What somebody may alter in the row past every action: its words, times and numbers."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.choices or field.is_relation or field.name == "entry_seq":
            continue
        if isinstance(value, str):
            yield field.name, value, "y" + value[1:]
        elif isinstance(value, datetime):
            yield field.name, value, value + timedelta(hours=1)
        elif type(value) is int:
            yield field.name, value, value + 1


def problems(source, row):
    return check_records(source.name, row.pk, row.pk + 1, ALL).problems


def test_one_row_of_every_table_is_as_its_entry_says(rows):
    assert len(rows) == len(sources()) > 40
    report = verify_ledger(records=True, processes=1)
    assert [p.sentence for p in report.problems if p.what == "record"] == []
    assert report.records == len(rows)


def test_an_alteration_is_found_in_every_table(rows):
    triggers.remove(connection)
    unseen = []
    for source in sources():
        row = rows[source.name]
        manager = source.model._default_manager.filter(pk=row.pk)
        for name, before, after in alterations(row):
            manager.update(**{name: after})
            found = problems(source, row)
            manager.update(**{name: before})
            if found:
                break
        else:
            unseen.append(source.name)
    assert unseen == []


def test_the_quick_row_has_the_same_key_as_the_slow_one(rows):
    """A subject may be made of the row's number, however the row was read."""
    quick = [
        one
        for source in sources()
        for one in light_rows(source.model, LONG_IN_USE, 2 * LONG_IN_USE) or ()
    ]
    assert len(quick) > 10
    assert [one.pk for one in quick] == [one.id for one in quick]
