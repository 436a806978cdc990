from django.db import migrations

from approvals.rules import outcomes

TERMS = {
    "silence": {"hours": 72},
    "urgent": {"days": 5},
    "ratification": {"days": 400},
    "corrigendum": {"days": 14},
}


def add_missing(apps, schema_editor):
    """An installation that has rules already gets those that this release asks for; a new one loads them with its
    bodies."""
    Rule = apps.get_model("approvals", "Rule")
    oldest = Rule.objects.order_by("in_force_from").first()
    if oldest is None:
        return
    values = {("outcomes", rule.key): outcomes.as_json(rule) for rule in outcomes.READY}
    values |= {("deadline", key): value for key, value in TERMS.items()}
    for (kind, key), value in values.items():
        if not Rule.objects.filter(kind=kind, key=key).exists():
            Rule.objects.create(kind=kind, key=key, version=1, value=value, in_force_from=oldest.in_force_from)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_kept_terms")]

    operations = [migrations.RunPython(add_missing, migrations.RunPython.noop)]
