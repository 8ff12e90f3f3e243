"""Suspects know whether everything suggested of them was judged: those judged before this are marked here, by the offences of
which something was said. The next sweep looks at each log anew."""

from django.db import migrations, models


def mark(apps, schema_editor):
    fate, suspect = apps.get_model("screening", "Fate"), apps.get_model("screening", "Suspect")
    newest = fate.objects.filter(newest=True)
    judged = newest.filter(kind__in=["accepted", "rejected"]).values("log_id")
    waiting = newest.filter(kind__in=["asked", "reopened"]).values("log_id")
    suspect.objects.filter(pk__in=judged).exclude(pk__in=waiting).update(judged=True)


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_fates")]
    operations = [
        migrations.AddField(
            "suspect", "judged", models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
