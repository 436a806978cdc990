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
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: UPDATE refused'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: DELETE refused'); END;
"""


def append_only(table):
    """A migration operation that makes a table append-only. Undone with the table, never alone."""

    def forwards(apps, schema_editor):
        connection = schema_editor.connection
        if connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL.format(table=table), params=None)
            return
        for statement in _SQLITE.format(table=table).split("END;"):
            if statement.strip():
                schema_editor.execute(statement + "END;", params=None)

    return migrations.RunPython(forwards, migrations.RunPython.noop)
