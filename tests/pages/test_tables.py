"""Every table sorts on every column, pages, and states the total of all its filtered rows."""

import pytest
from django.test import Client

from budget.models import Disclosure, Project, Unit
from budget.pages.tables.base import SiteTable
from budget.pages.tables.columns import FigureColumn
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def _pages() -> list[str]:
    disclosure = Disclosure.objects.get(department__name="市教育局")
    return [
        "/departments/",
        disclosure.department.get_absolute_url(),
        "/units/",
        Unit.objects.get(name="第一中学").get_absolute_url(),
        "/projects/",
        "/indicators/",
        "/categories/",
        "/disclosures/",
        disclosure.get_absolute_url(),
    ]


def _tables(response) -> list[SiteTable]:
    return [
        value
        for context in response.context
        for layer in context.dicts
        for value in layer.values()
        if isinstance(value, SiteTable)
    ]


def test_every_column_of_every_table_sorts_both_ways_with_what_is_not_stated_last(client: Client) -> None:
    factories.some_year()
    seen: set[str] = set()
    for url in _pages():
        tables = {table.prefix: table for table in _tables(client.get(url))}
        assert tables, url
        for position in range(max(len(table.columns) for table in tables.values())):
            # One request sorts all tables of the page, one way; the other way they are sorted without a page.
            sign, other_way = ("", "-") if position % 2 else ("-", "")
            sorts = {
                prefix: list(table.columns)[position].name
                for prefix, table in tables.items()
                if position < len(table.columns)
            }
            response = client.get(url, {f"{prefix}sort": sign + name for prefix, name in sorts.items()})
            assert response.status_code == 200
            shown = {table.prefix: table for table in _tables(response)}
            for prefix, name in sorts.items():
                table, rows = shown[prefix], len(tables[prefix].page.object_list)
                _assert_sorted(table, sign + name, rows)
                table.order_by = other_way + name
                table.paginate(page=1, per_page=table.page.paginator.per_page)
                _assert_sorted(table, other_way + name, rows)
                seen.add(f"{type(table).__name__}.{name}")
    assert {"ProjectTable.unaccounted", "ProblemTable.row", "CategoryTable.share"} <= seen


def _assert_sorted(table: SiteTable, sort: str, rows: int) -> None:
    """Assert that a table is sorted as asked, has so many rows, and states what is not stated last."""
    column = table.columns[sort.removeprefix("-")]
    assert column.orderable and table.order_by == (sort,), sort
    assert len(table.page.object_list) == rows
    if isinstance(column.column, FigureColumn):
        unstated = [row.get_cell_value(column.name) is None for row in table.page.object_list]
        assert unstated == sorted(unstated), sort


@pytest.mark.both  # the database sorts
def test_figures_sort_by_amount_and_ties_by_the_primary_key(client: Client) -> None:
    factories.some_year()

    def order(sort: str) -> list[str]:
        table = client.get("/projects/", {"sort": sort}).context["table"]
        return [row.record.name for row in table.page.object_list]

    assert order("-total") == [
        "教师培训",
        "公路养护",
        "来源不明",
        "校舍维修",
        "设备购置",
        "设备购置",
        "某项目",
        "没有金额",
    ]
    assert order("total")[0] == "某项目"
    assert order("total")[-1] == "没有金额"
    first, second = client.get("/projects/?sort=name").context["table"].page.object_list[5:7]
    assert (first.record.name, second.record.name) == ("设备购置", "设备购置")
    assert first.record.pk < second.record.pk


@pytest.mark.both  # the database sorts
def test_names_sort_by_their_pinyin(client: Client) -> None:
    factories.some_year()
    table = client.get("/departments/?sort=name").context["table"]
    assert [row.record.department.name for row in table.page.object_list] == ["市交通局", "市教育局"]
    table = client.get("/units/?sort=name").context["table"]
    assert [row.record.name for row in table.page.object_list] == [
        "第一中学",
        "空单位",
        "市交通局",
        "市教育局",
    ]


def test_a_total_is_of_all_filtered_rows_and_not_of_the_page(client: Client) -> None:
    factories.large_disclosure(60)
    table = client.get("/projects/?per_page=25&page=3").context["table"]
    assert len(table.page.object_list) == 10
    assert table.totals["total"] == sum(range(1, 61)) * WAN
    assert table.totals["indicators"] == 120


def test_0_and_not_stated_are_told_apart_in_a_total(client: Client) -> None:
    factories.stored(
        factories.disclosure(factories.unit("市教育局", factories.project("甲", factories.amounts(fiscal=0))))
    )
    page = client.get("/projects/")
    assert page.context["table"].totals["fiscal_appropriation"] == 0
    assert page.context["table"].totals["other_funds"] is None


@pytest.mark.parametrize(
    "query",
    [
        "sort=nonsense",
        "sort=",
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999",
        "per_page=1000000",
        "per_page=x",
    ],
)
def test_what_an_address_asks_in_vain_of_a_table_is_passed_over(client: Client, query: str) -> None:
    factories.large_disclosure(60)
    response = client.get(f"/projects/?{query}")
    assert response.status_code == 200
    assert len(response.context["table"].page.object_list) in (25, 10)


def test_a_table_keeps_its_state_in_its_address(client: Client) -> None:
    factories.large_disclosure(60)
    text = client.get("/projects/?year=2024&sort=name&per_page=25").content.decode()
    assert "year=2024&amp;sort=name&amp;per_page=25&amp;page=2" in text


def test_a_column_that_no_row_states_is_left_out(client: Client) -> None:
    factories.stored(factories.disclosure(factories.unit("市教育局", factories.project("甲", 5 * WAN))))
    names = {column.name for column in client.get("/projects/").context["table"].columns}
    assert "carried_over" not in names
    assert "unaccounted" not in names
    assert Project.objects.count() == 1


@pytest.mark.both
def test_a_deep_page_has_the_rows_of_its_place(client: Client) -> None:
    factories.large_disclosure(620)
    for sort, numbers in (("name", (1, 2, 6, 7)), ("-total", (5, 6)), ("unit", (6, 7))):
        address = f"/projects/?sort={sort}&per_page=100"
        pages = [client.get(f"{address}&page={page}").context["table"] for page in numbers]
        walked = [row.record.pk for table in pages for row in table.paginated_rows]
        in_order = [row.pk for row in pages[0].data.data]
        assert walked == [key for page in numbers for key in in_order[100 * (page - 1) : 100 * page]]
        assert len(set(in_order)) == 620
