from django.db import connection


def lock_shared(model, pk):
    """Locks a row so that others may read and lock it likewise, but nobody may change it, until the transaction
    ends. On SQLite a transaction of ours is alone anyway (IMMEDIATE)."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [pk])  # noqa: S608, our own name
