"""The coverage matrix and the reconciliation page."""

import pytest
from django.test import Client
from lxml import html

from budget.disclosure.records import Amounts
from budget.models import Disclosure, Project, Unit
from tests import factories
from tests.factories import WAN, indicators, project, unit

pytestmark = pytest.mark.django_db


def _matrix(tree: html.HtmlElement) -> dict[str, list[str]]:
    """By project: for each category the address of what fills the cell, "" where nothing does."""
    return {
        row.xpath("string(./th/a)"): [
            cell.xpath("string(./a/@href)") for cell in row.xpath("./td[contains(@class, 'category')]")
        ]
        for row in tree.xpath("//table[contains(@class, 'coverage')]/tbody/tr")
    }


def test_a_cell_is_filled_where_the_project_has_such_an_indicator(client: Client) -> None:
    factories.some_year()
    disclosure = Disclosure.objects.get(department__name="市教育局")
    page = f"{disclosure.department.get_absolute_url()}coverage/?year=2024"
    response = client.get(page)
    columns = [column["category"] for column in response.context["columns"]]
    matrix = _matrix(html.fromstring(response.content))
    filled = 0
    for one in Project.objects.filter(disclosure=disclosure).exclude(name="设备购置"):
        has = {indicator.category or "unclassified" for indicator in one.indicators.all()}
        assert {c for c, url in zip(columns, matrix[one.name], strict=True) if url} == has
        for url in filter(None, matrix[one.name]):
            assert client.get(url).context["table"].paginator.count > 0
            filled += 1
    assert filled == 6


def test_the_foot_counts_projects_and_money_and_leads_to_them(client: Client) -> None:
    factories.some_year()
    school = Unit.objects.get(name="第一中学")
    response = client.get(f"{school.get_absolute_url()}coverage/")
    columns = {column["category"]: column for column in response.context["columns"]}
    quantity = columns["quantity"]
    assert (quantity["projects"], quantity["money"], quantity["share"]) == (2, 7 * WAN, "77.8%")
    assert client.get(quantity["url"]).context["table"].paginator.count == 2
    empty = columns["social"]
    assert (empty["projects"], empty["share"], empty["url"]) == (0, "0.0%", "")
    tree = html.fromstring(response.content)
    gaps = tree.xpath("//thead//th[contains(@class, 'gap')]")
    assert len(gaps) == sum(column["is_empty"] for column in columns.values()) == 6
    assert tree.xpath("//*[contains(@class, 'notice-warning')]")


def test_a_large_matrix_is_shown_in_pages_with_figures_over_all(client: Client) -> None:
    disclosure = factories.large_disclosure(120)
    page = f"{disclosure.department.get_absolute_url()}coverage/"
    response = client.get(f"{page}?page=3")
    assert len(response.context["rows"]) == 20
    assert response.context["columns"][0]["projects"] == 120


def test_a_year_without_a_table_is_not_found(client: Client) -> None:
    factories.some_year()
    unit = Unit.objects.get(name="第一中学")
    for one in (unit, unit.department):
        assert client.get(f"{one.get_absolute_url()}coverage/?year=1999").status_code == 404
    assert client.get("/units/999999/coverage/").status_code == 404
    assert client.get("/departments/999999/coverage/").status_code == 404


def _reconciled(client: Client, disclosure: Disclosure) -> dict[str, dict[str, list[str]]]:
    """By sum: by line, the figures of its columns."""
    response = client.get(
        f"{disclosure.get_absolute_url()}reconciliation/", headers={"accept-language": "en"}
    )
    assert response.status_code == 200
    return {
        block.name: {line.label: list(line.cells) for line in block.lines}
        for block in response.context["blocks"]
    }


def test_every_sum_stands_beside_what_its_parts_come_to(client: Client) -> None:
    projects = [project("甲", 30 * WAN, row=6), project("乙", 12 * WAN, row=7)]
    stated = Amounts(total=45 * WAN, fiscal_appropriation=42 * WAN)
    record = factories.disclosure(unit("市教育局", *projects, row=5, stated=stated), amounts=stated)
    disclosure = factories.stored(record)
    sums = _reconciled(client, disclosure)
    assert sums["Grand total"] == {
        "As stated": ["45.00", "42.00"],
        "Sum of the one unit": ["45.00", "42.00"],
        "Stated less computed": ["0.00", "0.00"],
    }
    assert sums["市教育局"] == {
        "As stated": ["45.00", "42.00"],
        "Sum of the 2 projects": ["42.00", "42.00"],
        "Stated less computed": ["3.00", "0.00"],
        "Not accounted for by any part": ["3.00", ""],
    }


def test_a_row_whose_sources_fall_short_is_listed_and_leads_to_its_project(client: Client) -> None:
    factories.some_year()
    disclosure = Disclosure.objects.get(department__name="市教育局")
    response = client.get(f"{disclosure.get_absolute_url()}reconciliation/")
    rows = {one.name: (figure.stated, figure.computed) for figure, _url, one in response.context["rows"]}
    assert rows["来源不明"] == (9 * WAN, 4 * WAN)
    assert "教师培训" not in rows
    tree = html.fromstring(response.content)
    (link,) = tree.xpath("//*[@id='rows']//a[text()='来源不明']/@href")
    assert client.get(link).context["project"].name == "来源不明"


def test_a_sum_that_is_not_stated_is_compared_with_nothing(client: Client) -> None:
    record = factories.disclosure(
        unit("市教育局", project("甲", 30 * WAN), stated=Amounts()), amounts=Amounts(total=30 * WAN)
    )
    disclosure = factories.stored(record)
    sums = _reconciled(client, disclosure)
    assert sums["市教育局"]["As stated"][0] is None
    assert sums["市教育局"]["Stated less computed"][0] is None
    assert sums["市教育局"]["Sum of the one project"][0] == "30.00"
    response = client.get(f"{disclosure.get_absolute_url()}reconciliation/")
    assert response.context["differing"] == 0


def test_a_disclosure_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/disclosures/999999/reconciliation/").status_code == 404


def test_every_projects_cell_has_its_words_for_a_screen_reader(client: Client) -> None:
    factories.stored(factories.disclosure(unit("市教育局", project("甲", indicators=indicators("quantity")))))
    page = Disclosure.objects.get().department.get_absolute_url() + "coverage/"
    tree = html.fromstring(client.get(page).content)
    for cell in tree.xpath("//tbody//td[contains(@class, 'category')]"):
        words = cell.xpath("string(./a/@aria-label)") or cell.xpath("string(./*[@class='visually-hidden'])")
        assert words.strip()
