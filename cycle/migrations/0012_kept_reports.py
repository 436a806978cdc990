from django.db import migrations

from plans.models.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cycle", "0011_published_reports"), ("approvals", "0011_acts_of_deviations_and_reports")]

    operations = [append_only("cycle_publishedreport")]
