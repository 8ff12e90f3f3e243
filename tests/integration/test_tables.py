"""A new installation's tables, made at once, are those to which the migrations lead one by one."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as StepByStep
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from onrecord.ledger import triggers
from onrecord.web import tables
from onrecord.web.management.commands.migrate import Command as AtOnce

PLACES = ["default"] if settings.ONE_DATABASE else ["default", "reads"]


@pytest.fixture
def emptied(django_db_setup, django_db_blocker, tmp_path):
    """A function: under this name, an empty database of its own for a while."""

    @contextmanager
    def emptied(alias: str, name: str) -> Iterator[object]:
        usual = connections[alias]
        values = copy.deepcopy(usual.settings_dict)
        if usual.vendor == "sqlite":
            values["NAME"] = str(tmp_path / f"{alias}-{name}.sqlite3")
        else:
            values["NAME"] = f"tables_{name}"
            with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
                server.execute(f"DROP DATABASE IF EXISTS {values['NAME']}")
                server.execute(f"CREATE DATABASE {values['NAME']}")
        connections[alias] = type(usual)(values, alias)
        try:
            with django_db_blocker.unblock():
                yield connections[alias]
        finally:
            connections[alias].close()
            connections[alias] = usual
            if usual.vendor != "sqlite":
                with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
                    server.execute(f"DROP DATABASE {values['NAME']}")

    return emptied


def parts(statement: str) -> list[str]:
    """What stands between the outermost commas of CREATE TABLE: columns and constraints, in no order."""
    found, depth = [""], 0
    for letter in statement[statement.index("(") + 1 : statement.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return sorted(part.strip() for part in found)


POSTGRES = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,"
    " is_identity, identity_generation FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}


def described(connection) -> dict[str, object]:
    """Everything that the database says of itself, and how many rows each table has."""

    def rows(query: str) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return sorted(cursor.fetchall(), key=repr)

    if connection.vendor == "sqlite":
        made = rows("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        found = {
            "made": [
                (*row[:3], parts(row[3]) if row[3].startswith("CREATE TABLE") else row[3])
                for row in made
            ]
        }
    else:
        found = {name: rows(query) for name, query in POSTGRES.items()}
    names = connection.introspection.table_names()
    found["rows"] = {name: rows(f'SELECT count(*) FROM "{name}"') for name in sorted(names)}
    found["migrations"] = rows("SELECT app, name FROM django_migrations")
    if "auth_permission" in names:
        found["permissions"] = rows(
            "SELECT app_label, model, codename, name FROM auth_permission p"
            " JOIN django_content_type t ON t.id = p.content_type_id"
        )
    return found


@pytest.mark.parametrize("alias", PLACES)
def test_both_ways_lead_to_the_same_database(emptied, alias):
    with emptied(alias, "steps") as connection:
        call_command(StepByStep(), database=alias, verbosity=0, interactive=False)
        steps = described(connection)
    with emptied(alias, "once") as connection:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        once = described(connection)
        executor = MigrationExecutor(connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        if alias == "default":
            assert triggers.missing(connection) == []
    assert len(once["rows"]) == (4 if alias == "reads" else len(steps["rows"]))
    for name, expected in steps.items():
        assert once[name] == expected, name


def test_the_steps_are_gone_through_where_there_are_tables_and_where_they_are_asked_for(
    emptied, monkeypatch
):
    def all_at_once(*args, **kwargs):
        raise AssertionError("made at once")

    with emptied("default", "asked") as connection:
        said = StringIO()
        call_command("migrate", plan=True, stdout=said)
        assert "people.0001_initial" in said.getvalue()
        assert tables.is_empty(connection)
        monkeypatch.setattr("onrecord.web.management.commands.migrate.make_all", all_at_once)
        with pytest.raises(AssertionError, match="made at once"):
            call_command("migrate", verbosity=0)
        call_command("migrate", "contenttypes", verbosity=0)
        there = connection.introspection.table_names()
        assert sorted(there) == ["django_content_type", "django_migrations"]
        # The rest follows step by step: nobody's tables are taken for an empty database.
        planned = []
        monkeypatch.setattr(
            StepByStep, "handle", lambda self, *args, **options: planned.append(options)
        )
        call_command(AtOnce(), verbosity=0)
        assert len(planned) == 1


def test_what_is_broken_off_leaves_an_empty_database(emptied, monkeypatch):
    def broken(connection):
        raise OSError(28, "No space left on device")

    with emptied("default", "broken") as connection:
        with monkeypatch.context() as patch:
            patch.setattr(tables, "make_tables", broken)
            with pytest.raises(OSError, match="No space"):
                call_command("migrate", verbosity=0)
        assert tables.is_empty(connection)
        call_command("migrate", verbosity=0)
        assert "people_user" in connection.introspection.table_names()
