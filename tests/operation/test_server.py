"""The site as gunicorn serves it: what no test client shows."""

import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from budget.models import Project
from budget.operation.raw_addresses import percent_encoded
from budget.store import facts
from tests import factories
from tests.support.migrating import connected
from tests.support.serving import AS_DEPLOYED, collect_static, served

MANY = 2_100  # more rows than are made in a request


def test_bytes_that_are_not_ascii_are_percent_encoded_and_nothing_else() -> None:
    assert percent_encoded("GET /è?q=校 HTTP/1.1".encode()) == b"GET /%C3%A8?q=%E6%A0%A1 HTTP/1.1"
    plain = b"GET /%E6%A0%A1?a=b%20c&d HTTP/1.1"
    assert percent_encoded(plain) == plain


@pytest.fixture
def site(manage: Callable[..., object], django_db_blocker: object) -> Iterator[str]:
    """The address of a site with a list of many projects, served as deploy/ does."""
    Path(manage.environment["DATA_DIR"]).mkdir(mode=0o700)
    with django_db_blocker.unblock(), connected(manage.environment["DATABASE_URL"]):
        first = factories.some_year().projects.order_by("pk")[0]
        columns = [field.attname for field in Project._meta.concrete_fields if not field.primary_key]
        values = {name: getattr(first, name) for name in columns}
        copies = [
            Project(**values | {"ordinal": number, "position": number + 100}) for number in range(2, MANY + 2)
        ]
        Project.objects.bulk_create(copies)
        facts.rebuild()
    environment = {**manage.environment, "PYTHONWARNINGS": "ignore", "LOG_LEVEL": "ERROR"}
    collect_static(environment)
    with served(environment, *AS_DEPLOYED) as address:
        yield address


def raw(address: str, line: str) -> bytes:
    """The answer to a request with this first line."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=60) as wire:
        wire.sendall(f"{line} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
        pieces = []
        while piece := wire.recv(1 << 16):
            pieces.append(piece)
    return b"".join(pieces)


def status_of(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:
            return answer.status, answer.read().decode("utf-8-sig")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.once
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite there is no connection to lose")
def test_a_served_site_reads_raw_addresses_makes_large_files_apart_and_outlives_its_database_connections(
    site: str, manage: Callable[..., object]
) -> None:
    assert raw(site, "GET /search/?q=培训").startswith(b"HTTP/1.1 200")
    assert raw(site, "GET /api/v1/projects?q=培训").startswith(b"HTTP/1.1 200")
    assert raw(site, "GET /没有/").startswith(b"HTTP/1.1 404")

    status, table = status_of(f"{site}/projects/?_export=csv")
    assert (status, table.count("教师培训") > MANY) == (200, True)

    (status, words), following = answered_while_connections_are_ended(
        site, manage.environment["DATABASE_URL"]
    )
    assert (status, "数据库暂时没有应答" in words) == (503, True)
    assert following == [200] * 8


def answered_while_connections_are_ended(site: str, url: str) -> tuple[tuple[int, str], list[int]]:
    """End all connections to the database while a page waits for it; return its answer, and those that follow."""
    answers: list[tuple[int, str]] = []
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with psycopg.connect(url) as locking, psycopg.connect(url, autocommit=True) as watching:
        locking.execute("LOCK TABLE budget_department IN ACCESS EXCLUSIVE MODE")
        reader = threading.Thread(target=lambda: answers.append(status_of(f"{site}/departments/")))
        reader.start()
        while not watching.execute(waiting).fetchone():
            time.sleep(0.05)
        watching.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid NOT IN (pg_backend_pid(), %s)",
            [locking.info.backend_pid],
        )
        reader.join()
    return answers[0], [status_of(f"{site}/departments/")[0] for _number in range(8)]
