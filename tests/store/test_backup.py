"""A backup restored into an empty place is the same site, whole."""

import json
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from budget.models import Disclosure, Project
from budget.store.backup import BackupFailed, back_up, restore
from budget.store.verification.rows import verify_disclosure
from tests import factories
from tests.settings import POSTGRES_SERVER
from tests.support.migrating import connected, scratch_database
from tests.support.postgresql import _programs


@pytest.fixture
def place(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A DATA_DIR of the test's own, and PostgreSQL's programs of the server's version."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    if POSTGRES_SERVER is not None:
        monkeypatch.setenv("PATH", str(_programs()), prepend=os.pathsep)
    return tmp_path


@contextmanager
def empty_database() -> Iterator[None]:
    """Let the default connection lead to a new database without tables."""
    with scratch_database() as url, connected(url):
        yield


@pytest.mark.django_db(transaction=True)
def test_a_backup_restored_into_an_empty_place_is_the_same_site_and_whole(
    place: Path, settings: Settings, migrated_database_url: str
) -> None:
    file = place / "site.zip"
    with connected(migrated_database_url):
        factories.some_year()
        rows = list(Project.objects.order_by("pk").values())
        size, sealed = back_up(file), place / "sealed.zip"
        if connection.vendor == "sqlite":  # a passphrase takes a second of work each time
            back_up(sealed, "correct horse")
        with pytest.raises(BackupFailed, match="there already"):
            back_up(file)
        with pytest.raises(BackupFailed, match="has tables already"):
            restore(file)
    assert (size, stat.S_IMODE(file.stat().st_mode)) == (file.stat().st_size, 0o600)
    assert {path.name for path in place.iterdir()} - {"sealed.zip"} == {"data", "site.zip"}
    if sealed.exists():
        _open_by_its_passphrase_alone(sealed, rows)
    with empty_database():
        restore(file)
        if connection.vendor == "sqlite":
            assert stat.S_IMODE(Path(connection.settings_dict["NAME"]).stat().st_mode) == 0o600
        assert list(Project.objects.order_by("pk").values()) == rows
        assert [one for row in Disclosure.objects.all() for one in verify_disclosure(row.pk)] == []
    key = settings.DATA_DIR / "secret-key"
    assert (key.read_text().strip(), stat.S_IMODE(key.stat().st_mode)) == (settings.SECRET_KEY, 0o600)


def _open_by_its_passphrase_alone(sealed: Path, rows: list[dict[str, object]]) -> None:
    assert (stat.S_IMODE(sealed.stat().st_mode), b"SQLite format" in sealed.read_bytes()) == (0o600, False)
    with empty_database():
        for passphrase, words in (("", "encrypted"), ("wrong", "not opened")):
            with pytest.raises(BackupFailed, match=words):
                restore(sealed, passphrase)
        restore(sealed, "correct horse")
        assert list(Project.objects.order_by("pk").values()) == rows


@pytest.mark.django_db
def test_what_is_no_backup_for_this_site_is_refused_with_words(place: Path) -> None:
    file = place / "site.zip"
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    newer = [["budget", "9999_later"]]
    for manifest, words in (
        ({"version": 1, "vendor": other, "migrations": []}, f"is of {other}"),
        ({"version": 2, "vendor": connection.vendor, "migrations": []}, "of version 2"),
        ({"version": 1, "vendor": connection.vendor, "migrations": newer}, "newer version"),
        ({}, "cannot be restored"),
    ):
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("manifest.json", json.dumps(manifest))
        with pytest.raises(BackupFailed, match=words):
            restore(file)
    file.write_bytes(b"no archive")
    with pytest.raises(BackupFailed, match="cannot be restored"):
        restore(file)
