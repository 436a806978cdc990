from django.db import migrations

# phases that were one step, and the first of the steps that they are now
FIRST_OF = {"planning": "consultation", "implementing": "alignment"}
FLOW = "cycle/flows.CycleFlow"


def moved(apps, schema_editor):
    """Cycles that wait in a phase wait at its first step."""
    tasks = apps.get_model("viewflow", "Task").objects.filter(finished__isnull=True)
    for phase, step in FIRST_OF.items():
        tasks.filter(flow_task=f"{FLOW}.{phase}").update(flow_task=f"{FLOW}.{step}")


class Migration(migrations.Migration):
    dependencies = [("cycle", "0015_kept_evidence"), ("viewflow", "0015_task_scheduled")]

    operations = [migrations.RunPython(moved, migrations.RunPython.noop)]
