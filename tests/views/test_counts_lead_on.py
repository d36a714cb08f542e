"""Every count and every segment of a chart leads to exactly what it counts."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from lxml import html

from budget.models import Disclosure, Project, Unit
from budget.pages.chart_builders import LARGEST
from budget.pages.charts import Chart
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def _pages() -> list[str]:
    disclosure = Disclosure.objects.get(department__name="市教育局")
    return [
        "/",
        "/departments/",
        disclosure.department.get_absolute_url(),
        "/units/",
        *(unit.get_absolute_url() for unit in Unit.objects.all()),
        "/projects/",
        "/categories/",
        "/disclosures/",
    ]


def _charts(response) -> list[Chart]:
    found = {}
    for context in response.context:
        for layer in context.dicts:
            for chart in layer.get("charts") or ():
                found[chart.id] = chart
    return list(found.values())


def _counted(client: Client, page: str, url: str) -> int:
    """How many rows the list has that an address leads to."""
    response = client.get(url)
    assert response.status_code == 200, (page, url)
    return response.context["table"].paginator.count


def test_every_linked_count_is_the_number_of_rows_it_leads_to(client: Client) -> None:
    factories.some_year()
    followed = 0
    for page in _pages():
        tree = html.fromstring(client.get(page).content)
        for link in tree.xpath("//td[contains(@class, 'amount')]/a | //dl[@class='facts']//dd/a"):
            text, url = link.text_content().strip(), link.get("href")
            lists = ("/departments/", "/units/", "/projects/", "/indicators/")
            if text.isdigit() and urlsplit(url).path in lists:
                assert _counted(client, page, url) == int(text), (page, url)
                followed += 1
    assert followed > 50


def test_every_segment_of_money_leads_to_rows_that_sum_up_to_it(client: Client) -> None:
    factories.some_year()
    followed = set()
    for page in _pages():
        for chart in _charts(client.get(page)):
            for segment in chart.segments:
                if not segment.url or chart.unit != "money":
                    continue
                response = client.get(segment.url)
                if chart.id == "by-project":
                    assert response.context["project"].total == segment.value
                elif chart.id in ("by-department", "by-unit"):
                    assert response.context["project_table"].totals["total"] == segment.value
                else:
                    column = "total" if chart.id in ("money-by-category", "by-type") else segment.tone
                    assert response.context["table"].totals[column] == segment.value, (page, segment)
                followed.add((chart.id, segment.tone))
    assert ("by-source", "unaccounted") in followed
    assert ("by-source", "other_funds") in followed
    assert ("money-by-category", "unclassified") in followed


def test_every_segment_of_a_count_leads_to_so_many_rows(client: Client) -> None:
    factories.some_year()
    followed = set()
    for page in _pages():
        for chart in _charts(client.get(page)):
            for segment in chart.segments:
                if chart.unit == "count" and segment.value:
                    assert _counted(client, page, segment.url) == segment.value
                    followed.add(segment.tone)
    assert {"quantity", "satisfaction", "unclassified"} <= followed


def test_the_sources_and_what_none_of_them_accounts_for_are_the_whole(client: Client) -> None:
    factories.some_year()
    chart = next(chart for chart in _charts(client.get("/")) if chart.id == "by-source")
    assert sum(segment.value or 0 for segment in chart.segments) == chart.whole == 153 * WAN


def test_what_a_chart_leaves_out_is_one_part_that_leads_to_the_rest(client: Client) -> None:
    departments = LARGEST + 3
    for number in range(departments):
        record = factories.disclosure(
            factories.unit("局", factories.project("甲", (number + 1) * WAN)), department=f"第{number}局"
        )
        factories.stored(record)
    chart = next(chart for chart in _charts(client.get("/")) if chart.id == "by-department")
    assert len(chart.segments) == LARGEST + 1
    assert chart.segments[-1].value == (1 + 2 + 3) * WAN
    page = client.get(chart.segments[-1].url).context["table"].page
    assert [row.record.sum_total for row in page.object_list] == [3 * WAN, 2 * WAN, WAN]


def test_the_money_of_a_category_is_of_its_projects_each_once(client: Client) -> None:
    factories.some_year()
    rows = {row["key"]: row for row in client.get("/categories/").context["table"].data.data}
    # 教师培训 has two indicators of quantity, and counts once.
    assert rows["quantity"]["projects"] == 4
    assert rows["quantity"]["indicators"] == 5
    assert rows["quantity"]["money"] == (30 + 100 + 3 + 4) * WAN
    assert rows["unclassified"] | {"label": "", "level1": ""} == {
        "key": "unclassified",
        "place": 9,
        "label": "",
        "level1": "",
        "indicators": 1,
        "projects": 1,
        "money": 5 * WAN,
        "share": "3.3%",
    }
    assert rows["ecological"]["indicators"] == 0
    assert sum(row["indicators"] for row in rows.values()) == Project.objects.totals()["sum_indicators"]
    words = client.get("/categories/", headers={"accept-language": "en"}).content.decode()
    assert "does not add up to the total, which is 153.00" in words


def test_a_category_narrowed_to_a_department_counts_that_department(client: Client) -> None:
    factories.some_year()
    department = Disclosure.objects.get(department__name="市交通局").department_id
    response = client.get(f"/categories/?department={department}")
    rows = {row["key"]: row for row in response.context["table"].data.data}
    assert rows["quantity"]["money"] == 30 * WAN
    assert response.context["chips"][0][1] == "市交通局"
