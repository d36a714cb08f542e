"""Whether the database has the tables that this version of the site needs."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def missing_migrations() -> list[str]:
    """Return the last migration of each app ("budget.0024_order_of_reading") that the database lacks.

    Raises django.db.Error where the database does not answer.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in _last_migrations() if (app, name) not in applied]


@cache
def _last_migrations() -> list[tuple[str, str]]:
    """The last migrations of all apps, as this version has them on disk."""
    return sorted(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())
