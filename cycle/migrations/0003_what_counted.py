"""Figures counted as soon as they were entered: those of before stand as confirmed by who entered them."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F


def confirm(apps, schema_editor):
    period, measurement = apps.get_model("cycle", "Period"), apps.get_model("cycle", "Measurement")
    for one in period.objects.filter(due_on=None):
        one.due_on = one.end + timedelta(days=31)
        one.save(update_fields=["due_on"])
    confirmation = apps.get_model("cycle", "Confirmation")
    entered = measurement.objects.filter(confirmation=None).annotate(who=F("entered_by"), moment=F("entered_at"))
    confirmation.objects.bulk_create(
        (confirmation(measurement_id=one.pk, by_id=one.who, at=one.moment) for one in entered.iterator()),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("cycle", "0002_figures")]

    operations = [migrations.RunPython(confirm, migrations.RunPython.noop)]
