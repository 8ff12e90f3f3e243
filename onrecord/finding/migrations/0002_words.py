"""The words of the index: a table of the database's own kind."""

from django.db import migrations


def make(apps, schema_editor):
    from onrecord.finding.store import make_tables

    make_tables(schema_editor.connection)


def drop(apps, schema_editor):
    from onrecord.finding.store import drop_tables

    drop_tables(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("finding", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
