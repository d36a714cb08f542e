"""Editors and imports at once: no update is lost, nothing is left half done."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from budget.disclosure.open_data import digest_of, records_in
from budget.disclosure.reading import Given
from budget.disclosure.records import Amounts
from budget.imports.files import find_files
from budget.imports.options import Options
from budget.imports.outcomes import Outcome
from budget.imports.run import ImportRun
from budget.models import (
    CategoryFigures,
    Department,
    Disclosure,
    Finding,
    FindingFigures,
    Project,
    Revision,
    SearchText,
    Tally,
    TypeFigures,
    Unit,
    UnitStatement,
)
from budget.store import checks, rollups, search_index
from budget.store.rows_reader import records_of
from indicators.models import Indicator
from tests import factories
from tests.disclosure.tables import PREAMBLE, bare, project as line_of, wide
from tests.support.forms import form_of, with_row
from tests.support.people import person

pytestmark = pytest.mark.django_db(transaction=True)

SAVED, REFUSED = 302, 200
UNIT = "供水管理所"


@dataclass(frozen=True)
class Save:
    """What an editor is about to send: the form they opened, with words of their own in it."""

    client: Client
    address: str
    data: dict[str, Any]
    words: str


def entered(department: str, projects: int) -> Disclosure:
    """A disclosure entered by hand: one unit, so many projects of 1 万元."""
    made = [
        factories.project(
            f"项目{number}", Amounts(total=factories.WAN), indicators=factories.indicators("quantity")
        )
        for number in range(1, projects + 1)
    ]
    unit = factories.unit(department, *made)
    return factories.stored(
        factories.disclosure(unit, department=department, region="某市", layout="entered", row=None)
    )


def editing(client: Client, project: Project, words: str) -> Save:
    """An editor with a project's form open who wrote another objective and one more indicator."""
    address = reverse("admin:budget_project_change", args=[project.pk])
    data = form_of(client.get(address), "project_form") | {"objective": words}
    return Save(client, address, with_row(data, "indicators", name=words, annual_target="≥1次"), words)


def adding(client: Client, statement: UnitStatement, name: str, words: str) -> Save:
    """An editor with the form of a new project of a unit open."""
    address = f"{reverse('admin:budget_project_add')}?statement={statement.pk}"
    data = form_of(client.get(address), "project_form")
    return Save(client, address, data | {"name": name, "total": "2", "objective": words}, words)


def adding_unit(client: Client, disclosure: Disclosure, words: str) -> Save:
    """An editor with a disclosure's form open who adds the unit that imports make too, and a title."""
    address = reverse("admin:budget_disclosure_change", args=[disclosure.pk])
    data = form_of(client.get(address), "disclosure_form")
    return Save(client, address, with_row(data | {"title": words}, "statements", name=UNIT), words)


def folder_of(place: Path, name: str, tables: list[tuple[str, int]]) -> Path:
    """A folder of wide tables, of these departments and years, each of one unit with three projects."""
    folder = place / name
    folder.mkdir()
    for department, year in tables:
        head = (f"项目支出绩效目标表（{year}年度）", f"部门名称：{department}", *PREAMBLE[2:])
        lines = [bare(UNIT, "9.00"), *(line_of(f"供水{number}", "3.00") for number in range(3))]
        (folder / f"{department}{year}.txt").write_bytes(wide(*lines, preamble=head))
    return folder


def imported(folder: Path) -> list[Outcome]:
    return list(ImportRun(Options(given=Given(region="某市"))).run(find_files([folder])))


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these returns, all begun at the same moment in threads with connections of their own."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        running: list[Future[Any]] = [threads.submit(run, work) for work in works]
        return [one.result() for one in running]


def sent(save: Save) -> Callable[[], int]:
    return lambda: save.client.post(save.address, save.data).status_code


def derived_rows() -> dict[str, Any]:
    """Everything that is derived from the rows, without ids that change when it is made anew."""
    tables = {
        CategoryFigures: ("disclosure", "category", "indicator_count", "project_count", "sum_total"),
        TypeFigures: ("disclosure", "project_type", "project_count", "sum_total"),
        UnitStatement: ("pk", "project_count", "indicator_count", "sum_total", "sum_unaccounted"),
        Disclosure: ("pk", "unit_count", "project_count", "indicator_count"),
        Project: ("pk", "indicator_count", "is_confidential", "project_type"),
        Tally: ("disclosure", "check_id", "level", "finding_count", "project_count", "money"),
        FindingFigures: ("disclosure", "check_id", "level", "category", "finding_count"),
        Finding: ("disclosure", "key", "is_active", "evidence_digest"),
        SearchText: ("kind", "disclosure", "unit", "project", "indicator", "tokens"),
    }
    return {
        model.__name__: sorted(map(repr, model.objects.order_by("pk").values_list(*columns)))
        for model, columns in tables.items()
    }


def made_anew() -> dict[str, Any]:
    """The same, after all of it was made again from the rows."""
    for disclosure in Disclosure.objects.select_related("department"):
        rollups.refresh(disclosure)
        search_index.refresh(disclosure)
        checks.check(disclosure)
    return derived_rows()


