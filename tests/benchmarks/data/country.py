"""Databases with many copies of imported tables: `imported` stores a few, `multiply` copies all their rows.

Rows are copied by INSERT … SELECT with new keys, for every table that belongs to a department: the rows of the
tables, their findings, their stored figures, their entries of the search index. A copy's department lies in
a region of its own. Facts, which hold keys in their bytes, are made anew afterwards (`facts.rebuild`).
Works on SQLite and PostgreSQL. The caller has set up Django with the settings of the tests.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import Max

from budget.disclosure.read import read
from budget.models import Department, Disclosure, FactBlock, Project, RetiredProject, SearchText
from budget.models.search import SearchKind
from budget.search.words import mark_of, tokens_of
from budget.store import disclosures, facts
from budget.store.sources import Received
from budget.store.statistics import refresh_statistics
from tests import settings as test_settings
from tests.benchmarks.data.tables import Table


class Databases:
    """Databases by name, on SQLite as files of a directory, on PostgreSQL on the server of the settings.

    `use` makes one of them the default connection's. They outlast the process where the directory, or the
    server of TEST_DATABASE_URL, does.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._is_sqlite = connection.vendor == "sqlite"
        if not self._is_sqlite:
            if test_settings.POSTGRES_SERVER is not None:
                test_settings.POSTGRES_SERVER.start()
            self._first = connection.settings_dict["NAME"]

    def exists(self, name: str) -> bool:
        if self._is_sqlite:
            return self._path(name).exists()
        with self._maintenance() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def use(self, name: str) -> None:
        """Connect to a database."""
        connection.close()
        connection.settings_dict["NAME"] = str(self._path(name)) if self._is_sqlite else name

    def create(self, name: str, build: Callable[[], None], template: str = "") -> None:
        """Make a database, a copy of `template` where one is named, and fill it; use it afterwards.

        What fails leaves no database of this name behind.
        """
        unfinished = f"{name}_unfinished"
        connection.close()
        if self._is_sqlite:
            for path in self._directory.glob(f"{unfinished}.sqlite3*"):
                path.unlink()
            if template:
                shutil.copyfile(self._path(template), self._path(unfinished))
        else:
            with self._maintenance() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
                cursor.execute(f'CREATE DATABASE "{unfinished}" TEMPLATE "{template or "template0"}"')
        self.use(unfinished)
        build()
        connection.close()
        if self._is_sqlite:
            self._path(unfinished).rename(self._path(name))
        else:
            with self._maintenance() as cursor:
                cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
        self.use(name)

    def url(self, name: str) -> str:
        """The DATABASE_URL of a database, for a process of its own."""
        if self._is_sqlite:
            return f"sqlite:///{self._path(name)}"
        if test_settings.POSTGRES_SERVER is not None:
            return test_settings.POSTGRES_SERVER.url(name)
        return os.environ["DATABASE_URL"].replace(f"/{self._first}", f"/{name}", 1)

    def _path(self, name: str) -> Path:
        return self._directory / f"{name}.sqlite3"

    @contextmanager
    def _maintenance(self) -> Iterator[Any]:
        self.use(self._first)
        with connection.cursor() as cursor:
            yield cursor
        connection.close()


def imported(tables: Iterable[Table]) -> None:
    """Migrate the database in use, and store the tables in it as an import does."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        for table in tables:
            (one,) = read(table.content, table.file_name, table.given).reads
            files = [Received(table.file_name, table.content)]
            disclosures.store(one.disclosure, one.problems, files)
    _settle()


def multiply(copies: int) -> None:
    """Copy all rows of all departments `copies` times."""
    strides = {model: _stride(model) for model in _copied_models()}
    with _bare_tables(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Neither foreign keys nor triggers are looked at: each copy is as whole as its original.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for model in strides:
            cursor.execute(_copy(model, strides), {"copies": copies})
        if connection.vendor == "postgresql":
            _reset_sequences(cursor, strides)
        _index_departments(strides[Department])
    _settle()


def _settle() -> None:
    """Make the sums of whole years and the planner's statistics anew."""
    facts.rebuild()
    refresh_statistics()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copied_models() -> list[type[models.Model]]:
    """The models whose rows belong to a department by any number of foreign keys, the department's first."""
    everything = [
        model
        for label in ("budget", "indicators")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model is not FactBlock and not model.__name__.startswith("Historical")
    ]
    found: list[type[models.Model]] = [Department]
    while more := [
        one for one in everything if one not in found and set(_referred(one).values()) & set(found)
    ]:
        found += more
    return found


