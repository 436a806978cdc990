"""Queries that are built and compiled to SQL once in a process, and afterwards only given their values.

A query is a function that takes plain values by name and returns a queryset. Whole numbers, strings and moments are
what differs from one run to the next; everything else (a member of an enumeration, None) is part of the query's shape,
and each shape is compiled by itself. Compiling costs several times what running does where a query joins a dozen
tables, and while an operation holds a lock everybody else waits for it. Every app asks here: it is the lowest room.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, CharField, DateTimeField, Expression, QuerySet

# more than there are in the code; what is asked of a list of ids has a shape for each list
MOST_SHAPES = 500
_FIELDS = {int: BigIntegerField(), str: CharField(), datetime: DateTimeField()}


@dataclass(frozen=True)
class Ask:
    """A query and what it is asked with: `query` is a function at a module's level, `values` its arguments."""

    query: Callable[..., QuerySet]
    values: dict[str, Any] = field(default_factory=dict)


def ask(query, **values):
    """An Ask."""
    return Ask(query, values)


def rows(query, **values):
    """What a query gives with these values, as a list: model instances, or what its values() or values_list() says.

    `query` is a function at a module's level that returns a queryset without prefetching. Its shape may hold anything
    that can be a key of a dict; whole numbers, strings and moments are given to it as expressions, so it may filter and
    annotate by them, not look at them.
    """
    return together(_alone, [Ask(query, values)])


def together(query, asks):
    """The same for a function that makes one query of several: it is given a list of querysets, one for each Ask."""
    shapes, values = [], {}
    for number, each in enumerate(asks):
        varying = {name: value for name, value in each.values.items() if type(value) in _FIELDS}
        values |= {(number, name): value for name, value in varying.items()}
        shape = frozenset((name, value) for name, value in each.values.items() if name not in varying)
        shapes.append((each.query, shape, frozenset((name, type(value)) for name, value in varying.items())))
    return list(_run(*_compiled(query, tuple(shapes)), values))


def _alone(querysets):
    return querysets[0]


class _Slot(Expression):
    """Where a value will stand."""

    def __init__(self, key, output_field):
        super().__init__(output_field=output_field)
        self.key = key

    def as_sql(self, _compiler, _connection):
        return "%s", [self]

    def get_group_by_cols(self):
        return []

    def filled(self, values, connection):
        return self.output_field.get_db_prep_value(values[self.key], connection=connection)


@lru_cache(MOST_SHAPES)
def _compiled(query, shapes):
    """The queryset, a compiler that has done its work on it, and the SQL and parameters that came of that."""
    queryset = query(
        [
            part(**dict(shape), **{name: _Slot((number, name), _FIELDS[kind]) for name, kind in slots})
            for number, (part, shape, slots) in enumerate(shapes)
        ]
    )
    compiler = queryset.query.get_compiler(queryset.db)
    sql, params = compiler.as_sql()
    compiler.connection = None
    return queryset, compiler, sql, params


def _run(queryset, compiler, sql, params, values):
    """The queryset's own way of making rows, over the SQL that is there."""
    connection = connections[compiler.using]
    assert connection.in_atomic_block or not queryset.query.select_for_update, "a lock lasts as long as its transaction"
    filled = tuple(param.filled(values, connection) if isinstance(param, _Slot) else param for param in params)
    compiler = copy(compiler)
    compiler.connection, compiler.as_sql = connection, lambda: (sql, filled)
    query = copy(queryset.query)
    query.get_compiler = lambda *_using, **_connection: compiler
    run = QuerySet(queryset.model, query=query, using=compiler.using)
    run._iterable_class, run._fields = queryset._iterable_class, queryset._fields
    return run
