import django.db.models.deletion
from django.db import migrations, models


def outcomes(apps, schema_editor):
    """What was ticked as undecidable becomes an outcome; whether a reading passed follows from its counts."""
    readings = apps.get_model("audit", "Reading").objects
    missed = models.Q()
    for group in ("violence", "sexual", "other"):
        missed |= models.Q(**{f"should_{group}__gt": models.F(f"recorded_{group}")})
    decided = readings.filter(undecidable=False)
    decided.filter(missed).update(passed=False)
    decided.exclude(missed).update(passed=True)
    readings.filter(undecidable=True).update(outcome="undecidable")


def undecidable(apps, schema_editor):
    readings = apps.get_model("audit", "Reading").objects
    readings.filter(outcome="undecidable").update(undecidable=True)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("contact", "0003_keep_logs"),
        ("recording", "0002_live_crimes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=80)),
                ("definition", models.JSONField()),
                ("shipped", models.BooleanField(default=False)),
                ("why", models.CharField(blank=True, default="", max_length=300)),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("entry_seq", models.BigIntegerField()),
            ],
            options={
                "ordering": ["slug", "-number"],
            },
        ),
        migrations.CreateModel(
            name="SecondCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("failure", models.BooleanField()),
                ("probability", models.FloatField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for a second reader"),
                            ("agreed", "both readers agree"),
                            ("disagreed", "the readers disagree: waits for a third"),
                            ("settled", "a third reader has settled it"),
                            ("final", "the registrar has decided"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("reader", models.CharField(blank=True, default="", max_length=150)),
                ("differs", models.JSONField(default=list)),
                ("settled_by", models.CharField(blank=True, default="", max_length=150)),
                ("settled_at", models.DateTimeField(null=True)),
                ("entry_seq", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="reading",
            name="one_current_reading",
        ),
        migrations.AddField(
            model_name="reading",
            name="answers",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="reading",
            name="crimes",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="reading",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("decided", "decided"),
                    ("undecidable", "cannot be decided from the record"),
                    ("withdrawn", "the record was withdrawn or made in error"),
                    ("parked", "parked"),
                    ("referred", "referred to the registrar"),
                ],
                db_default="decided",
                default="decided",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="passed",
            field=models.BooleanField(null=True),
        ),
        migrations.RunPython(outcomes, undecidable),
        migrations.RemoveField(
            model_name="reading",
            name="undecidable",
        ),
        migrations.AddField(
            model_name="reading",
            name="phase",
            field=models.CharField(
                choices=[
                    ("first", "first reading"),
                    ("second", "second reading"),
                    ("third", "third reading"),
                    ("final", "the registrar's decision"),
                ],
                db_default="first",
                default="first",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="seconds",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="through",
            field=models.CharField(db_default="page", default="page", max_length=5),
        ),
        migrations.AddField(
            model_name="sampleitem",
            name="crime",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="recording.crime"
            ),
        ),
        migrations.AddField(
            model_name="sampleitem",
            name="facts",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="sampleitem",
            name="incident",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="recording.reportedincident",
            ),
        ),
        migrations.AddField(
            model_name="sampleitem",
            name="kind",
            field=models.CharField(
                choices=[("log", "log"), ("crime", "crime"), ("incident", "incident")],
                db_default="log",
                default="log",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="sampleitem",
            name="reader",
            field=models.CharField(blank=True, db_default="", default="", max_length=150),
        ),
        migrations.AddField(
            model_name="stratum",
            name="certainty",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="stratum",
            name="score_low",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="stratum",
            name="score_high",
            field=models.IntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="sampleitem",
            name="log",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="contact.log"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)),
                fields=("item", "phase"),
                name="one_current_reading_a_phase",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampleitem",
            constraint=models.UniqueConstraint(fields=("audit", "crime"), name="item_crime_once"),
        ),
        migrations.AddConstraint(
            model_name="sampleitem",
            constraint=models.UniqueConstraint(
                fields=("audit", "incident"), name="item_incident_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampleitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("crime__isnull", True),
                        ("incident__isnull", True),
                        ("kind", "log"),
                        ("log__isnull", False),
                    ),
                    models.Q(
                        ("crime__isnull", False),
                        ("incident__isnull", True),
                        ("kind", "crime"),
                        ("log__isnull", True),
                    ),
                    models.Q(
                        ("crime__isnull", True),
                        ("incident__isnull", False),
                        ("kind", "incident"),
                        ("log__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="item_is_one_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="programmeversion",
            constraint=models.UniqueConstraint(
                fields=("slug", "number"), name="programme_version_once"
            ),
        ),
        migrations.AddField(
            model_name="audit",
            name="programme",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audits",
                to="audit.programmeversion",
            ),
        ),
        migrations.AddField(
            model_name="secondcheck",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="check_up",
                to="audit.sampleitem",
            ),
        ),
        migrations.AddIndex(
            model_name="secondcheck",
            index=models.Index(fields=["state"], name="second_check_by_state"),
        ),
    ]