def assert_nothing_is_half_done() -> None:
    for disclosure in Disclosure.objects.select_related("department"):
        record = records_of(disclosure)
        current = disclosure.revisions.get(is_current=True)
        assert current.digest == digest_of(record) and records_in(current.snapshot) == record
        numbers = disclosure.revisions.order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
        assert disclosure.project_count == len(record.projects) == disclosure.projects.count()
        positions = list(disclosure.projects.order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))
        for project in disclosure.projects.prefetch_related("indicators"):
            places = sorted(indicator.position for indicator in project.indicators.all())
            assert places == list(range(1, len(places) + 1))
            assert project.unit_id == project.statement.unit_id
    assert Indicator.objects.filter(project=None).count() == 0
    assert derived_rows() == made_anew()


def assert_no_update_is_lost(saves: list[Save], answers: list[int]) -> None:
    """A revision holds whatever was accepted, and nothing of what was refused."""
    revisions = [records_in(revision.snapshot) for revision in Revision.objects.all()]
    states = [repr(record) for record in revisions]
    for save, answer in zip(saves, answers, strict=True):
        assert answer in (SAVED, REFUSED)
        assert any(save.words in one for one in states) == (answer == SAVED), save.words


@pytest.fixture
def editors(collected_static: object) -> list[Client]:
    people = [person("editor", f"editor{number}") for number in range(20 if is_postgresql() else 6)]
    clients = [Client() for _ in people]
    for client, user in zip(clients, people, strict=True):
        client.force_login(user)
    return clients


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def test_editors_saving_and_imports_running_at_once_lose_no_update(
    editors: list[Client], tmp_path: Path
) -> None:
    first, second = entered("甲局", 6), entered("乙局", 4)
    statement = first.statements.get()
    same, *others = first.projects.order_by("position")
    seats = iter(editors)
    # Several over one state of one project: one of them is in time.
    rivals = [editing(next(seats), same, f"争用{number}号") for number in range(2 + 3 * is_postgresql())]
    apart = [
        editing(next(seats), project, f"各自{project.position}号")
        for project in others[: 1 + 4 * is_postgresql()]
    ]
    # Namesakes, added under one unit.
    new = [adding(next(seats), statement, "新项目", f"新增{n}号") for n in range(1 + 2 * is_postgresql())]
    units = [adding_unit(next(seats), second, "新标题")]
    elsewhere = [
        editing(client, project, f"别处{project.position}号")
        for client, project in zip(seats, second.projects.all(), strict=False)
    ]
    saves = [*rivals, *apart, *new, *units, *elsewhere]
    before = dict(Revision.objects.values_list("disclosure", "number"))
    folders = [
        folder_of(tmp_path, "one", [("甲局", 2023), ("丙局", 2024), ("乙局", 2025)]),
        folder_of(tmp_path, "two", [("丙局", 2023), ("甲局", 2025), ("乙局", 2023)]),
    ]
    answers = at_once(
        *[sent(save) for save in saves], *[lambda folder=folder: imported(folder) for folder in folders]
    )
    statuses, outcomes = answers[: len(saves)], [one for found in answers[len(saves) :] for one in found]

    assert [outcome.status for outcome in outcomes] == ["imported"] * 6
    assert sorted(statuses[: len(rivals)]) == [REFUSED] * (len(rivals) - 1) + [SAVED]
    assert statuses[len(rivals) :] == [SAVED] * (len(saves) - len(rivals))
    assert_no_update_is_lost(saves, statuses)
    accepted = len([status for status in statuses if status == SAVED])
    made = sum(disclosure.revisions.count() - 1 for disclosure in Disclosure.objects.filter(pk__in=before))
    assert made == accepted
    ordinals = first.projects.filter(name="新项目").values_list("ordinal", flat=True)
    assert sorted(ordinals) == list(range(1, len(new) + 1))
    assert Department.objects.filter(name="丙局").count() == 1
    assert Unit.objects.filter(department=second.department, name=UNIT).count() == 1
    assert_nothing_is_half_done()


def test_an_import_of_the_table_that_is_being_edited_and_its_editors_take_turns(
    editors: list[Client], tmp_path: Path
) -> None:
    disclosure = entered("甲局", 5)
    saves = [
        editing(client, project, f"各自{project.position}号")
        for client, project in zip(editors, disclosure.projects.all(), strict=False)
    ]
    folder = folder_of(tmp_path, "one", [("甲局", 2024)])
    *statuses, outcomes = at_once(*[sent(save) for save in saves], lambda: imported(folder))
    assert [outcome.status for outcome in outcomes] == ["revised"]
    revisions = [repr(records_in(revision.snapshot)) for revision in disclosure.revisions.all()]
    for save, status in zip(saves, statuses, strict=True):
        # Too late: the import dropped the project (409).
        assert status in (SAVED, 409)
        assert any(save.words in one for one in revisions) == (status == SAVED)
    disclosure.refresh_from_db()
    assert disclosure.layout == "wide"
    assert disclosure.revisions.count() == 2 + statuses.count(SAVED)
    assert_nothing_is_half_done()
