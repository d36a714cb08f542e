"""Pages read from a real standby of a real primary: never behind, and never missed when the standby stops."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from budget import env
from budget.models import Department
from budget.pages import replicas
from tests import factories, settings as test_settings
from tests.support.auditors import auditor
from tests.support.postgresql import PostgresServer

pytestmark = pytest.mark.once
NAME = "replica_1"
PAGES = ("/departments/", "/projects/", "/api/v1/projects")


def connect_where_needed(connection: BaseDatabaseWrapper) -> None:
    if connection.connection is None:
        with connection.wrap_database_errors:
            connection.connect()


@pytest.fixture
def standby(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresServer]:
    """A standby of the tests' server, from which pages are read."""
    primary = test_settings.POSTGRES_SERVER
    if primary is None:
        pytest.skip("only PostgreSQL has replicas")
    server = PostgresServer()
    name = str(settings.DATABASES["default"]["NAME"])
    monkeypatch.setenv("DATABASE_URL", primary.url(name))
    monkeypatch.setenv("DATABASE_REPLICA_URLS", server.url(name))
    configured = connections.configure_settings({"default": {}, **env.replicas()})
    monkeypatch.setitem(connections.settings, NAME, configured[NAME])
    # Django's tests refuse connections that they did not know at their start.
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect_where_needed)
    monkeypatch.setattr(replicas, "_names", lambda: [NAME])
    monkeypatch.setattr(replicas, "_paused_until", {})
    try:
        server.start_standby(primary)
        yield server
    finally:
        connections[NAME].close()
        server.stop()


def eventually(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, as long as a busy machine may need."""
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def answers_while_it_stops(standby: PostgresServer, is_read: Callable[[], bool]) -> Counter[int]:
    """Stop the standby while four readers read, once it is read; return how many answers had which status."""
    answers: Counter[int] = Counter()
    stopped = threading.Event()

    def read() -> None:
        reader = Client(raise_request_exception=False)
        try:
            for number in range(1_000):
                answers[reader.get(PAGES[number % len(PAGES)]).status_code] += 1
                if stopped.is_set() and number > 10:
                    return
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    eventually(is_read)
    standby.stop()
    stopped.set()
    for thread in threads:
        thread.join()
    return answers


def test_no_page_is_behind_and_none_is_lost_when_the_standby_stops(
    standby: PostgresServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.some_year()
    used: Counter[str] = Counter()
    reading_from = replicas._reading_from

    def counted(alias: str) -> Any:
        used[alias] += 1
        return reading_from(alias)

    monkeypatch.setattr(replicas, "_reading_from", counted)

    def is_from_standby() -> bool:
        before = used[NAME]
        assert client.get("/departments/").status_code == 200
        return used[NAME] > before

    eventually(is_from_standby)
    client.force_login(auditor())
    eventually(is_from_standby)
    client.logout()

    # What is written is read at once, while the standby has not heard of it.
    with psycopg.connect(standby.url("postgres"), autocommit=True) as direct:
        direct.execute("SELECT pg_wal_replay_pause()")
        for region in ("广东省", "浙江省"):
            Department.objects.update(region=region)
            assert region in client.get("/departments/").content.decode()
        assert not is_from_standby()
        direct.execute("SELECT pg_wal_replay_resume()")
    eventually(is_from_standby)
    assert "浙江省" in client.get("/departments/").content.decode()

    before = used[NAME]
    answers = answers_while_it_stops(standby, lambda: used[NAME] > before + 10)
    assert set(answers) == {200}
    assert not is_from_standby()
    with monkeypatch.context() as patch:  # as where it stops in the midst of a page
        patch.setattr(replicas, "_current", lambda: NAME)
        assert is_from_standby()
        assert client.get("/api/v1/projects").status_code == 200


def test_only_pages_and_what_they_show_are_read_from_replicas(monkeypatch: pytest.MonkeyPatch) -> None:
    router = replicas.ReplicaRouter()
    assert router.db_for_read(Department) == "default"
    monkeypatch.setattr(replicas, "_reading", replicas.ContextVar("of this test", default=NAME))
    of: dict[str, str] = {}

    for model in apps.get_models(include_auto_created=True):
        of[model._meta.db_table] = router.db_for_read(model)
    assert {of["budget_project"], of["indicators_indicator"], of["budget_factblock"]} == {NAME}
    others = ("auth_user", "auth_group", "django_session", "budget_upload", "budget_historicaldepartment")
    assert {of[table] for table in others} == {"default"}
    assert router.db_for_write(Department) == "default"
    assert not router.allow_migrate(NAME, "budget") and router.allow_migrate("default", "budget")
