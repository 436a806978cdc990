from django.db import migrations

from plans.models.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_lapses")]

    operations = [append_only("plans_revision", again=True), append_only("plans_lapse")]
