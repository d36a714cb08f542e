"""Filters narrow a list, stand as chips that can be removed, and answer 404 where they name nothing."""

import pytest
from django.test import Client

from budget.models import Disclosure, Project, Unit
from budget.store import facts
from indicators.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db


def _names(client: Client, url: str) -> list[str]:
    return sorted(row.record.name for row in client.get(url).context["table"].page.object_list)


def test_projects_are_narrowed_by_department_unit_source_and_category(client: Client) -> None:
    factories.some_year()
    department = Disclosure.objects.get(department__name="市交通局").department_id
    unit = Unit.objects.get(name="第一中学").pk
    assert _names(client, f"/projects/?department={department}") == ["公路养护"]
    assert _names(client, f"/projects/?unit={unit}") == ["某项目", "设备购置", "设备购置"]
    assert _names(client, "/projects/?source=other_funds") == ["教师培训", "校舍维修"]
    assert _names(client, "/projects/?source=unaccounted") == ["来源不明"]
    assert _names(client, "/projects/?category=unclassified") == ["校舍维修"]
    assert _names(client, f"/projects/?unit={unit}&category=satisfaction") == ["设备购置"]


def test_a_source_stated_as_0_is_not_money_from_it(client: Client) -> None:
    factories.some_year()
    assert "校舍维修" not in _names(client, "/projects/?source=fiscal_appropriation")


def test_indicators_are_narrowed_by_project_category_and_kind(client: Client) -> None:
    disclosure = factories.some_year()
    project = Project.objects.get(name="教师培训").pk
    Indicator.objects.filter(project=project, position=2).update(annual_kind="words")
    facts.refresh([disclosure.pk])
    assert _names(client, f"/indicators/?project={project}") == ["指标1", "指标2", "指标3"]
    assert _names(client, f"/indicators/?project={project}&category=quantity") == ["指标1", "指标3"]
    assert _names(client, f"/indicators/?project={project}&kind=words") == ["指标2"]


def test_a_chip_takes_its_filter_away_and_leaves_the_others(client: Client) -> None:
    factories.some_year()
    unit = Unit.objects.get(name="第一中学").pk
    response = client.get(f"/projects/?year=2024&unit={unit}&category=quantity&sort=name&page=1")
    (_, name, without_unit), (_, _, without_category) = response.context["chips"]
    assert name == "第一中学"
    assert without_unit == "/projects/?year=2024&category=quantity&sort=name"
    assert without_category == f"/projects/?year=2024&unit={unit}&sort=name"
    assert "第一中学" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "department=999999",
        "department=x",
        "unit=99999999999999999999999",
        "unit=1%00",
        "project=-1",
        "source=total",
        "source=name",
        "category=nonsense",
        "kind=nonsense",
        "department=١",
    ],
)
@pytest.mark.parametrize("page", ["/projects/", "/indicators/"])
def test_a_filter_that_names_nothing_is_not_passed_over(client: Client, page: str, query: str) -> None:
    factories.some_year()
    is_known = not (page == "/projects/" and query.startswith("project="))
    expected = 404 if is_known else 200
    assert client.get(f"{page}?{query}").status_code == expected


def test_a_parameter_that_is_no_filter_of_the_page_stands_as_ignored(client: Client) -> None:
    factories.some_year()
    page = client.get(
        "/projects/?year=2024&sort=name&per_page=50&columns=quality&check=VAL-03&type=&typ=repair"
    )
    ignored = "本页没有此筛选条件，未采用"
    assert page.context["chips"] == [
        (
            ignored,
            "check=VAL-03",
            "/projects/?year=2024&sort=name&per_page=50&columns=quality&type=&typ=repair",
        ),
        (
            ignored,
            "typ=repair",
            "/projects/?year=2024&sort=name&per_page=50&columns=quality&check=VAL-03&type=",
        ),
    ]
