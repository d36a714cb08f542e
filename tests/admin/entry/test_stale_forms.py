"""A form whose rows changed since it was opened is refused, with all that was typed."""

import pytest
from django.test import Client
from django.urls import reverse

from budget.models import Disclosure, Project
from budget.store.rows_reader import records_of
from tests import factories
from tests.admin.entry.entering import (
    WAN,
    change_page,
    delete,
    enter_project,
    opened,
    project_of,
    refused,
    revision_of,
    saved,
    words_of,
)
from tests.support.forms import form_of, with_row

pytestmark = pytest.mark.django_db


def test_saving_over_a_changed_state_is_refused_with_what_was_typed(
    editor: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    mine = opened(editor, project) | {"objective": "我写的目标", "indicators-0-name": "我写的指标"}
    saved(editor, project, opened(editor, project) | {"objective": "别人写的目标"})
    answer = refused(editor, project, mine)
    page = answer.content.decode()
    assert "我写的目标" in page and "我写的指标" in page
    assert "没有保存" in page and "第 2 版" in page and f'href="{change_page(project)}"' in page
    refused(editor, project, form_of(answer, "project_form"))  # once more does not help either
    project.refresh_from_db()
    assert (project.objective, revision_of(entered)) == ("别人写的目标", 2)


def test_what_was_typed_into_deleted_rows_is_shown_in_the_form(editor: Client, entered: Disclosure) -> None:
    project = project_of(entered, "校舍维修")
    saved(editor, project, with_row(opened(editor, project), "indicators", name="合格率"))
    mine = opened(editor, project) | {"indicators-1-name": "我改的合格率"}
    saved(editor, project, opened(editor, project) | {"indicators-1-DELETE": "on"})
    assert "我改的合格率" in refused(editor, project, mine).content.decode()
    assert [indicator.name for indicator in project.indicators.all()] == ["栋数"]


def test_two_editors_of_two_projects_do_not_refuse_each_other(editor: Client, entered: Disclosure) -> None:
    first, second = project_of(entered, "校舍维修"), project_of(entered, "教师培训")
    mine, theirs = opened(editor, first), opened(editor, second)
    saved(editor, second, theirs | {"objective": "二"})
    saved(editor, first, mine | {"objective": "一"})
    assert [project.objective for project in records_of(entered).projects] == ["一", "二"]


@pytest.mark.parametrize("change", [{"title": "新标题"}, {"total": "8"}, {"statements-0-total": "8"}])
def test_any_change_of_a_disclosure_is_another_state(
    editor: Client, entered: Disclosure, change: dict[str, str]
) -> None:
    mine = opened(editor, entered)
    saved(editor, entered, opened(editor, entered) | change)
    assert "没有保存" in refused(editor, entered, mine | {"title": "我的标题"}).content.decode()


def test_a_unit_whose_projects_changed_is_another_state(editor: Client, entered: Disclosure) -> None:
    statement = entered.statements.get(name="甲局")
    mine = opened(editor, statement)
    enter_project(editor, statement, "设备购置", "1")
    assert "没有保存" in refused(editor, statement, mine | {"total": "8"}).content.decode()


def test_a_form_without_a_state_is_refused(editor: Client, entered: Disclosure) -> None:
    data = opened(editor, entered) | {"title": "新标题"}
    del data["state"]
    refused(editor, entered, data)
    entered.refresh_from_db()
    assert entered.title == "绩效目标表"


def test_what_was_typed_into_a_project_that_was_deleted_is_shown(editor: Client, entered: Disclosure) -> None:
    project = project_of(entered, "校舍维修")
    mine = opened(editor, project) | {"objective": "我写的目标"}
    delete(editor, project)
    answer = editor.post(change_page(project), mine)
    assert answer.status_code == 409 and "我写的目标" in answer.content.decode()
    assert not Project.objects.filter(name="校舍维修").exists()


def test_an_import_that_replaced_an_entry_is_not_overwritten(editor: Client, entered: Disclosure) -> None:
    project = project_of(entered, "校舍维修")
    mine = opened(editor, project) | {"objective": "我写的目标"}
    record = factories.disclosure(
        factories.unit("甲局", factories.project("校舍维修", 3 * WAN)), department="甲局", region="某市"
    )
    factories.stored(record)
    answer = refused(editor, project, mine)
    assert "我写的目标" in answer.content.decode() and "导入" in answer.content.decode()
    project.refresh_from_db()
    assert project.objective == "校舍维修的目标"
    assert editor.post(change_page(project), {"objective": "硬写"}).status_code == 403


def test_deleting_a_project_that_somebody_changed_meanwhile_is_refused(
    editor: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    address = reverse("admin:budget_project_delete", args=[project.pk])
    state = editor.get(address).context["state"]
    saved(editor, project, opened(editor, project) | {"objective": "别人写的目标"})
    answer = editor.post(address, {"post": "yes", "state": state}, follow=True)
    assert [words for words in words_of(answer) if "没有删除" in words]
    assert Project.objects.filter(pk=project.pk).exists()
