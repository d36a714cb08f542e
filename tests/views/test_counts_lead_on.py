"""Every count and every segment of a chart leads to exactly what it counts."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html
from pytest_django import DjangoDbBlocker

from budget.models import Disclosure, Project, Unit
from budget.pages.chart_builders import LARGEST
from budget.pages.charts import Chart
from tests import factories
from tests.factories import WAN
from tests.support.shared_data import shared

pytestmark = pytest.mark.django_db


class Site:
    """The pages of a year, each asked for once."""

    def __init__(self) -> None:
        self.client = Client()
        self.answers: dict[str, HttpResponse] = {}

    def get(self, url: str) -> HttpResponse:
        if url not in self.answers:
            self.answers[url] = self.client.get(url)
            assert self.answers[url].status_code == 200, url
        return self.answers[url]

    def pages(self) -> list[HttpResponse]:
        """Return the answers of the pages whose counts and charts are followed."""
        disclosure = Disclosure.objects.get(department__name="市教育局")
        urls = [
            "/",
            "/departments/",
            disclosure.department.get_absolute_url(),
            "/units/",
            *(unit.get_absolute_url() for unit in Unit.objects.all()),
            "/projects/",
            "/categories/",
            "/disclosures/",
        ]
        return [self.get(url) for url in urls]

    def counted(self, url: str) -> int:
        """Return how many rows the list has that an address leads to."""
        return self.get(url).context["table"].paginator.count


@pytest.fixture(scope="module")
def site(
    collected_static: object, django_db_setup: object, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    with shared(django_db_blocker, factories.some_year):
        yield Site()


def _charts(response: HttpResponse) -> list[Chart]:
    found = {}
    for context in response.context:
        for layer in context.dicts:
            for chart in layer.get("charts") or ():
                found[chart.id] = chart
    return list(found.values())


def test_every_linked_count_is_the_number_of_rows_it_leads_to(site: Site) -> None:
    followed = 0
    for page in site.pages():
        tree = html.fromstring(page.content)
        for link in tree.xpath("//td[contains(@class, 'amount')]/a | //dl[@class='facts']//dd/a"):
            text, url = link.text_content().strip(), link.get("href")
            lists = ("/departments/", "/units/", "/projects/", "/indicators/")
            if text.isdigit() and urlsplit(url).path in lists:
                assert site.counted(url) == int(text), (page.request["PATH_INFO"], url)
                followed += 1
    assert followed > 50


def test_every_segment_of_money_leads_to_rows_that_sum_up_to_it(site: Site) -> None:
    followed = set()
    for page in site.pages():
        for chart in _charts(page):
            for segment in chart.segments:
                if not segment.url or chart.unit != "money":
                    continue
                context = site.get(segment.url).context
                if chart.id == "by-project":
                    assert context["project"].total == segment.value
                elif chart.id in ("by-department", "by-unit"):
                    assert context["project_table"].totals["total"] == segment.value
                else:
                    column = "total" if chart.id in ("money-by-category", "by-type") else segment.tone
                    assert context["table"].totals[column] == segment.value, (page, segment)
                followed.add((chart.id, segment.tone))
    assert ("by-source", "unaccounted") in followed
    assert ("by-source", "other_funds") in followed
    assert ("money-by-category", "unclassified") in followed


def test_every_segment_of_a_count_leads_to_so_many_rows(site: Site) -> None:
    followed = set()
    for page in site.pages():
        for chart in _charts(page):
            for segment in chart.segments:
                if chart.unit == "count" and segment.value:
                    assert site.counted(segment.url) == segment.value
                    followed.add(segment.tone)
    assert {"quantity", "satisfaction", "unclassified"} <= followed


def test_the_sources_and_what_none_of_them_accounts_for_are_the_whole(site: Site) -> None:
    chart = next(chart for chart in _charts(site.get("/")) if chart.id == "by-source")
    assert sum(segment.value or 0 for segment in chart.segments) == chart.whole == 153 * WAN


def test_what_a_chart_leaves_out_is_one_part_that_leads_to_the_rest(client: Client) -> None:
    departments = LARGEST + 3
    for number in range(departments):
        record = factories.disclosure(
            factories.unit("局", factories.project("甲", (number + 1) * WAN)),
            department=f"第{number}局",
            year=2020,
        )
        factories.stored(record)
    chart = next(chart for chart in _charts(client.get("/?year=2020")) if chart.id == "by-department")
    assert len(chart.segments) == LARGEST + 1
    assert chart.segments[-1].value == (1 + 2 + 3) * WAN
    page = client.get(chart.segments[-1].url).context["table"].page
    assert [row.record.sum_total for row in page.object_list] == [3 * WAN, 2 * WAN, WAN]


def test_the_money_of_a_category_is_of_its_projects_each_once(site: Site) -> None:
    rows = {row["key"]: row for row in site.get("/categories/").context["table"].data.data}
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
    words = site.client.get("/categories/", headers={"accept-language": "en"}).content.decode()
    assert "does not add up to the total, which is 153.00" in words


def test_a_category_narrowed_to_a_department_counts_that_department(site: Site) -> None:
    department = Disclosure.objects.get(department__name="市交通局").department_id
    response = site.get(f"/categories/?department={department}")
    rows = {row["key"]: row for row in response.context["table"].data.data}
    assert rows["quantity"]["money"] == 30 * WAN
    assert response.context["chips"][0][1] == "市交通局"
