"""The rows of a SQLite database moved into an empty PostgreSQL database, with their keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model

_SOURCE: Final = "moved"


class MoveFailed(Exception):
    """The rows cannot be moved, and nothing was; the message says why, and what to do."""


def move_from(file: Path) -> dict[str, int]:
    """Put all rows of a SQLite file into the default database, a migrated PostgreSQL; return them by table.

    All or nothing. Raises MoveFailed where the file is no database of this version of the site, where the
    default database is not PostgreSQL or has disclosures or users, or where it does not take a row.
    """
    if connection.vendor != "postgresql":
        raise MoveFailed("Name the PostgreSQL database in DATABASE_URL.")
    if not file.is_file():
        raise MoveFailed(f"{file} is not there: name the SQLite file.")
    _require_empty()
    with _opened(file) as source:
        try:
            _require_equal_state(source)
            with transaction.atomic():
                return _copy(source)
        except DatabaseError as error:
            raise MoveFailed(f"Nothing was moved: {error}") from error


@contextmanager
def _opened(file: Path) -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection that only reads the file."""
    settings = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{file.absolute().as_uri()}?mode=ro",
        "OPTIONS": {"uri": True},
    }
    connections.databases[_SOURCE] = connections.configure_settings({"default": settings})["default"]
    try:
        yield connections[_SOURCE]
    finally:
        connections[_SOURCE].close()
        del connections[_SOURCE], connections.databases[_SOURCE]


def _require_equal_state(source: BaseDatabaseWrapper) -> None:
    found, wanted = (MigrationRecorder(one).applied_migrations().keys() for one in (source, connection))
    if found != wanted:
        app, name = min(found ^ wanted)
        raise MoveFailed(
            f"The two databases are not of one version ({app}.{name}): call migrate with each of them."
        )


def _require_empty() -> None:
    for label in ("budget.Disclosure", "auth.User"):
        if apps.get_model(label)._base_manager.exists():
            raise MoveFailed("The PostgreSQL database has data already: name an empty one.")


def _copy(source: BaseDatabaseWrapper) -> dict[str, int]:
    """Copy every table. What migrations wrote is replaced: the source has it, with what people made of it."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(quote(model._meta.db_table) for model in models)}")
        numbers = {model._meta.db_table: _copy_table(source, cursor, model) for model in models}
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    return numbers


def _copy_table(source: BaseDatabaseWrapper, cursor: Any, model: type[Model]) -> int:
    """Copy one table by COPY; return the number of its rows."""
    fields: list[Field[Any, Any]] = [field for field in model._meta.concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    rows = model._base_manager.using(source.alias).order_by("pk")
    number = 0
    with cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy:
        for row in rows.values_list(*(field.attname for field in fields)).iterator(chunk_size=2000):
            copy.write_row(
                [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
            )
            number += 1
    return number
