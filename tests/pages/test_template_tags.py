"""The filters and tags of the templates, and the table's frame: what a reader and a screen reader get."""

import django_tables2 as tables
import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from budget.pages.formats import money
from budget.pages.tables.base import PER_PAGE_CHOICES, total_row

DASH = (
    '<span class="not-stated"><span aria-hidden="true">—</span>'
    '<span class="visually-hidden">not stated</span></span>'
)


@pytest.fixture(autouse=True)
def _english() -> None:
    with translation.override("en"):
        yield


def rendered(template: str, **context: object) -> str:
    return engines["django"].from_string("{% load budget %}" + template).render(context)


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{{ value|money }}", 3_340_000_000, "3,340.00"),
        ("{{ value|money }}", 0, "0.00"),
        ("{{ value|money }}", None, DASH),
        ("{{ value|share:3340 }}", 376, "11.3%"),
        ("{{ value|share:0 }}", 376, DASH),
        ("{{ value|share:3340 }}", 0, "0.0%"),
        ("{{ value|count }}", 12_345, "12,345"),
        ("{{ value|count }}", 0, "0"),
        ("{{ value|count }}", None, DASH),
        ("{{ value|stated }}", "<b>", "&lt;b&gt;"),
        ("{{ value|stated }}", None, DASH),
        ("{% not_stated %}", None, DASH),
    ],
)
def test_figures_are_shown_in_one_form_and_zero_is_not_a_dash(
    template: str, value: object, text: str
) -> None:
    assert rendered(template, value=value) == text


class MoneyColumn(tables.Column):
    def render(self, value: int) -> str:
        return money(value)


class Rows(tables.Table):
    name = tables.Column()
    unit = tables.Column()
    total = MoneyColumn()
    note = tables.Column()


def table(number: int, totals: dict[str, int | None], query: str = "/?sort=name&page=2") -> Rows:
    request = RequestFactory().get(query)
    made = Rows(
        [{"name": f"n{one:03}", "unit": "u", "total": 10**6, "note": "<i>"} for one in range(number)],
        request=request,
    )
    made.totals = totals
    made.order_by = "name"
    made.paginate(page=1, per_page=25)
    return made


def page(made: Rows) -> str:
    template = engines["django"].from_string(
        '{% load django_tables2 %}{% render_table table "budget/table.html" %}'
    )
    return template.render({"table": made}, made.request)


def test_the_total_stands_under_its_column_after_a_label_over_those_before() -> None:
    row = total_row(table(30, {"total": 30 * 10**6}))
    assert row is not None
    assert (row["span"], row["label"]) == (2, "Total of all 30 rows")
    assert [(cell["column"].name, cell["text"]) for cell in row["cells"]] == [
        ("total", "30.00"),
        ("note", ""),
    ]


def test_a_total_that_no_row_states_is_a_dash() -> None:
    row = total_row(table(2, {"total": None}))
    assert row is not None
    assert row["cells"][0]["text"] == DASH


@pytest.mark.parametrize(("number", "totals"), [(0, {"total": 0}), (3, {})])
def test_there_is_no_total_of_no_rows_or_of_nothing(number: int, totals: dict[str, int | None]) -> None:
    assert total_row(table(number, totals)) is None


def test_a_heading_says_how_the_table_is_sorted_and_sorting_begins_at_the_first_page() -> None:
    html = page(table(30, {}))
    assert html.count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-name#table"' in html
    assert 'href="?sort=total#table"' in html


def test_the_pager_says_where_one_is_and_offers_the_numbers_of_rows() -> None:
    html = page(table(30, {}))
    assert "Rows 1–25 of 30" in html
    assert 'rel="next" href="?sort=name&amp;page=2#table"' in " ".join(html.split())
    assert 'rel="prev"' not in html
    for size in PER_PAGE_CHOICES:
        assert f'href="?sort=name&amp;per_page={size}#table"' in html


def test_a_short_table_offers_no_other_number_of_rows() -> None:
    assert "per_page" not in page(table(25, {}))


def test_an_empty_table_says_so() -> None:
    html = page(table(0, {"total": 0}))
    assert "There is nothing here." in html
    assert "<tfoot>" not in html


def test_what_a_cell_holds_is_text_and_never_markup() -> None:
    html = page(table(1, {}))
    assert "&lt;i&gt;" in html
    assert "<i>" not in html
