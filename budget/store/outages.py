"""What keeps the database from answering for a while: a full disk, a lock, a lost connection.

No fault of this program: it passes, or an operator ends it, and then all goes on by itself.
"""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

import psycopg

from budget.disclosure.problem_catalogue import _


class Outage(Enum):
    """A kind of outage."""

    FULL = "full"
    BUSY = "busy"
    LOST = "lost"


# The reason in messages that are translated where they are shown.
WORDS: Final[Mapping[Outage, str]] = {
    Outage.FULL: _("the disk is full"),
    Outage.BUSY: _("another process holds the database"),
    Outage.LOST: _("the database does not answer"),
}
_OF_SQLITE: Final = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_IOERR: Outage.LOST,
    sqlite3.SQLITE_CANTOPEN: Outage.LOST,
    sqlite3.SQLITE_READONLY: Outage.LOST,
}
# By the beginning of SQLSTATE: disk full, too many connections, locks, connections, shutdowns.
_OF_POSTGRESQL: Final = {
    "53100": Outage.FULL,
    "53300": Outage.BUSY,
    "55P03": Outage.BUSY,
    "08": Outage.LOST,
    "57P": Outage.LOST,
}
_FULL_ERRORS: Final = (errno.ENOSPC, errno.EDQUOT)


def outage_of(error: BaseException | None) -> Outage | None:
    """Return the outage that an error comes from, None where it is another error."""
    for one in _causes(error):
        match one:
            case OSError() if one.errno in _FULL_ERRORS:
                return Outage.FULL
            case sqlite3.Error():
                return _OF_SQLITE.get(getattr(one, "sqlite_errorcode", 0) & 0xFF)
            case psycopg.Error(sqlstate=str(state)):
                found = (kind for start, kind in _OF_POSTGRESQL.items() if state.startswith(start))
                return next(found, None)
            case psycopg.OperationalError():
                return Outage.LOST
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it was raised from, as Django's errors are from the database's."""
    while error is not None:
        yield error
        error = error.__cause__
