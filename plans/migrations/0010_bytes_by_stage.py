from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_kept_bytes")]

    operations = [
        migrations.AddField("sealeddocument", "again_at", models.DateTimeField(blank=True, null=True)),
        migrations.RemoveConstraint(model_name="sealeddocument", name="document_rendered_before_it_is_sealed"),
        migrations.RemoveIndex(model_name="sealeddocument", name="document_to_renew"),
        *(
            migrations.RemoveField(model_name="sealeddocument", name=name)
            for name in (
                "rendered_at",
                "rendered_digest",
                "rendered_file",
                "sealed_digest",
                "sealed_file",
                "timestamps",
            )
        ),
        migrations.AddIndex(
            model_name="sealeddocument",
            index=models.Index(
                condition=models.Q(("proved_until__isnull", False)), fields=["proved_until"], name="document_to_renew"
            ),
        ),
    ]
