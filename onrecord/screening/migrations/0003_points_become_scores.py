from django.db import migrations
from django.db.models import F


def as_scores(apps, schema_editor):
    """Sums of points become scores as the finder keeps them (tenths of a point above -200), so that a list is in one order
    until everything has been scored anew."""
    apps.get_model("screening", "Suspect").objects.update(score=(F("score") + 200) * 10)


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_finder_scores")]

    operations = [migrations.RunPython(as_scores, migrations.RunPython.noop)]
