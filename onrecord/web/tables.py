"""All tables of a new installation, made at once.

Going through every migration from the first to the last takes most of the time that a new installation takes, and
`onrecord check` makes a throw-away one each time. An empty database needs none of the steps in between: its tables are made
as the last migrations leave them, and the migrations are noted as done, so that later ones find their place. Both ways lead
to the same database: tests/integration/test_tables.py.
"""

from django.core.management.sql import emit_post_migrate_signal
from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from onrecord.finding.store import make_tables
from onrecord.ledger import triggers


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is no table yet."""
    return not connection.introspection.table_names(include_views=True)


def make_all(connection: BaseDatabaseWrapper, *, verbosity: int = 0) -> None:
    """Make what the migrations make, all or nothing, in an empty database.

    What a migration does to rows has no rows here. What it makes by hand, no model says: it is named below.
    """
    alias, loader = connection.alias, MigrationLoader(None)
    latest = loader.project_state().apps
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        editor.create_model(recorder.Migration)
        for config in latest.get_app_configs():
            for model in router.get_migratable_models(config, alias):
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
        if router.allow_migrate(alias, "ledger"):
            triggers.install(connection)
        if router.allow_migrate(alias, "finding"):
            make_tables(connection)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in loader.graph.nodes
        )
    emit_post_migrate_signal(verbosity, False, alias)
