from django.db import migrations


def keep(apps, schema_editor):
    """What documents said of their bytes, as stages: prepared, then sealed, with a timestamp where they have one."""
    documents, stages = (apps.get_model("plans", name).objects for name in ("SealedDocument", "DocumentStage"))
    for document in documents.exclude(rendered_digest=""):
        made = [("prepared", document.rendered_file, document.rendered_digest, document.rendered_at)]
        if document.sealed_at:
            last = "archived" if document.timestamps else "sealed"
            made.append((last, document.sealed_file, document.sealed_digest, document.sealed_at))
        for number, (stage, file, digest, made_at) in enumerate(made, start=1):
            stages.create(document=document, number=number, stage=stage, file=file, digest=digest, made_at=made_at)


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_document_stages")]

    operations = [migrations.RunPython(keep)]
