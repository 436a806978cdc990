from django.db import migrations

from plans.models.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cycle", "0014_steps_of_the_cycle")]

    operations = [append_only("cycle_evidence"), append_only("cycle_delivery")]
