from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_alerts")]

    operations = [
        migrations.CreateModel(
            name="Ran",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
