"""What a page weighs over the wire, whether it moves while it loads, and what is there before any script."""

import gzip
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Page

from tests import factories

KB = 1_000
FIRST_VIEW, LATER_VIEW = 200 * KB, 40 * KB
# As much as a rounding of half a pixel. Readers notice 0.1.
STILL = 0.005

WATCH_SHIFTS = """
window.shifted = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    window.shifted.push([one.value, one.sources.map((source) => source.node?.className ?? source.node?.nodeName)]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
FILES = """() => performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname)"""
DRAWN = """() => [...document.querySelectorAll(".chart-canvas")].every((canvas) => !canvas.hidden)"""


def weight_of(path: str) -> int:
    """The bytes of a static file as WhiteNoise sends it."""
    content = (Path(settings.STATIC_ROOT) / path.removeprefix("/static/")).read_bytes()
    return len(gzip.compress(content, 9))


def test_pages_are_light_and_still(transactional_db: None, page: Page) -> None:
    department = factories.large_disclosure(60).department
    page.add_init_script(WATCH_SHIFTS)
    addresses = [
        *("/", department.get_absolute_url(), "/projects/", "/indicators/", "/findings/", "/disclosures/"),
        *("/search/?q=培训", "/changes/", "/help/"),
    ]
    known: set[str] = set()
    for number, address in enumerate(addresses):
        answer = page.goto(address, wait_until="load")
        page.wait_for_function(DRAWN)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        html = answer.request.sizes()["responseBodySize"]
        files = {urlsplit(one).path for one in page.evaluate(FILES)}
        first = html + sum(map(weight_of, files))
        later = html + sum(map(weight_of, files - known))
        assert first <= FIRST_VIEW, (address, first)
        assert number == 0 or later <= LATER_VIEW, (address, later)
        known |= files
        has_charts = page.locator("[data-chart]").count() > 0
        assert has_charts == any("/chart" in one for one in files), (address, files)
        shifted = page.evaluate("() => window.shifted")
        assert sum(value for value, _nodes in shifted) <= STILL, (address, shifted)


def test_the_table_is_there_before_any_script(transactional_db: None, new_page: Callable[..., Page]) -> None:
    factories.large_disclosure(10)
    page = new_page(java_script_enabled=False)
    for address in ("/", "/projects/", "/findings/"):
        page.goto(address)
        assert page.locator("table tbody tr").first.is_visible(), address
        assert page.locator("script[src]:not([defer]):not([type=module])").count() == 0
