"""Rows written as tuples: `bulk_create` spends most of its time on objects and on the text of statements.

SQLite takes the rows by one prepared statement, PostgreSQL by COPY. No signal is sent, and no `save` or
`pre_save` runs: the caller gives the values that those would set.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Field, Model

from budget.store.data_version import is_shown, raise_version

Row = tuple[Any, ...]
# What converts the values of a column, by its place.
_Converters = tuple[tuple[int, Callable[[Any], Any]], ...]

# Columns of these types take a Python value as it is, on both databases.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


class _Statement(NamedTuple):
    """How rows of some columns are written: the values of the other columns, and the columns to convert."""

    sql: str
    defaults: Row
    converters: _Converters


def reserve_ids(model: type[Model], number: int) -> Sequence[int]:
    """Return so many ids that no other row of the model has or will get, in ascending order.

    The caller is in a transaction: on SQLite nobody else writes until it ends.
    """
    if not number:
        return ()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, _column(model._meta.pk), number],
            )
            return sorted(key for (key,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last: int = found[0] if found else 0
        if found:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + number, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
    return range(last + 1, last + number + 1)


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of these columns (a relation by its `attname`) in the caller's transaction.

    The other columns get their defaults, the id that of the database where it is not among the columns.
    """
    values = list(rows)
    if not values:
        return
    statement = _statement(model, tuple(columns), connection.vendor)
    complete = _converted(values, statement.converters)
    if defaults := statement.defaults:
        complete = [row + defaults for row in complete]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if is_shown(model._meta.db_table):
                raise_version(connection)  # COPY passes by what watches the connection
            with connection.wrap_database_errors, cursor.copy(statement.sql) as copy:
                for row in complete:
                    copy.write_row(row)
        else:
            cursor.executemany(statement.sql, complete)


def insert_objects(rows: Sequence[Model]) -> None:
    """Insert new rows of one model, which have their ids, with all their columns."""
    if rows:
        columns = tuple(field.attname for field in rows[0]._meta.concrete_fields)
        insert(type(rows[0]), columns, [tuple(getattr(row, name) for name in columns) for row in rows])
    for row in rows:
        row._state.adding = False


def update(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Set these columns of stored rows; each row is the values of the columns and then its id.

    PostgreSQL takes all rows in one statement, an array for each column, where none is converted.
    """
    values = list(rows)
    if not values:
        return
    quote = connection.ops.quote_name
    fields = [_field(model, name) for name in columns]
    key = _field(model, model._meta.pk.attname)
    table = quote(model._meta.db_table)
    converters = _converters(fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not converters:
            arrays = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in (*fields, key))
            named = ", ".join(quote(_column(field)) for field in (*fields, key))
            settings = ", ".join(f"{quote(_column(one))} = new.{quote(_column(one))}" for one in fields)
            cursor.execute(
                f"UPDATE {table} SET {settings} FROM unnest({arrays}) AS new ({named}) "  # noqa: S608  # columns
                f"WHERE {table}.{quote(_column(key))} = new.{quote(_column(key))}",
                [list(column) for column in zip(*values, strict=True)],
            )
            return
        settings = ", ".join(f"{quote(_column(field))} = %s" for field in fields)
        sql = f"UPDATE {table} SET {settings} WHERE {quote(_column(key))} = %s"  # noqa: S608  # names of columns
        cursor.executemany(sql, _converted(values, converters))


def delete(model: type[Model], column: str, value: int) -> None:
    """Delete the rows of a model that no other row refers to, by the value of a column."""
    quote = connection.ops.quote_name
    table, named = quote(model._meta.db_table), quote(_column(_field(model, column)))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {named} = %s", [value])  # noqa: S608  # names of columns


def _converted(rows: list[Row], converters: _Converters) -> list[Row]:
    """The rows with the values of some of their columns converted."""
    if not converters:
        return rows
    columns = list(zip(*rows, strict=True))
    for at, convert in converters:
        columns[at] = tuple(map(convert, columns[at]))
    return list(zip(*columns, strict=True))


@lru_cache
def _statement(model: type[Model], columns: tuple[str, ...], vendor: str) -> _Statement:
    given = [_field(model, name) for name in columns]
    others = [field for field in model._meta.concrete_fields if field not in given and not field.primary_key]
    quote = connection.ops.quote_name
    named = ", ".join(quote(_column(field)) for field in (*given, *others))
    table = quote(model._meta.db_table)
    if vendor == "postgresql":
        sql = f"COPY {table} ({named}) FROM STDIN"
    else:
        values = ", ".join(["%s"] * (len(given) + len(others)))
        sql = f"INSERT INTO {table} ({named}) VALUES ({values})"  # noqa: S608  # names of columns
    return _Statement(sql, tuple(_default(field) for field in others), _converters(given))


def _field(model: type[Model], attname: str) -> Field[Any, Any]:
    """Return the field of a column. Raises KeyError where the model has none of this name."""
    return {field.attname: field for field in model._meta.concrete_fields}[attname]


def _column(field: Field[Any, Any]) -> str:
    name = field.column
    if name is None:
        raise TypeError(f"{field} has no column")
    return name


def _default(field: Field[Any, Any]) -> Any:
    return field.get_db_prep_save(field.get_default(), connection)


def _converters(fields: Sequence[Field[Any, Any]]) -> _Converters:
    """What converts the values of columns, by place. A column without a converter takes them as they are."""
    return tuple((at, _converter(field)) for at, field in enumerate(fields) if not isinstance(field, _PLAIN))


def _converter(field: Field[Any, Any]) -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField) and field.encoder is None and connection.vendor == "sqlite":
        return _as_json  # what the field gives, at once

    def convert(value: Any) -> Any:
        return None if value is None else field.get_db_prep_save(value, connection)

    return convert


def _as_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)
