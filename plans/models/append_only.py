"""Tables whose rows are never changed or removed: the database itself refuses, on both kinds of database."""

from django.db import migrations

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION plenary_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION plenary_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION plenary_refuse();
"""
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END;
CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END;
"""


def append_only(table, *, again=False):
    """A migration operation that makes a table append-only. Undone with the table, never alone.

    `again` is for a migration that has altered the table: SQLite then makes it anew, without its triggers.
    """

    def forwards(apps, schema_editor):
        connection = schema_editor.connection
        if connection.vendor == "postgresql":
            if not again:
                schema_editor.execute(_POSTGRESQL.format(table=table), params=None)
            return
        for statement in _SQLITE.format(table=table).split("END;"):
            if statement.strip():
                schema_editor.execute(statement + "END;", params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop)


_NO_DELETE_POSTGRESQL = """
CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION plenary_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION plenary_refuse();
"""
_NO_DELETE_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_kept BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END;
"""


def never_deleted(table, *, again=False):
    """A migration operation that keeps every row of a table: it may be dated to its end, and never removed. `again` as
    for append_only."""

    def forwards(apps, schema_editor):
        postgresql = schema_editor.connection.vendor == "postgresql"
        if postgresql and again:
            return
        statements = _NO_DELETE_POSTGRESQL if postgresql else _NO_DELETE_SQLITE
        schema_editor.execute(statements.format(table=table), params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop)
