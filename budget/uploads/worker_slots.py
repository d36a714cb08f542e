"""The slots of workers: each worker holds a numbered slot, by a lock that ends with its process.

So all others know at once, and without clocks, that a worker was killed. On PostgreSQL it is an advisory
lock; on SQLite, which has none, a lock on a file next to the database.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

# With more workers than this, they only wait for the database.
MOST_WORKERS = 16
# Distinguishes these locks from other advisory locks of the database. Any number will do.
_LOCK_CLASS = 0x75706C64


class Slot:
    """A slot held by this process."""

    def __init__(self, number: int, lock: "IO[bytes] | BaseDatabaseWrapper") -> None:
        self.number = number
        self._lock = lock

    @property
    def worker_id(self) -> str:
        """The id that tasks record of their worker."""
        return _worker_id(self.number)

    def check(self) -> None:
        """Raise the database's error where the lock is lost with its connection."""
        if isinstance(self._lock, BaseDatabaseWrapper):
            with self._lock.cursor() as cursor:
                cursor.execute("SELECT 1")

    def renew(self) -> None:
        """Take a slot where this one's lock is lost: the same one, else another.

        Raises OperationalError where the database does not answer, or all slots are held.
        """
        self._lock.close()
        for number in (self.number, *range(MOST_WORKERS)):
            if (lock := _take(number)) is not None:
                self.number, self._lock = number, lock
                return
        raise OperationalError("all slots are held")

    def release(self) -> None:
        self._lock.close()


def take_slot() -> Slot | None:
    """Take the first free slot; None where all are held."""
    for number in range(MOST_WORKERS):
        if (lock := _take(number)) is not None:
            return Slot(number, lock)
    return None


def workers() -> set[str]:
    """Return the ids of the running workers. Writes nothing."""
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
                [_LOCK_CLASS],
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
    # On a connection of its own: Django closes and reopens its connection with age.
    own = connection.copy("default")
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, number])
        (is_taken,) = cursor.fetchone()
    if is_taken:
        return own
    own.close()
    return None


def _is_file_held(number: int) -> bool:
    try:
        with _file_of(number).open("rb") as file:
            return not _lock(file, fcntl.LOCK_SH)  # released when the file is closed
    except FileNotFoundError:
        return False


def _lock(file: IO[bytes], kind: int) -> bool:
    """Take a lock on a file without waiting; return whether it was free."""
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
    """Hold a slot for the length of the block; None where all are held."""
    taken = take_slot()
    try:
        yield taken
    finally:
        if taken is not None:
            taken.release()
