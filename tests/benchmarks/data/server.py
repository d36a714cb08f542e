"""What the tests' PostgreSQL server does meanwhile: its seconds of processor, and how long transactions wait."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg
from django.db import connection

from tests import settings

_TICKS = os.sysconf("SC_CLK_TCK")
_BETWEEN = 0.02


def server_seconds() -> float:
    """The seconds of processor of the server and of all its processes so far; 0 on SQLite."""
    if settings.POSTGRES_SERVER is None:
        return 0.0
    first = int((settings.POSTGRES_SERVER.directory / "data" / "postmaster.pid").read_text().split()[0])
    total = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:  # it ended
            continue
        own, ended = sum(map(int, fields[11:13])), sum(map(int, fields[13:15]))
        if int(place.parent.name) == first:
            total += own + ended
        elif int(fields[1]) == first:
            total += own
    return total / _TICKS


@contextmanager
def waits() -> Iterator[Counter[str]]:
    """Look some fifty times a second what the connections to the database in use do; count them in `active`, and
    those that wait for the lock of another one in `locks`.
    """
    counted: Counter[str] = Counter()
    if settings.POSTGRES_SERVER is None:
        yield counted
        return
    is_over = Event()
    url = settings.POSTGRES_SERVER.url("postgres")
    database = connection.settings_dict["NAME"]

    def look() -> None:
        with psycopg.connect(url, autocommit=True) as looking:
            while not is_over.wait(_BETWEEN):
                found = looking.execute(
                    "SELECT count(*), count(*) FILTER (WHERE wait_event_type = 'Lock') FROM pg_stat_activity "
                    "WHERE datname = %s AND state <> 'idle'",
                    [database],
                )
                for active, locks in found:
                    counted.update(active=active, locks=locks)

    thread = Thread(target=look)
    thread.start()
    try:
        yield counted
    finally:
        is_over.set()
        thread.join()
