"""The version of the data: another text after each change of what pages show.

What was computed of one version is current as long as `current` gives that version. Every connection of the
process is watched (`watch`): a statement that writes a table of the site first replaces a random number, in
the same transaction. So a version becomes visible together with its data, and is lost with them where the
transaction is rolled back. Only statements of other programs escape.

The table has a row for each transaction that ever wrote at the same time as others: writers wait for
nobody. Numbers are random, not counted: a number that was rolled back never comes again.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_TABLE: Final = "budget_dataversion"
_WRITE: Final = re.compile(
    r'\s*(?:WITH\b.*?\b)?(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|COPY)\s+"?(\w+)"?',
    re.IGNORECASE | re.DOTALL,
)
_SITE: Final = ("budget_", "indicators_")
# Tables that no page of readers shows: the state of uploads, sign-ins, and what changed when.
_NOT_SHOWN: Final = (
    _TABLE,
    "budget_upload",
    "budget_historical",
    "budget_externalidentity",
)
# Pages name who sent a file. A sign-in changes nothing of that.
_PEOPLE: Final = "auth_user"
_SIGN_IN: Final = re.compile(r'UPDATE "auth_user" SET "last_login" = [^,]+ WHERE')
_BITS: Final = 62


def current(connection: Any = default_connection) -> str:
    """Return the version of the data that a query would read now. Where nothing was ever written it is ""."""
    # What is written from now on in this transaction makes another version.
    connection.run_on_commit = [one for one in connection.run_on_commit if one[1] is not _raised]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, stamp FROM {_TABLE} ORDER BY id")  # noqa: S608  # a constant
        return "-".join(f"{key}.{stamp:x}" for key, stamp in cursor.fetchall())


class Answer:
    """A request that writes nothing: its version is read once, before what depends on it."""

    def __init__(self) -> None:
        self._version: str | None = None

    @property
    def version(self) -> str:
        """The version of the data: what the request reads is of that version or a later one."""
        if self._version is None:
            self._version = current()
        return self._version


_answer: ContextVar[Answer | None] = ContextVar("request that writes nothing", default=None)


@contextmanager
def answering() -> Iterator[Answer]:
    """Answer a request that writes nothing, all of it by one version."""
    answer = Answer()
    token = _answer.set(answer)
    try:
        yield answer
    finally:
        _answer.reset(token)


def of_request() -> str:
    """Return the version by which the request is answered, else the current one."""
    answer = _answer.get()
    return current() if answer is None else answer.version


def is_shown(table: str) -> bool:
    """Return whether a change of this table changes pages."""
    return table == _PEOPLE or (table.startswith(_SITE) and not table.startswith(_NOT_SHOWN))


def raise_version(connection: BaseDatabaseWrapper) -> None:
    """Make a new version in the transaction that is open. Once is enough until its version is read."""
    if any(one[1] is _raised for one in connection.run_on_commit):
        return
    with connection.cursor() as cursor:
        if not _has_table(connection, cursor):
            return
        stamp = secrets.randbits(_BITS)
        free = f"SELECT id FROM {_TABLE} ORDER BY id LIMIT 1"  # noqa: S608  # a constant
        if connection.vendor == "postgresql":
            free += " FOR UPDATE SKIP LOCKED"
        cursor.execute(f"UPDATE {_TABLE} SET stamp = %s WHERE id = ({free})", [stamp])  # noqa: S608
        if not cursor.rowcount:
            cursor.execute(f"INSERT INTO {_TABLE} (stamp) VALUES (%s)", [stamp])  # noqa: S608
    if connection.in_atomic_block:
        # Django forgets it where a savepoint around it is rolled back, and at the end of the transaction.
        connection.on_commit(_raised)


def watch() -> None:
    """Raise the version at every statement of this process that writes what pages show."""
    connection_created.connect(_watch_connection, dispatch_uid="budget.store.data_version")
    if default_connection.connection is not None:
        _watch_connection(connection=default_connection)


def _watch_connection(*, connection: Any, **_others: Any) -> None:
    connection.has_data_version = False  # it may be one to another database
    if _before_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_before_writes)


def _raised() -> None:
    """Stands among the acts on commit of a transaction whose version is raised."""


def _before_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Execute a statement; raise the version with it where it writes what pages show."""
    text = sql if isinstance(sql, str) else str(sql)
    if text.startswith("SELECT") or not _writes(text, context["connection"]):
        return execute(sql, params, many, context)
    connection = context["connection"]
    if connection.in_atomic_block:
        raise_version(connection)
        return execute(sql, params, many, context)
    # Each statement commits by itself. The new version comes last: a page made in between is made again.
    result = execute(sql, params, many, context)
    raise_version(connection)
    return result


def _writes(sql: str, connection: Any) -> bool:
    found = _WRITE.match(sql)
    if found is None:
        if _TABLE in sql:  # it is made or dropped
            connection.has_data_version = False
        return sql.startswith("TRUNCATE")
    return is_shown(found[1]) and not (found[1] == _PEOPLE and _SIGN_IN.match(sql))


def _has_table(connection: Any, cursor: Any) -> bool:
    """Whether the table is there: migrations before its own write as well."""
    if getattr(connection, "has_data_version", False):
        return True
    if connection.vendor == "postgresql":
        cursor.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = %s", [_TABLE])
    else:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s", [_TABLE])
    connection.has_data_version = cursor.fetchone() is not None
    return bool(connection.has_data_version)
