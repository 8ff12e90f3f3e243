from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_live_logs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("call_taker", "Call-taker"),
                    ("officer", "Officer"),
                    ("supervisor", "Supervisor"),
                    ("auditor", "Auditor"),
                    ("registrar", "Force crime registrar"),
                    ("chief_officer", "Chief officer"),
                    ("commissioner", "Commissioner's office"),
                    ("administrator", "Administrator"),
                ],
                default="call_taker",
                max_length=20,
            ),
        ),
    ]
