"""Audits made before programmes were kept: their readings keep their meaning, forwards and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("audit", name)])
    return MigrationExecutor(connection).loader.project_state([("audit", name)]).apps


@pytest.fixture
def latest():
    names = [n for a, n in MigrationExecutor(connection).loader.graph.leaf_nodes() if a == "audit"]
    yield names[0]
    migrate(names[0])


def test_what_was_ticked_and_counted_becomes_outcome_and_passed(latest):
    old = migrate("0001_initial")
    log = old.get_model("contact", "Log").objects.create(
        system="s", ref="1", ref_key="1", received_at=timezone.now(), entry_seq=0
    )
    audit = old.get_model("audit", "Audit").objects.create(
        name="A", seed="1", frame_hash="x", frame_size=1, made_by="x"
    )
    stratum = old.get_model("audit", "Stratum").objects.create(
        audit=audit,
        name="s",
        closing_code="s",
        linked=False,
        size=1,
        sample_size=1,
        planning_rate=0.1,
    )
    item = old.get_model("audit", "SampleItem").objects.create(
        audit=audit, stratum=stratum, position=1, log=log, log_ref="1", inclusion_probability=1
    )
    made = old.get_model("audit", "Reading").objects
    ids = [
        made.create(item=item, reader="x", current=False, **values).pk
        for values in (
            {"undecidable": True},
            {"should_other": 1},
            {"should_other": 1, "recorded_other": 1},
            {},
        )
    ]
    new = migrate("0002_programmes").get_model("audit", "Reading").objects
    found = [new.values_list("outcome", "passed", "phase").get(pk=pk) for pk in ids]
    assert found == [
        ("undecidable", None, "first"),
        ("decided", False, "first"),
        ("decided", True, "first"),
        ("decided", True, "first"),
    ]
    back = migrate("0001_initial").get_model("audit", "Reading").objects
    assert [back.get(pk=pk).undecidable for pk in ids] == [True, False, False, False]
