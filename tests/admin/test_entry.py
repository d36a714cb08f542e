"""Entry by hand in the admin: what is entered is placed, summed, checked and kept, and nobody's work is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from budget.disclosure.records import Amounts
from budget.models import Department, Disclosure, Finding, Project, RetiredProject, Unit, UnitStatement
from budget.store import disclosures
from budget.store.rows_reader import records_of
from indicators.models import Indicator
from tests import factories
from tests.support.forms import form_of, with_row
from tests.support.people import signed_in

pytestmark = pytest.mark.django_db

WAN = factories.WAN


def change_page(row: Disclosure | UnitStatement | Project) -> str:
    return reverse(f"admin:budget_{row._meta.model_name}_change", args=[row.pk])


def opened(client: Client, row: Disclosure | UnitStatement | Project) -> dict[str, Any]:
    """The form of a row as somebody opens it."""
    return form_of(client.get(change_page(row)), f"{row._meta.model_name}_form")


def saved(client: Client, row: Disclosure | UnitStatement | Project, data: dict[str, Any]) -> HttpResponse:
    """The answer to a save that is accepted, followed to the page it leads to."""
    answer = client.post(change_page(row), data, follow=True)
    assert answer.redirect_chain, errors_of(answer)
    return answer


def refused(client: Client, row: Disclosure | UnitStatement | Project, data: dict[str, Any]) -> HttpResponse:
    answer = client.post(change_page(row), data)
    assert answer.status_code == 200, "it was accepted"
    return answer


def errors_of(answer: HttpResponse) -> list[Any]:
    return list(answer.context["errors"])


def words_of(answer: HttpResponse) -> list[str]:
    """The messages above a page."""
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def editor(collected_static: object) -> Client:
    return signed_in("editor")


@pytest.fixture
def entered() -> Disclosure:
    """A disclosure as entered by hand: 甲局 with two projects of 3 and 4 万元, 乙所 without any."""
    quantity = factories.indicator(name="栋数", target="≥3栋")
    projects = [
        factories.project(name, Amounts(total=total * WAN), indicators=(quantity,))
        for name, total in (("校舍维修", 3), ("教师培训", 4))
    ]
    record = factories.disclosure(
        factories.unit("甲局", *projects),
        factories.unit("乙所"),
        department="甲局",
        region="某市",
        layout="entered",
        row=None,
        title="绩效目标表",
    )
    return factories.stored(record)


def enter_project(
    client: Client, statement: UnitStatement, name: str, total: str, **fields: Any
) -> HttpResponse:
    """The answer to a project entered under a unit, with an indicator, from the link beside the unit."""
    add = f"{reverse('admin:budget_project_add')}?statement={statement.pk}"
    data = form_of(client.get(add), "project_form")
    assert data["statement"] == str(statement.pk)
    data |= {"name": name, "total": total, "objective": f"{name}的目标"} | fields
    row = {"chosen_category": "quantity", "name": "栋数", "annual_target": "≥3栋", "period_target": "≥3栋"}
    return client.post(add, with_row(data, "indicators", **row))


def project_of(disclosure: Disclosure, name: str) -> Project:
    return disclosure.projects.get(name=name)


def revision_of(disclosure: Disclosure) -> int:
    return disclosure.revisions.get(is_current=True).number


def test_what_is_entered_is_read_and_counted_like_an_import(editor: Client) -> None:
    department = Department.objects.create(name="甲局", region="某市")
    add = reverse("admin:budget_disclosure_add")
    data = form_of(editor.get(add), "disclosure_form")
    data |= {"department": department.pk, "fiscal_year": "2024", "total": "7", "title": "绩效目标表"}
    data = with_row(data, "statements", name="甲局", total="7")
    answer = editor.post(add, with_row(data, "statements", name="乙所"))
    entered = Disclosure.objects.get()
    assert answer["Location"] == change_page(entered)
    for name, total in (("校舍维修", "3"), ("教师培训", "4")):
        enter_project(editor, entered.statements.get(name="甲局"), name, total)
    entered.refresh_from_db()
    record = records_of(entered)
    assert (record.department, record.region, record.fiscal_year) == ("甲局", "某市", 2024)
    assert [(unit.name, unit.amounts.total) for unit in record.units] == [("甲局", 7 * WAN), ("乙所", None)]
    assert [project.name for project in record.projects] == ["校舍维修", "教师培训"]
    assert (entered.unit_count, entered.project_count, entered.indicator_count) == (2, 2, 2)
    statement = entered.statements.get(name="甲局")
    assert (statement.project_count, statement.sum_total, statement.difference) == (2, 7 * WAN, 0)
    assert entered.revisions.get(is_current=True).created_by.username == "editor"


def test_a_category_is_chosen_from_the_taxonomy_and_sets_codes_and_labels(
    editor: Client, entered: Disclosure
) -> None:
    indicator = project_of(entered, "校舍维修").indicators.get()
    assert (indicator.level1_code, indicator.level1) == ("1", "产出指标")
    assert (indicator.level2_code, indicator.level2) == ("11", "数量指标")
    data = opened(editor, indicator.project)
    saved(editor, indicator.project, data | {"indicators-0-chosen_category": "satisfaction"})
    indicator.refresh_from_db()
    assert (indicator.level1_code, indicator.level1) == ("3", "满意度指标")
    assert (indicator.level2_code, indicator.level2) == ("31", "服务对象满意度指标")
    assert indicator.category == "satisfaction"


def test_labels_stay_as_entered_while_their_category_is_left_alone(
    editor: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    project.indicators.update(level1_code="", level1="产出", level2_code="", level2="1.数量指标")
    saved(editor, project, opened(editor, project) | {"indicators-0-annual_target": "≥4栋"})
    indicator = project.indicators.get()
    assert (indicator.level1, indicator.level2) == ("产出", "1.数量指标")
    assert (indicator.annual_target, indicator.category) == ("≥4栋", "quantity")


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (("10", "3", "6.5"), "10.00"),
        (("10", "3", "6.5"), "9.50"),
        (("10", "3", "6.5"), "0.50"),
        (("", "3", ""), "没有填写"),
        (("0", "3", ""), "-3.00"),
        (("3", "0", ""), "3.00"),
    ],
)
def test_a_project_whose_total_is_not_its_sources_is_refused_at_the_field(
    editor: Client, entered: Disclosure, amounts: tuple[str, str, str], words: str
) -> None:
    names = ("total", "fiscal_appropriation", "other_funds")
    project = project_of(entered, "校舍维修")
    answer = refused(editor, project, opened(editor, project) | dict(zip(names, amounts, strict=True)))
    (error,) = answer.context["adminform"].form.errors["total"]
    assert words in error and "万元" in error
    project.refresh_from_db()
    assert (project.total, revision_of(entered)) == (3 * WAN, 1)


@pytest.mark.parametrize(
    "amounts", [("5", "", ""), ("", "", ""), ("0", "0", ""), ("9.5", "3", "6.5"), ("3", "3", "0")]
)
def test_a_project_whose_sources_make_the_total_or_are_not_stated_is_accepted(
    editor: Client, entered: Disclosure, amounts: tuple[str, str, str]
) -> None:
    names = ("total", "fiscal_appropriation", "other_funds")
    project = project_of(entered, "校舍维修")
    saved(editor, project, opened(editor, project) | dict(zip(names, amounts, strict=True)))
    project.refresh_from_db()
    stated = [None if text == "" else round(float(text) * WAN) for text in amounts]
    assert [getattr(project, name) for name in names] == stated


def test_a_sum_that_disagrees_with_what_is_stated_is_a_warning_and_no_wall(
    editor: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    answer = saved(editor, project, opened(editor, project) | {"total": "5"})
    warnings = [words for words in words_of(answer) if "9.00" in words]
    assert len(warnings) == 1 and "甲局" in warnings[0] and "7.00" in warnings[0] and "-2.00" in warnings[0]
    project.refresh_from_db()
    assert project.total == 5 * WAN


def test_findings_follow_at_once(editor: Client, entered: Disclosure) -> None:
    def found() -> set[str]:
        return set(Finding.objects.filter(is_active=True).values_list("check_id", flat=True))

    assert "AMT-02" not in found()
    project = project_of(entered, "校舍维修")
    saved(editor, project, opened(editor, project) | {"total": "5"})
    assert "AMT-02" in found()


def test_saving_over_somebody_elses_state_is_refused_and_keeps_what_was_typed(
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


def test_what_was_typed_into_rows_that_are_gone_is_kept_in_the_form(
    editor: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    saved(editor, project, with_row(opened(editor, project), "indicators", name="合格率"))
    mine = opened(editor, project) | {"indicators-1-name": "我改的合格率"}
    saved(editor, project, opened(editor, project) | {"indicators-1-DELETE": "on"})
    assert "我改的合格率" in refused(editor, project, mine).content.decode()
    assert [indicator.name for indicator in project.indicators.all()] == ["栋数"]


def test_two_editors_of_two_projects_do_not_stand_in_each_others_way(
    editor: Client, entered: Disclosure
) -> None:
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


def test_an_import_that_took_the_place_of_an_entry_is_not_overwritten(
    editor: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    mine = opened(editor, project) | {"objective": "我写的目标"}
    record = factories.disclosure(
        factories.unit("甲局", factories.project("校舍维修", 3 * WAN)), department="甲局", region="某市"
    )
    disclosures.store(record)
    answer = refused(editor, project, mine)
    assert "我写的目标" in answer.content.decode() and "导入" in answer.content.decode()
    project.refresh_from_db()
    assert project.objective == "校舍维修的目标"
    assert editor.post(change_page(project), {"objective": "硬写"}).status_code == 403


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


def test_units_projects_and_indicators_stand_in_the_order_that_is_typed(
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


def test_a_unit_is_found_by_its_name_and_a_new_one_is_told(editor: Client, entered: Disclosure) -> None:
    known = Unit.objects.create(department=entered.department, name="丙 站")
    answer = saved(editor, entered, with_row(opened(editor, entered), "statements", name="丙站"))
    assert entered.statements.get(name="丙站").unit == known
    assert not [words for words in words_of(answer) if "丙站" in words]
    answer = saved(editor, entered, with_row(opened(editor, entered), "statements", name="丁队"))
    assert [words for words in words_of(answer) if "丁队" in words]


def test_a_unit_that_is_named_otherwise_takes_its_projects_along(editor: Client, entered: Disclosure) -> None:
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


def delete(client: Client, project: Project) -> HttpResponse:
    address = reverse("admin:budget_project_delete", args=[project.pk])
    page = client.get(address)
    state = page.context["state"]
    return client.post(address, {"post": "yes", "state": state})


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


def test_a_project_renamed_to_what_another_one_was_called_leaves_that_ones_address(
    editor: Client, entered: Disclosure
) -> None:
    gone, renamed = project_of(entered, "校舍维修"), project_of(entered, "教师培训")
    delete(editor, gone)
    saved(editor, renamed, opened(editor, renamed) | {"name": "校舍维修"})
    assert editor.get(renamed.get_absolute_url()).status_code == 200
    assert editor.get(gone.get_absolute_url()).status_code == 410
    delete(editor, renamed)
    assert [editor.get(one.get_absolute_url()).status_code for one in (gone, renamed)] == [410, 410]


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


def test_one_walks_down_to_the_indicators_and_back(editor: Client, entered: Disclosure) -> None:
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


@pytest.mark.parametrize(
    "change",
    [
        lambda row: {"objective": "目标", "indicators-0-annual_target": "≥5栋"},
        lambda row: {"total": "6", "fiscal_appropriation": "6"},
    ],
)
def test_what_is_kept_beside_the_rows_is_what_they_say(
    editor: Client, entered: Disclosure, change: Callable[[Project], dict[str, str]]
) -> None:
    project = project_of(entered, "校舍维修")
    saved(editor, project, opened(editor, project) | change(project))
    project.refresh_from_db()
    statement = entered.statements.get(name="甲局")
    assert statement.sum_total == sum(one.total for one in statement.projects.all())
    assert project.indicator_count == Indicator.objects.filter(project=project).count()


def test_the_pages_say_that_a_disclosure_was_entered_by_hand_and_offer_no_file(
    client: Client, entered: Disclosure
) -> None:
    project = project_of(entered, "校舍维修")
    pages = [entered.get_absolute_url(), project.get_absolute_url(), reverse("budget:disclosures")]
    for address in pages:
        page = client.get(address).content.decode()
        assert "手工录入" in page and "/files/" not in page, address
