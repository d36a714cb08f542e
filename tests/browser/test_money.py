"""The switch of the unit of money, clicked: tables, charts and their axes follow, addresses and Back do not."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db(transaction=True)

AXIS = "(canvas) => window.Chart.getChart(canvas).scales.x.ticks.map((tick) => tick.label)"


def _year() -> None:
    factories.stored(
        factories.disclosure(
            factories.unit(
                "市教育局",
                factories.project("培训", 2_500 * WAN, indicators=factories.indicators("quantity")),
                factories.project("印刷", factories.amounts(other=700 * WAN + 5)),
            )
        )
    )


def test_a_reader_switches_the_unit_and_every_figure_follows(
    page: Page, new_page: Callable[..., Page]
) -> None:
    _year()
    page.goto("/projects/?source=fiscal_appropriation")
    choice = page.get_by_role("group", name="金额单位")
    cell = page.locator("#table tbody tr").first
    expect(cell).to_contain_text("2,500.00")
    choice.get_by_role("button", name="亿元").click()
    expect(page.locator("#table caption")).to_have_text("项目 亿元")
    expect(cell).to_contain_text("0.25")
    assert page.url.endswith("/projects/?source=fiscal_appropriation")
    expect(choice.get_by_role("button", name="亿元")).to_have_attribute("aria-current", "true")

    page.goto("/")
    chart = page.locator("section", has=page.locator("#by-type-title"))
    expect(chart.locator("canvas")).to_be_visible()
    ticks = chart.locator("canvas").evaluate(AXIS)
    assert (ticks[0], ticks[-1]) == ("0", "0.3")
    chart.locator("canvas").focus()
    page.keyboard.press("ArrowDown")
    expect(chart.get_by_role("status")).to_contain_text("0.25 亿元")
    choice.get_by_role("button", name="元", exact=True).click()
    expect(page.locator(".fact").first).to_contain_text("32,000,000.05 元")
    expect(chart.locator("h2")).to_have_text("各类型项目资金 元")

    # Who is sent the address sees it in a unit of their own; who goes back, the view that was left.
    other = new_page()
    other.goto(page.url)
    expect(other.locator(".fact").first).to_contain_text("3,200.000005 万元")
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_have_text("2024年项目")
    expect(page.locator("#table tbody tr")).to_have_count(1)


def test_a_list_shows_all_its_columns_beside_its_facets(page: Page) -> None:
    _year()
    for path in ("/projects/", "/indicators/", "/units/", "/departments/", "/disclosures/"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(path)
        for width in (1440, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            table = page.locator(".table-scroll")
            hidden = table.evaluate("(region) => region.scrollWidth - region.clientWidth")
            assert (path, width, hidden) == (path, width, 0)
