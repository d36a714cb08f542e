"""Several processes store what one process would, on PostgreSQL; what kills one of them loses nothing."""

import multiprocessing
from io import StringIO
from pathlib import Path
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from budget.disclosure.reading import Given
from budget.imports.files import find_files
from budget.imports.options import Options
from budget.imports.outcomes import Outcome
from budget.imports.run import ImportRun
from budget.models import Department, DepartmentAlias, Disclosure, StoredFile
from budget.store import data_version
from budget.store.locks import retry_deadlocks
from budget.store.sources import Received, stored_file
from tests.disclosure.evaluation_forms import NATIONAL, YUNNAN
from tests.disclosure.merged_tables import docx_of, xlsx_of
from tests.disclosure.tables import PREAMBLE, project, wide
from tests.imports.test_whole import form_of, table_of, written
from tests.store.test_concurrency import at_once
from tests.support.migrating import connected
from tests.support.paths import SAMPLE

pytestmark = pytest.mark.django_db

REGION = "广东省广州市"
KNOWN, OTHER_NAME = "市国土局", "市国土资源局"
TABLES = 5  # of each year


@pytest.fixture
def other_site(migrated_database_url: str) -> str:
    """A migrated PostgreSQL database beside the one of the test: of that, its transaction has one writer."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    return migrated_database_url


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Tables of several departments and years; of some two that differ; forms and self-evaluations."""
    changed = wide(project("供水", "4.00"), preamble=(PREAMBLE[0], "部门名称：第2局", *PREAMBLE[2:]))
    many = {
        f"{year}/第{number}局.txt": table_of(f"第{number}局", "")
        for year in (2022, 2023)
        for number in range(TABLES)
    }
    return written(
        tmp_path / "files",
        many
        | {
            "2024/a.txt": SAMPLE.read_bytes(),
            "2024/b.txt": table_of("第2局"),
            "2024/c.txt": changed,
            "2024/d.txt": table_of(KNOWN),
            "2024/e.txt": changed.replace("第2局".encode(), OTHER_NAME.encode()),
            "2024/f1.docx": form_of("甲"),
            "2024/f2.docx": form_of("乙"),
            "2024/f3.docx": form_of("乙", target="≥60次"),
            "2024/g.docx": docx_of([NATIONAL.table]),
            "2024/h.xlsx": xlsx_of([YUNNAN.table]),
            "2024/i.txt": b"\xff\xff",
        },
    )


def imported(folder: Path, jobs: int) -> list[Outcome]:
    """The outcomes of an import into a site that knows a department by two names, in the order of the files."""
    known, _ = Department.objects.get_or_create(name=KNOWN, region=REGION)
    DepartmentAlias.objects.get_or_create(department=known, name=OTHER_NAME, region=REGION)
    run = ImportRun(Options(given=Given(region=REGION), jobs=jobs))
    return sorted(run.run(find_files([folder])), key=lambda one: one.position)


def dumped() -> list[str]:
    found = []
    for command in ("dump_disclosures", "dump_self_evaluations"):
        out = StringIO()
        call_command(command, stdout=out)
        found += sorted(out.getvalue().splitlines())
    return found


def test_two_processes_store_what_one_does(other_site: str, folder: Path) -> None:
    one, stored = imported(folder, jobs=1), dumped()
    assert [outcome.status for outcome in one].count("refused") == 4
    with connected(other_site):
        version = data_version.current()
        assert imported(folder, jobs=2) == one
        assert not multiprocessing.active_children()
        assert dumped() == stored
        assert data_version.current() != version
        call_command("verify", stdout=StringIO())
        again = imported(folder, jobs=2)
    assert again == imported(folder, jobs=1)
    assert {outcome.status for outcome in again} == {"unchanged", "refused"}


def test_killed_processes_leave_what_is_whole_and_the_import_goes_on(other_site: str, folder: Path) -> None:
    with connected(other_site):
        outcomes = ImportRun(Options(given=Given(region=REGION), jobs=2)).run(find_files([folder / "2022"]))
        found = []
        for process in multiprocessing.active_children():
            found.append(next(outcomes))
            process.kill()
        found += outcomes
        refused = [one for one in found if one.status == "refused"]
        assert len(found) == TABLES and len(refused) <= 2
        assert all(one.problems[-1].code == "not-stored" and one.department for one in refused)
        call_command("verify", stdout=StringIO())
        assert {one.status for one in imported(folder / "2022", jobs=2)} <= {"imported", "unchanged"}
        assert Disclosure.objects.count() == TABLES


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_wait_for_each_other_are_both_done() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    files = [Received(name, name.encode()) for name in ("a", "b")]
    meeting = Barrier(2)
    attempts: list[int] = []

    def stored(first: Received, second: Received) -> None:
        attempts.append(1)
        with transaction.atomic():
            stored_file(first)
            if len(attempts) <= 2:
                meeting.wait()
            stored_file(second)

    at_once(
        lambda: retry_deadlocks(lambda: stored(*files)),
        lambda: retry_deadlocks(lambda: stored(*reversed(files))),
    )
    assert len(attempts) == 3
    assert StoredFile.objects.count() == 2
