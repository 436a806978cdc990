from datetime import datetime, time

from django.db import migrations
from django.utils.timezone import make_aware


def opened(apps, schema_editor):
    """Periods of before were opened by their first figure, or when they began."""
    measurements = apps.get_model("cycle", "Measurement").objects.order_by("entered_at")
    for period in apps.get_model("cycle", "Period").objects.all():
        first = measurements.filter(period=period).values_list("entered_at", flat=True).first()
        period.opened_at = first or make_aware(datetime.combine(period.start, time()))
        period.save(update_fields=["opened_at"])


class Migration(migrations.Migration):
    dependencies = [("cycle", "0009_periods_opened_at")]

    operations = [migrations.RunPython(opened, migrations.RunPython.noop)]
