from django.db import migrations

from plans.models.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cycle", "0007_operational_courses")]

    operations = [
        append_only("cycle_assessment"),
        append_only("cycle_progress"),
        append_only("cycle_deviationlink"),
    ]
