from datetime import UTC, datetime

from django.db import migrations, models

from plans.models.append_only import never_deleted


class Migration(migrations.Migration):
    dependencies = [("cycle", "0008_kept_progress")]

    operations = [
        migrations.AddField(
            "period",
            "opened_at",
            models.DateTimeField(default=datetime(1970, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        never_deleted("cycle_period", again=True),
    ]
