from django.db import migrations

from plans.models.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("approvals", "0007_checking_in_and_composition")]

    operations = [append_only("approvals_checkin")]
