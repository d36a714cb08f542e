"""Units, projects and indicators are added, ordered, renamed, moved and deleted."""

import pytest
from django.test import Client
from django.urls import reverse

from budget.models import Disclosure, Project, RetiredProject, Unit, UnitStatement
from budget.store.rows_reader import records_of
from tests.admin.entry.entering import (
    WAN,
    change_page,
    delete,
    enter_project,
    errors_of,
    opened,
    project_of,
    refused,
    revision_of,
    saved,
    words_of,
)
from tests.support.forms import form_of, with_row

pytestmark = pytest.mark.django_db


def test_a_save_keeps_everything_or_nothing(editor: Client, entered: Disclosure) -> None:
    statement = entered.statements.get(name="甲局")
    data = opened(editor, statement) | {"total": "8", "projects-0-name": "新名", "projects-1-total": "三元"}
    assert "三元" in refused(editor, statement, data).content.decode()
    statement.refresh_from_db()
    assert statement.total == 7 * WAN and revision_of(entered) == 1
    assert [project.name for project in statement.projects.order_by("position")] == ["校舍维修", "教师培训"]


def test_a_unit_with_projects_is_not_deleted_and_one_without_is(editor: Client, entered: Disclosure) -> None:
    answer = refused(editor, entered, opened(editor, entered) | {"statements-0-DELETE": "on"})
    assert "“甲局”" in answer.content.decode() and "2" in str(errors_of(answer))
    saved(editor, entered, opened(editor, entered) | {"statements-1-DELETE": "on"})
    assert [unit.name for unit in records_of(entered).units] == ["甲局"]


def test_units_projects_and_indicators_take_the_order_that_is_typed(
    editor: Client, entered: Disclosure
) -> None:
    data = with_row(opened(editor, entered), "statements", name="丙站", order="1")
    saved(editor, entered, data)
    assert [unit.name for unit in records_of(entered).units] == ["丙站", "甲局", "乙所"]
    saved(editor, entered, opened(editor, entered) | {"statements-0-order": "3"})
    assert [unit.name for unit in records_of(entered).units] == ["甲局", "乙所", "丙站"]
    statement = entered.statements.get(name="甲局")
    saved(editor, statement, opened(editor, statement) | {"projects-1-order": "1"})
    assert [project.name for project in records_of(entered).projects] == ["教师培训", "校舍维修"]
    project = project_of(entered, "校舍维修")
    data = with_row(
        opened(editor, project), "indicators", name="合格率", chosen_category="quality", order="1"
    )
    saved(editor, project, data)
    assert [(one.position, one.name) for one in project.indicators.all()] == [(1, "合格率"), (2, "栋数")]
    assert [one.position for one in entered.statements.order_by("position")] == [1, 2, 3]
    assert sorted(entered.projects.values_list("position", flat=True)) == [1, 2]


def test_a_unit_is_found_by_its_name_and_a_new_one_is_reported(editor: Client, entered: Disclosure) -> None:
    known = Unit.objects.create(department=entered.department, name="丙 站")
    answer = saved(editor, entered, with_row(opened(editor, entered), "statements", name="丙站"))
    assert entered.statements.get(name="丙站").unit == known
    assert not [words for words in words_of(answer) if "丙站" in words]
    answer = saved(editor, entered, with_row(opened(editor, entered), "statements", name="丁队"))
    assert [words for words in words_of(answer) if "丁队" in words]


def test_a_renamed_unit_keeps_its_projects(editor: Client, entered: Disclosure) -> None:
    addresses = dict(entered.projects.values_list("name", "pk"))
    saved(editor, entered, opened(editor, entered) | {"statements-0-name": "甲局本级"})
    assert {project.unit.name for project in entered.projects.all()} == {"甲局本级"}
    assert dict(entered.projects.values_list("name", "pk")) == addresses


def test_a_project_moves_to_another_unit_of_its_table_alone(editor: Client, entered: Disclosure) -> None:
    other = Disclosure.objects.create(department=entered.department, fiscal_year=2023)
    elsewhere = UnitStatement.objects.create(
        disclosure=other, unit=entered.statements.get(name="甲局").unit, name="甲局", position=1
    )
    project = project_of(entered, "校舍维修")
    refused(editor, project, opened(editor, project) | {"statement": elsewhere.pk})
    second = entered.statements.get(name="乙所")
    saved(editor, project, opened(editor, project) | {"statement": second.pk})
    project.refresh_from_db()
    assert (project.unit, project.statement) == (second.unit, second)
    assert [unit.name for unit in records_of(entered).units if unit.projects] == ["甲局", "乙所"]


def test_deleting_a_project_leaves_its_address_leading_to_the_revision_that_had_it(
    editor: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    address = project.get_absolute_url()
    answer = delete(editor, project)
    assert answer["Location"] == change_page(entered.statements.get(name="甲局"))
    assert editor.get(address).status_code == 410 and revision_of(entered) == 2
    enter_project(editor, entered.statements.get(name="甲局"), "校舍维修", "3")
    assert editor.get(address).status_code == 200 and not RetiredProject.objects.exists()


def test_a_project_renamed_to_the_former_name_of_another_does_not_take_its_address(
    editor: Client, entered: Disclosure
) -> None:
    gone, renamed = project_of(entered, "校舍维修"), project_of(entered, "教师培训")
    delete(editor, gone)
    saved(editor, renamed, opened(editor, renamed) | {"name": "校舍维修"})
    assert editor.get(renamed.get_absolute_url()).status_code == 200
    assert editor.get(gone.get_absolute_url()).status_code == 410
    delete(editor, renamed)
    assert [editor.get(one.get_absolute_url()).status_code for one in (gone, renamed)] == [410, 410]


def test_pages_link_down_to_the_indicators_and_back(editor: Client, entered: Disclosure) -> None:
    statement, project = entered.statements.get(name="甲局"), project_of(entered, "校舍维修")
    page = editor.get(change_page(entered)).content.decode()
    assert change_page(statement) in page
    assert f"{reverse('admin:budget_project_add')}?statement={statement.pk}" in page
    assert change_page(project) in editor.get(change_page(statement)).content.decode()
    page = editor.get(change_page(project)).content.decode()
    assert change_page(statement) in page and change_page(entered) in page
    assert editor.post(change_page(project), opened(editor, project))["Location"] == change_page(statement)
    assert editor.post(change_page(statement), opened(editor, statement))["Location"] == change_page(entered)


def test_the_next_project_is_added_under_the_same_unit(editor: Client, entered: Disclosure) -> None:
    statement = entered.statements.get(name="乙所")
    answer = enter_project(editor, statement, "设备购置", "1", _addanother="1")
    assert form_of(editor.get(answer["Location"]), "project_form")["statement"] == str(statement.pk)


def test_a_second_disclosure_of_one_department_and_year_is_refused(
    editor: Client, entered: Disclosure
) -> None:
    add = reverse("admin:budget_disclosure_add")
    data = form_of(editor.get(add), "disclosure_form")
    answer = editor.post(add, data | {"department": entered.department_id, "fiscal_year": "2024"})
    assert answer.status_code == 200 and len(errors_of(answer)) == 1
    answer = editor.post(add, data | {"department": entered.department_id, "fiscal_year": "20240"})
    assert "2099" in str(errors_of(answer))


def test_a_namesake_entered_by_hand_is_a_second_project(editor: Client, entered: Disclosure) -> None:
    enter_project(editor, entered.statements.get(name="甲局"), "校舍维修", "1")
    namesakes = Project.objects.filter(name="校舍维修").order_by("position")
    assert [project.ordinal for project in namesakes] == [1, 2]
