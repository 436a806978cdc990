from django.db import migrations, models
from django.db.models import Q

from plans.models.append_only import never_deleted


class Migration(migrations.Migration):
    dependencies = [("cycle", "0012_kept_reports")]

    operations = [
        migrations.RemoveConstraint("ownership", "ownership_one_at_a_time"),
        migrations.RenameField("ownership", "kpi", "element"),
        migrations.AlterField("ownership", "element", models.CharField(max_length=80, help_text="Its key.")),
        migrations.AlterModelOptions("ownership", {"ordering": ["element", "starts_at"]}),
        migrations.AddConstraint(
            "ownership",
            models.UniqueConstraint(
                fields=["element"], condition=Q(ends_at__isnull=True), name="ownership_one_at_a_time"
            ),
        ),
        never_deleted("cycle_ownership", again=True),
    ]
