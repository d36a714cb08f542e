"""Entered values are placed, summed, checked and stored like those of an import."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from budget.models import Department, Disclosure, Finding, Project
from budget.store.rows_reader import records_of
from indicators.models import Indicator
from tests.admin.entry.entering import (
    WAN,
    change_page,
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


def test_labels_stay_as_entered_while_their_category_is_not_changed(
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


def test_a_sum_that_differs_from_what_is_stated_is_saved_with_a_warning(
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


@pytest.mark.parametrize(
    "change",
    [
        lambda row: {"objective": "目标", "indicators-0-annual_target": "≥5栋"},
        lambda row: {"total": "6", "fiscal_appropriation": "6"},
    ],
)
def test_sums_and_indexes_agree_with_the_rows(
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
