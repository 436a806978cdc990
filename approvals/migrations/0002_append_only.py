from django.db import migrations

from plans.models.append_only import append_only

TABLES = ("approvals_act", "approvals_leaf", "approvals_root", "approvals_decision", "approvals_vote")


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_approvals"), ("plans", "0002_append_only")]

    operations = [append_only(table) for table in TABLES]
