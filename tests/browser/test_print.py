"""Pages on paper: nothing is cut, totals stand once, charts can be read, a list says that it is one page of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

_A4 = 718  # CSS pixels between the margins
_CUT = """() => [...document.querySelectorAll(".figures")].filter(
  (table) => table.scrollWidth > table.parentElement.clientWidth + 1).map((table) => table.innerText.slice(0, 80))"""
_LABELS = """(canvas) => Object.values(window.Chart.getChart(canvas).options.scales)
  .map((scale) => scale.ticks.color).filter(Boolean)"""


def test_a_page_is_whole_on_paper_from_a_dark_screen(new_page: Callable[..., Page]) -> None:
    factories.some_year(2023)
    disclosure = factories.some_year()
    factories.large_disclosure(30)
    page = new_page(color_scheme="dark", viewport={"width": 1440, "height": 900})
    department = disclosure.department.get_absolute_url()
    page.goto(department)
    canvas = page.locator(".chart canvas").first
    canvas.wait_for()
    page.wait_for_function("() => window.Chart?.getChart(document.querySelector('.chart canvas'))")
    assert not set(canvas.evaluate(_LABELS)) & {"#000", "#333"}  # light labels on the dark screen
    page.set_viewport_size({"width": _A4, "height": 1000})
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    assert set(canvas.evaluate(_LABELS)) <= {"#000", "#333"}
    assert canvas.bounding_box()["width"] <= _A4
    for path in (department, disclosure.get_absolute_url(), "/projects/", "/changes/"):
        page.goto(path)
        assert page.evaluate(_CUT) == [], path
        feet = page.locator("tfoot").evaluate_all("(all) => all.map((one) => getComputedStyle(one).display)")
        assert set(feet) <= {"table-row-group"}, path
        heads = page.locator("thead").evaluate_all("(all) => all.map((one) => getComputedStyle(one).display)")
        assert set(heads) == {"table-header-group"}, path
    # Columns of words are not squeezed to single characters, and what only a screen is for is gone.
    page.goto("/findings/")
    widths = page.locator(".figures tbody .name").evaluate_all("(all) => all.map((one) => one.clientWidth)")
    assert min(widths) >= 60
    page.goto("/projects/")
    assert page.locator(".print-only").is_visible()
    assert not page.locator(".pager nav").first.is_visible()
    page.emulate_media(media="screen")
    assert not page.locator(".print-only").is_visible()
