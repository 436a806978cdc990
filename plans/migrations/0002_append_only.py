from django.db import migrations

from plans.models.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_plan")]

    operations = [append_only(table) for table in ("plans_version", "plans_revision", "plans_draft")]
