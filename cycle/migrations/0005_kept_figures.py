from django.db import migrations, models

from plans.models.append_only import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("cycle", "0004_figures_files"), ("approvals", "0002_append_only")]

    operations = [
        migrations.AlterField(
            model_name="period",
            name="due_on",
            field=models.DateField(help_text="The last day on which its figures are on time."),
        ),
        append_only("cycle_measurement"),
        append_only("cycle_confirmation"),
        append_only("cycle_validation"),
        append_only("cycle_answer"),
        never_deleted("cycle_ownership"),
        never_deleted("cycle_period"),
    ]
