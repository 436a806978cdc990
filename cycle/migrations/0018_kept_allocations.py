from django.db import migrations

from plans.models.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cycle", "0017_allocations")]

    operations = [append_only("cycle_allocation")]
