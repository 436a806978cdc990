from django.db import migrations

from plans.models.append_only import append_only, never_deleted

APPEND_ONLY = ("approvals_attendance", "approvals_rootletter", "approvals_rule")
KEPT = (
    "approvals_seatterm",
    "approvals_office",
    "approvals_delegate",
    "approvals_substitution",
    "approvals_proxy",
    "approvals_interest",
    "approvals_meeting",
    "approvals_agendaitem",
)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0004_governance")]

    operations = [
        append_only("approvals_decision", again=True),
        append_only("approvals_vote", again=True),
        append_only("approvals_act", again=True),
        append_only("approvals_root", again=True),
        *(append_only(table) for table in APPEND_ONLY),
        *(never_deleted(table) for table in KEPT),
    ]
