"""What every test may use: both databases, the browser, a live site, and manage.py on a database of its own.

`python3 dev.py test` runs the suite in three processes (TEST_SHARE), which use one directory (TEST_CLAIMS) and one
PostgreSQL server (TEST_POSTGRES). Tests that use a database run in the process of one database or of both
(TEST_DATABASE; tests/support/shares.py names the folders). Tests with a browser and tests of whole processes run in a
third process, with PostgreSQL. All others run once, in the process that claims their file first. A test needs to do
nothing for that: its marks and fixtures show its kind.
"""

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from unittest import mock

import dj_database_url
import hypothesis
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections
from django.template import Template
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests import settings as test_settings
from tests.support import rendering, restoring, shares
from tests.support.migrating import scratch_database
from tests.support.network import block_outside, unblock_outside
from tests.support.paths import ROOT
from tests.support.postgresql import PostgresServer
from tests.support.replay import replay

# What these do must reach the storing of records (tests/support/replay.py).
WATCHING_FIXTURES = {"caplog", "monkeypatch", "django_capture_on_commit_callbacks"}


# How long an example takes says how busy the machine is, nothing of the code.
hypothesis.settings.register_profile(
    "any-load", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-load")


def pytest_configure(config: pytest.Config) -> None:
    block_outside()
    config.addinivalue_line("markers", "once: a test that runs with PostgreSQL alone")
    config.addinivalue_line("markers", "both: a test that runs with each database, whatever its folder")
    if claims := os.environ.get("TEST_CLAIMS"):
        config.pluginmanager.register(shares.Share(Path(claims), os.environ["TEST_SHARE"]))
    elif config.getoption("tx", None):
        config.pluginmanager.register(shares.Total())
        server = PostgresServer()
        try:
            server.start()
        except RuntimeError as error:
            raise pytest.UsageError(str(error)) from error
        config.add_cleanup(server.stop)
        os.environ["TEST_POSTGRES"] = str(server.directory)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave out what lives to the end: modules and thousands of tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    unblock_outside()
    if test_settings.POSTGRES_SERVER is not None:
        test_settings.POSTGRES_SERVER.stop()
    test_settings.SCRATCH.cleanup()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let a test that alters or watches how records are stored store them itself."""
    replay.active = not WATCHING_FIXTURES & shares.requested(item)


@pytest.fixture(autouse=True, scope="session")
def templates_of_pages(django_test_environment: None) -> Iterator[None]:
    """Let `response.context` hold what the templates of pages get, not each partial."""
    with mock.patch.object(Template, "_render", rendering.render):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the tests' own PostgreSQL before Django makes the test database in it.

    Of the processes that use one server, the first to come here migrates its database; others copy what it made.
    """
    if (server := test_settings.POSTGRES_SERVER) is not None:
        server.start()
        if server.is_of_another and (template := shares.migrated_template(Path(os.environ["TEST_CLAIMS"]))):
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template


def restored_after_transactions(restore: Callable[[], None]) -> AbstractContextManager[object]:
    """Let tests with transactions of their own end with `restore` in place of Django's flush."""

    def tear_down(_case: TransactionTestCase) -> None:
        restore()
        ContentType.objects.clear_cache()  # of the keys that a flush gave

    return mock.patch.object(TransactionTestCase, "_fixture_teardown", tear_down)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The migrated test database; and a copy of it to which nobody connects, a file or the name of a database."""
    server, name = test_settings.POSTGRES_SERVER, str(settings.DATABASES["default"]["NAME"])
    with django_db_blocker.unblock():
        connections.close_all()
    if server is None:
        copy = Path(test_settings.SCRATCH.name) / "migrated.sqlite3"
        with closing(sqlite3.connect(name)) as migrated, closing(sqlite3.connect(copy)) as file:
            migrated.backup(file)
        if claims := os.environ.get("TEST_CLAIMS"):
            shared = Path(claims) / copy.name
            shutil.copyfile(copy, shared.with_suffix(".part"))
            shared.with_suffix(".part").replace(shared)
        with restored_after_transactions(restoring.restoring_sqlite(name, str(copy))):
            yield str(copy)
        return
    if server.is_of_another:
        copy = f"migrated_{os.environ['TEST_SHARE']}"
        server.copy(name, copy)
        shares.publish_template(Path(os.environ["TEST_CLAIMS"]), copy)
        with restored_after_transactions(restoring.restoring_postgresql(server.url(name))):
            yield copy
    else:
        with (
            server.scratch_database(name) as url,
            restored_after_transactions(restoring.restoring_postgresql(server.url(name))),
        ):
            yield dj_database_url.parse(url)["NAME"]
    # Threads of the live server hold theirs as long as the browser holds its connections to them.
    server.disconnect(name)


@pytest.fixture(scope="session")
def collected_static() -> Path:
    """The static files as in production, under hashed names; returns their directory."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return Path(settings.STATIC_ROOT)


@pytest.fixture
def client(collected_static: Path, client: Client) -> Client:
    """A reader without a browser; the pages it asks for need the names of the static files."""
    return client


@pytest.fixture
def admin_client(collected_static: Path, admin_client: Client) -> Client:
    """An administrator without a browser."""
    return admin_client


@pytest.fixture(scope="session")
def live_server(collected_static: Path, live_server: LiveServer) -> LiveServer:
    """The site on a port of this machine, for the browser."""
    return live_server


@pytest.fixture
def database_url() -> Iterator[str]:
    """The DATABASE_URL of an empty database of the kind under test, for programs that a test starts."""
    with scratch_database() as url:
        yield url


@pytest.fixture
def migrated_database_url(django_db_setup: str) -> Iterator[str]:
    """As `database_url`, of a database with the migrated tables and what migrations wrote into them."""
    with scratch_database(django_db_setup) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The DATABASE_URL of a SQLite database: migrated where another process of the run has one, else empty."""
    file = tmp_path / "sqlite.sqlite3"
    migrated = Path(os.environ.get("TEST_CLAIMS", "")) / "migrated.sqlite3"
    if migrated.is_file():
        shutil.copyfile(migrated, file)
    return f"sqlite:///{file}"


@pytest.fixture
def manage(migrated_database_url: str, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """manage.py as an operator calls it, a process on a migrated database of its own; returns it finished.

    `manage("dump_disclosures")`, `manage("import_disclosures", folder, check=False)`; `manage.command(...)` is the
    command line and `manage.environment` the environment, for a test that starts and interrupts it.
    """
    environment = {
        **os.environ,
        "DATABASE_URL": migrated_database_url,
        "DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "budget.settings",
        "PYTHONWARNINGS": "default",
    }

    def command(*arguments: object) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]

    def call(*arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
        outcome = subprocess.run(
            command(*arguments), env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        if check and outcome.returncode:
            pytest.fail(
                f"manage.py {arguments} ended with {outcome.returncode}:\n{outcome.stdout}{outcome.stderr}"
            )
        return outcome

    call.command, call.environment = command, environment
    return call


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium, once per run."""
    from tests.support.browser import open_browser

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with open_browser() as chromium:
        yield chromium
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser: object, live_server: object) -> Iterator[Callable[..., object]]:
    """Opens pages of the live site, each with a profile of its own; takes Playwright's context options.

    `new_page(locale="en-US")`, `new_page(viewport={"width": 375, "height": 800})`.
    """
    from tests.support.browser import open_page

    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(open_page(browser, live_server.url, **options))


@pytest.fixture(scope="session")
def server_without_data(collected_static: Path) -> Iterator[LiveServer]:
    """The site on a port of this machine for pages that need no database, which it has none of."""
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def new_page_without_data(
    browser: object, server_without_data: LiveServer
) -> Iterator[Callable[..., object]]:
    """As `new_page`, of the site without its database."""
    from tests.support.browser import open_page

    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(open_page(browser, server_without_data.url, **options))


@pytest.fixture
def page(new_page: Callable[..., object]) -> object:
    """One page of the live site for a Chinese reader; whatever goes wrong in it fails the test."""
    return new_page()
