"""Equal records stored in an equal database give equal rows: the second time, the rows are copied.

Storing a disclosure takes a hundred times as long as copying its rows, and most tests of a module store the
same records. `Replay` keeps, for each state of the tables and each input, the rows that the call deleted and
inserted; where the same call meets the same state again, it writes those rows, with their keys and times.
The state is compared in full. Sequences of PostgreSQL are not part of it: they only rise, so that keys of
copied rows are never given again.
"""

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

# More rows than this are stored again each time: copying them would cost memory, not save time.
ROWS_AT_MOST = 20_000
# How a value is written as an SQL literal.
LITERAL = {"sqlite": "quote({})", "postgresql": "quote_nullable({}::text)"}


@dataclass(frozen=True)
class Table:
    """A table of the product and those of its columns that can be written."""

    name: str
    key: str
    columns: tuple[str, ...]

    def selection(self, number: int) -> str:
        """Return the query for the table's rows: number of the table, key, all columns as SQL literals."""
        quoted = [connection.ops.quote_name(column) for column in self.columns]
        literals = " || ',' || ".join(LITERAL[connection.vendor].format(column) for column in quoted)
        key = connection.ops.quote_name(self.key)
        return f"SELECT {number}, CAST({key} AS text), {literals} FROM {self.quoted}"

    @property
    def quoted(self) -> str:
        return connection.ops.quote_name(self.name)


Row = tuple[int, str]  # number of the table, key
State = dict[Row, str]  # row -> its columns as SQL literals


@cache
def tables() -> list[Table]:
    """Return the product's tables."""
    models = [
        model
        for label in ("budget", "indicators")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return [
        Table(
            model._meta.db_table,
            model._meta.pk.column,
            tuple(field.column for field in model._meta.concrete_fields if not field.generated),
        )
        for model in models
        if model._meta.managed and not model._meta.proxy
    ]


@cache
def _query() -> str:
    """Return the query for all rows of all tables."""
    return " UNION ALL ".join(table.selection(number) for number, table in enumerate(tables()))


def state() -> State:
    """Return all rows of the product's tables."""
    with connection.cursor() as cursor:
        cursor.execute(_query())
        return {(number, key): literals for number, key, literals in cursor.fetchall()}


def digest(rows: State) -> bytes:
    """Return a hash that is equal for equal states."""
    return hashlib.sha256(repr(sorted(rows.items())).encode()).digest()


@dataclass(frozen=True)
class Change:
    """What one call did: statements that do it again, and what the call returned."""

    statements: tuple[str, ...]
    returned: Any

    @classmethod
    def between(cls, before: State, after: State, returned: Any) -> "Change":
        """Return the change from one state to the other."""
        gone = [row for row, literals in before.items() if after.get(row) != literals]
        new = [(row, literals) for row, literals in after.items() if before.get(row) != literals]
        statements = []
        for number, table in enumerate(tables()):
            if keys := [key for of, key in gone if of == number]:
                listed = ", ".join("'" + key.replace("'", "''") + "'" for key in keys)
                key = connection.ops.quote_name(table.key)
                statements.append(f"DELETE FROM {table.quoted} WHERE CAST({key} AS text) IN ({listed})")
        for number, table in enumerate(tables()):
            if values := [literals for (of, _), literals in new if of == number]:
                columns = ", ".join(map(connection.ops.quote_name, table.columns))
                written = ", ".join(f"({literals})" for literals in values)
                statements.append(f"INSERT INTO {table.quoted} ({columns}) VALUES {written}")
        return cls(tuple(statements), returned)

    def make(self) -> None:
        """Change the database in the same way again."""
        with connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)


class Replay:
    """The calls of this process. `active` is False while a test runs that watches or alters how they work."""

    def __init__(self) -> None:
        self.active = True
        self._changes: dict[tuple[bytes, bytes], Change] = {}

    def __call__(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what `function` returns for these arguments, having changed the database as it does.

        The function may write to the product's tables alone, and returns plain data.
        """
        if not self.active or not connection.in_atomic_block:
            return function(*arguments)
        before = state()
        call = (digest(before), pickle.dumps((function.__module__, function.__qualname__, arguments)))
        change = self._changes.get(call)
        if change is not None:
            change.make()
            return change.returned
        returned = function(*arguments)
        if len(before) <= ROWS_AT_MOST and len(after := state()) <= ROWS_AT_MOST:
            self._changes[call] = Change.between(before, after, returned)
        return returned


replay = Replay()
