"""Who works on the queue: each worker holds a numbered slot, by a lock that ends with its process.

So a worker that was killed is known as such at once, by all others, without clocks: on PostgreSQL the lock is
the database's own, on SQLite, which has none, that of a file beside the database.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

# More workers than this only wait for the database.
MOST_WORKERS = 16
# What tells these locks from any others of the database; any number does.
_PURPOSE = 0x75706C64


class Slot:
    """A slot that this process holds."""

    def __init__(self, number: int, lock: "IO[bytes] | BaseDatabaseWrapper") -> None:
        self.number = number
        self._lock = lock

    @property
    def worker_id(self) -> str:
        """What a task remembers of who works on it."""
        return _worker_id(self.number)

    def check(self) -> None:
        """Raise the database's error where it is held no longer, the connection being lost."""
        if isinstance(self._lock, BaseDatabaseWrapper):
            with self._lock.cursor() as cursor:
                cursor.execute("SELECT 1")

    def give_back(self) -> None:
        self._lock.close()


def take_slot() -> Slot | None:
    """The first slot that nobody holds; None where all are held."""
    for number in range(MOST_WORKERS):
        if (lock := _take(number)) is not None:
            return Slot(number, lock)
    return None


def workers() -> set[str]:
    """The ids of the workers that live. Writes nothing."""
    return {_worker_id(number) for number in _held()}


def _worker_id(number: int) -> str:
    return f"slot-{number}"


def _held() -> set[int]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2"
                " AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                [_PURPOSE],
            )
            return {number for (number,) in cursor.fetchall()}
    return {number for number in range(MOST_WORKERS) if _is_file_held(number)}


def _take(number: int) -> "IO[bytes] | BaseDatabaseWrapper | None":
    if connection.vendor == "postgresql":
        return _take_in_database(number)
    file = _file_of(number).open("ab")
    if _lock(file, fcntl.LOCK_EX):
        return file
    file.close()
    return None


def _take_in_database(number: int) -> BaseDatabaseWrapper | None:
    # A connection of its own: Django's is closed and opened anew as it grows old.
    own = connection.copy("default")
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_PURPOSE, number])
        (is_taken,) = cursor.fetchone()
    if is_taken:
        return own
    own.close()
    return None


def _is_file_held(number: int) -> bool:
    try:
        with _file_of(number).open("rb") as file:
            return not _lock(file, fcntl.LOCK_SH)  # given back as the file is closed
    except FileNotFoundError:
        return False


def _lock(file: IO[bytes], kind: int) -> bool:
    """Whether the lock was to be had."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _file_of(number: int) -> Path:
    path = Path(connection.settings_dict["NAME"])
    return path.with_name(f"{path.name}.worker-{number}")


@contextmanager
def slot() -> Iterator[Slot | None]:
    """A slot to work in, given back at the end."""
    taken = take_slot()
    try:
        yield taken
    finally:
        if taken is not None:
            taken.give_back()
