from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_ran")]

    operations = [
        migrations.AlterField(
            model_name="outgoing",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mail", "e-mail"),
                    ("hook", "to a program"),
                    ("repo", "e-mail to a reporter"),
                ],
                max_length=4,
            ),
        )
    ]
