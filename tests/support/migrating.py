"""Databases of a test's own in one process: migrated to a state, or made from the models."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dj_database_url
from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from tests.settings import POSTGRES_SERVER


@contextmanager
def scratch_database(template: str = "") -> Iterator[str]:
    """Make a database of the kind under test and yield its DATABASE_URL; remove it at the end.

    It is empty, or a copy of `template`, a file or the name of a database, to which nobody is connected.
    """
    if POSTGRES_SERVER is None:
        with TemporaryDirectory(prefix="budget-database-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "database.sqlite3"
            if template:
                shutil.copyfile(template, file)
            yield f"sqlite:///{file}"
        return
    POSTGRES_SERVER.start()
    with POSTGRES_SERVER.scratch_database(template or "template1") as url:
        yield url


@contextmanager
def connected(url: str) -> Iterator[None]:
    """Let Django's default connection lead to the database of `url` for the length of the block."""
    before = connections["default"]
    own = before.copy("default")
    own.settings_dict["NAME"] = dj_database_url.parse(url)["NAME"]
    connections["default"] = own
    try:
        yield
    finally:
        own.close()
        connections["default"] = before


@contextmanager
def copied() -> Iterator[None]:
    """Let the default connection lead to a copy of the database that it led to, for the length of the block."""
    name = str(connection.settings_dict["NAME"])
    connection.close()
    with scratch_database(name) as url, connected(url):
        yield


def migrate_to(targets: Iterable[tuple[str, str]] | None = None) -> Any:
    """Migrate the default database to some migrations, by default the newest; return the apps of that state."""
    executor = MigrationExecutor(connection)
    wanted = list(targets) if targets is not None else executor.loader.graph.leaf_nodes()
    executor.migrate(wanted)
    return executor.loader.project_state(wanted).apps


def make_from_models() -> None:
    """Make the tables of all models in an empty database."""
    with connection.schema_editor() as editor:
        for model in apps.get_models(include_auto_created=True):
            # A table of many to many rows is made with the model that declares it.
            if not model._meta.auto_created and model._meta.managed and not model._meta.proxy:
                editor.create_model(model)


def schema(labels: Iterable[str]) -> dict[str, Any]:
    """Return table -> its columns and constraints, as the database tells them, of the models of some apps."""
    models = [
        model
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not model._meta.proxy
    ]
    with connection.cursor() as cursor:
        return {model._meta.db_table: _table(connection, cursor, model._meta.db_table) for model in models}


def _table(database: BaseDatabaseWrapper, cursor: Any, name: str) -> tuple[dict[str, Any], list[Any]]:
    """Return the columns by name, and the constraints and indexes in order."""
    described = database.introspection.get_table_description(cursor, name)
    columns = {column.name: tuple(column)[1:] for column in described}
    constraints = []
    for key, found in database.introspection.get_constraints(cursor, name).items():
        # SQLite numbers foreign keys and constraints without a name as they stand in the table's definition.
        shown = key if (found["index"] or found["check"]) and not key.startswith("__unnamed") else ""
        definition = {**found, "columns": found["columns"] or [], "orders": found.get("orders") or []}
        constraints.append((shown, sorted(map(repr, definition.items()))))
    return columns, sorted(constraints)
