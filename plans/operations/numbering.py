from django.db import connection

from plans.models import Numbering

# One statement on both databases: the row is made or raised, locked and read at once.
_TAKE = (
    "INSERT INTO {table} (series, last) VALUES (%s, 1) "
    "ON CONFLICT (series) DO UPDATE SET last = {table}.last + 1 RETURNING last"
)


def take_number(series):
    """The next number of a series, from 1. Inside a transaction; others wait for its end."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(table=connection.ops.quote_name(Numbering._meta.db_table)), [series])
        return cursor.fetchone()[0]
