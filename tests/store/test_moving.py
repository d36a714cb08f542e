"""A site moved from SQLite to PostgreSQL has the same rows, and goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connections

from budget.models import Disclosure
from budget.store.moving import MoveFailed, move_from
from budget.store.verification.rows import verify_disclosure
from tests import factories
from tests.settings import TEST_DATABASE
from tests.support.migrating import connected, migrate_to

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(TEST_DATABASE != "postgresql", reason="the database moved to is PostgreSQL"),
]


@contextmanager
def connected_to_sqlite(url: str) -> Iterator[None]:
    """Let the default connection lead to a migrated SQLite database."""
    name = url.removeprefix("sqlite:///")
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {"timeout": 20}}
    before = connections["default"]
    connections.databases["sqlite"] = connections.configure_settings({"default": settings})["default"]
    connections["default"] = connections["sqlite"].copy("default")
    try:
        migrate_to()
        yield
    finally:
        connections["default"].close()
        connections["default"] = before
        del connections["sqlite"], connections.databases["sqlite"]


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table in the order of their keys."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }


@pytest.mark.django_db(transaction=True)
def test_a_site_moved_has_the_same_rows_and_goes_on(
    sqlite_url: str, migrated_database_url: str, manage: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    file, older = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "older.sqlite3"
    with connected_to_sqlite(sqlite_url):
        factories.some_year()
        User.objects.create_user("auditor", password="a long enough password")
        before = all_rows()
    older.touch()
    assert "not of one version" in manage("move_from_sqlite", older, check=False).stderr
    manage("move_from_sqlite", file)
    with connected(migrated_database_url):
        assert all_rows() == before
        assert [one for row in Disclosure.objects.all() for one in verify_disclosure(row.pk)] == []
        factories.stored(factories.disclosure(department="市水务局"))  # keys go on where the old ones end
        for what, words in ((file, "has data already"), (tmp_path / "missing", "is not there")):
            with pytest.raises(MoveFailed, match=words):
                move_from(what)
