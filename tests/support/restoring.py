"""The test database as it was migrated, for the end of tests with transactions of their own.

Django's flush empties every table and writes types of content, permissions and roles anew, with other keys. What was
migrated is copied back here instead, with its version of the data: nothing that a process remembers of it is wrong.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import psycopg
from django.db import connections
from psycopg import sql

# Beside the tables of the site, the rows that were migrated.
KEPT_IN = "migrated"
# Migrations are never taken back in the test database.
TABLES = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind = 'r' AND relname <> 'django_migrations' ORDER BY relname
"""


def restoring_sqlite(file: str, migrated: str) -> Callable[[], None]:
    """Return what copies the file of a migrated database over the test database."""

    def restore() -> None:
        connections.close_all()
        with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)

    return restore


def restoring_postgresql(url: str) -> Callable[[], None]:
    """Keep the rows of the test database; return what leaves no others in it."""
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute(TABLES).fetchall()]
        kept = _filled(connection, tables)
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(KEPT_IN)))
        for name in kept:
            make = sql.SQL("CREATE TABLE {} AS TABLE {}")
            connection.execute(make.format(sql.Identifier(KEPT_IN, name), sql.Identifier(name)))
    delete = {name: sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in tables}
    insert = [
        sql.SQL("INSERT INTO {} SELECT * FROM {}").format(sql.Identifier(name), sql.Identifier(KEPT_IN, name))
        for name in kept
    ]
    # As TRUNCATE does, this waits for transactions of killed processes, which end a moment later.
    lock = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(
        sql.SQL(", ").join(map(sql.Identifier, tables))
    )

    def restore() -> None:
        connections.close_all()
        with psycopg.connect(url) as connection:
            # Triggers keep what is written for good, check foreign keys, and raise the version.
            connection.execute("SET session_replication_role = replica")
            connection.execute(lock)
            deletions = [delete[name] for name in _filled(connection, tables)]
            connection.execute(sql.SQL("; ").join([*deletions, *insert]))

    return restore


def _filled(connection: psycopg.Connection, tables: list[str]) -> list[str]:
    """Return the tables that have rows."""
    one = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    each = [one.format(sql.Literal(name), sql.Identifier(name)) for name in tables]
    return [name for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(each)).fetchall()]