def _referred(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """The columns that refer to rows of another model, with that model."""
    columns = {
        field.column: field.remote_field.model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    }
    # The id of the project that it was, which is no foreign key.
    return columns | ({"project_id": Project} if model is RetiredProject else {})


def _stride(model: type[models.Model]) -> int:
    """What a copy adds to keys: more than the greatest key there is."""
    if model is RetiredProject:
        return 0
    return (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def _copy(model: type[models.Model], strides: dict[type[models.Model], int]) -> str:
    """The statement that copies a model's rows; `%(copies)s` is how often."""
    quote = connection.ops.quote_name
    columns, values = [], []
    referred = {column: of for column, of in _referred(model).items() if of in strides}
    for field in model._meta.concrete_fields:
        if field.generated:
            continue
        of = model if field.primary_key and field.column not in referred else referred.get(field.column)
        columns.append(quote(field.column))
        value = f"t.{quote(field.column)}"
        if of is not None:
            value = f"{value} + n.k * {strides[of]}"
        elif model is Department and field.column in ("region", "region_folded"):
            value = f"{value} || '第' || n.k || '片'"
        values.append(value)
    table = quote(model._meta.db_table)
    condition = ""
    if model is SearchText:
        condition = f"WHERE t.kind <> '{SearchKind.DEPARTMENT.value}'"  # their tokens contain the region
    return (
        "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < %(copies)s) "
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM n CROSS JOIN {table} AS t {condition}"
    )


def _index_departments(stride: int) -> None:
    """Index the names of the copied departments."""
    rows = Disclosure.objects.filter(department__gte=stride, withdrawn_at__isnull=True).values_list(
        "pk", "fiscal_year", "department__name", "department__region"
    )
    kind = SearchKind.DEPARTMENT
    SearchText.objects.bulk_create(
        [
            SearchText(
                kind=kind,
                fiscal_year=year,
                disclosure_id=pk,
                tokens=f"{tokens_of([name, region])} {mark_of(kind, year)}",
            )
            for pk, year, name, region in rows.iterator()
        ],
        batch_size=500,
    )


def _reset_sequences(cursor: Any, copied: Iterable[type[models.Model]]) -> None:
    """Let keys go on above those of the copies. A sequence never goes back: no rollback would mend that."""
    for model in copied:
        if isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
            table, key = model._meta.db_table, model._meta.pk.column
            sequence = f"pg_get_serial_sequence('{table}', '{key}')"
            cursor.execute(
                f"SELECT setval({sequence}, GREATEST((SELECT max({key}) + 1 FROM {table}), nextval({sequence})))"
            )


@contextmanager
def _bare_tables() -> Iterator[None]:
    """Take away the indexes, and on SQLite triggers and foreign keys, meanwhile: to make an index of rows that
    are there is several times as fast as to keep it.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            if not connection.in_atomic_block:
                # What fails is thrown away as a whole: no journal need be kept.
                cursor.execute("PRAGMA journal_mode = OFF")
                cursor.execute("PRAGMA cache_size = -500000")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') "
                "AND sql IS NOT NULL AND (tbl_name LIKE 'budget_%' OR tbl_name LIKE 'indicators_%')"
            )
        else:
            connection.check_constraints()  # an index cannot be dropped before
            cursor.execute(
                "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
                "AND indexname NOT IN (SELECT conname FROM pg_constraint) "
                "AND (tablename LIKE 'budget_%' OR tablename LIKE 'indicators_%')"
            )
        taken = cursor.fetchall()
        for kind, name, _sql in taken:
            cursor.execute(f'DROP {kind} "{name}"')
    yield
    with connection.cursor() as cursor:
        for _kind, _name, sql in sorted(taken):
            cursor.execute(sql)
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO budget_searchtext_fts(budget_searchtext_fts) VALUES ('rebuild')")
            cursor.execute("PRAGMA foreign_keys = ON")
            if not connection.in_atomic_block:
                cursor.execute("PRAGMA journal_mode = WAL")
