"""A full disk, a lock, a lost connection: told in words, nothing half stored, and all goes on by itself."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from budget.models import Disclosure, Project, StoredFile
from budget.store.outages import Outage, outage_of
from budget.store.verification.rows import verify_disclosure
from tests.support.migrating import connected
from tests.support.paths import SAMPLE


def test_errors_of_the_database_and_the_disk_are_told_apart(tmp_path: Path) -> None:
    with (
        closing(sqlite3.connect(tmp_path / "x", timeout=0)) as one,
        closing(sqlite3.connect(tmp_path / "x", timeout=0)) as other,
    ):
        one.executescript("CREATE TABLE x (y); PRAGMA max_page_count = 3; BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.Error) as busy:
            other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.Error) as full:
            one.execute("INSERT INTO x VALUES (zeroblob(100000))")
        with pytest.raises(sqlite3.Error) as fault:
            one.execute("SELECT nothing")
    assert [outage_of(error.value) for error in (busy, full, fault)] == [Outage.BUSY, Outage.FULL, None]
    assert outage_of(OSError(errno.ENOSPC, "No space left on device")) == Outage.FULL
    assert outage_of(psycopg.errors.DiskFull()) == Outage.FULL
    assert (
        outage_of(psycopg.errors.AdminShutdown())
        == outage_of(psycopg.OperationalError("closed"))
        == Outage.LOST
    )
    assert outage_of(psycopg.errors.UniqueViolation()) == outage_of(ValueError()) == outage_of(None) is None


@contextmanager
def full_disk() -> Iterator[None]:
    """A database that takes no further row: SQLite may not grow, PostgreSQL says what it says of a full disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA max_page_count = 1")  # that is, as many as there are
            yield
            connection.cursor().execute("PRAGMA max_page_count = 1000000")
            return
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON indicators_indicator EXECUTE FUNCTION full_disk()"
        )
        yield
        cursor.execute("DROP TRIGGER full_disk ON indicators_indicator")


@contextmanager
def locked() -> Iterator[None]:
    """A database that another process writes to without end."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(name)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("outage", "words"), [(full_disk, "磁盘已满"), (locked, "数据库正被其他进程占用")])
def test_an_import_says_what_keeps_the_database_and_goes_on_afterwards(
    migrated_database_url: str, capsys: pytest.CaptureFixture[str], outage, words: str
) -> None:
    with connected(migrated_database_url):
        if outage is locked and connection.vendor != "sqlite":
            pytest.skip("PostgreSQL has no lock on the whole database")
        with outage():
            with pytest.raises(SystemExit):
                call_command("import_disclosures", str(SAMPLE), "--jobs", "1")
            assert words in "".join(capsys.readouterr())
            assert Client().get("/departments/").status_code == 200
        assert not (Disclosure.objects.exists() or Project.objects.exists() or StoredFile.objects.exists())
        call_command("import_disclosures", str(SAMPLE), "--jobs", "1")
        assert verify_disclosure(Disclosure.objects.get().pk) == []


@pytest.mark.django_db
def test_a_page_and_the_api_say_that_the_database_does_not_answer(client: Client) -> None:
    client.raise_request_exception = False

    def lose(execute, *arguments):
        """Stand for a server that went away: psycopg's and SQLite's errors as Django passes them on."""
        try:
            raise psycopg.errors.AdminShutdown("terminating connection due to administrator command")
        except psycopg.Error as error:
            raise OperationalError("lost") from error

    with connection.execute_wrapper(lose):
        page, answer = client.get("/departments/"), client.get("/api/v1/years")
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "数据库暂时没有应答" in page.content.decode() and "does not answer" in page.content.decode()
    assert (answer.status_code, answer.json()) == (
        503,
        {"detail": "Try again later: the database does not answer."},
    )
    assert client.get("/departments/").status_code == 200
