import django.db.models.deletion
from django.db import migrations, models

from plans.models.append_only import append_only

STAGES = ["rendered", "prepared", "sealed", "approved", "archived"]


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_archive_timestamps")]

    operations = [
        migrations.CreateModel(
            name="DocumentStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("stage", models.CharField(choices=[(stage, stage) for stage in STAGES], max_length=20)),
                ("file", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="plans.sealeddocument"
                    ),
                ),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.AddConstraint(
            model_name="documentstage",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="document_stage_once"),
        ),
        append_only("plans_documentstage"),
    ]
