"""The look in real Chromium: charts that lead somewhere, both schemes and widths, no barrier axe-core knows.

That no page breaks the Content-Security-Policy or writes an error to the console, the fixture `page` checks.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from budget.models import Disclosure, Project

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

# What axe-core calls serious or critical, each with the elements it found.
BARRIERS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}"""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# The colours of a canvas, each once.
COLOURS = """(canvas) => {
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const found = new Set();
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] === 255) found.add(`${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`);
  }
  return [...found];
}"""

# Where the first part of a chart is, from the canvas's corner.
FIRST_PART = """(canvas) => {
  const part = window.Chart.getChart(canvas).getDatasetMeta(0).data[0];
  const { x, y } = part.getCenterPoint(true);
  return { x, y };
}"""


@pytest.fixture
def look_site(settings: object) -> None:
    """The live site with the page that has every block of the look on it."""
    settings.ROOT_URLCONF = "tests.support.look"


@pytest.fixture
def sample(transactional_db: None) -> None:
    """The real disclosure, imported as an operator does."""
    call_command("import_disclosures", str(ROOT / "samples"), region="广东省广州市", verbosity=0)


def chart(page: Page, name: str) -> Locator:
    """The section of the chart with the id `name`."""
    return page.locator(f'section[aria-labelledby="{name}-title"]')


def barriers(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(BARRIERS)


@pytest.mark.usefixtures("look_site")
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_block_is_without_barriers_and_fits_the_screen(
    new_page: Callable[..., Page], scheme: str, viewport: dict[str, int]
) -> None:
    page = new_page(color_scheme=scheme, viewport=viewport)
    page.goto("/look/")
    expect(chart(page, "projects").locator("canvas")).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate(OVERFLOW) == 0


@pytest.mark.usefixtures("look_site")
@pytest.mark.parametrize("name", ["sources", "categories", "units", "projects", "minus"])
def test_every_kind_of_chart_is_drawn_in_its_own_colours(page: Page, name: str) -> None:
    page.goto("/look/")
    canvas = chart(page, name).locator("canvas")
    expect(canvas).to_be_visible()
    expect(chart(page, name).locator(".chart-state")).to_be_hidden()
    data = page.evaluate("(id) => JSON.parse(document.getElementById(id).textContent)", f"{name}-data")
    items = [part for item in data["items"] if item["value"] for part in (item["parts"] or [item])]
    for colour in {item["colour"] for item in items}:
        rgb = page.evaluate(
            """(name) => {
              const hex = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
              return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16)).join(",");
            }""",
            colour,
        )
        assert rgb in canvas.evaluate(COLOURS), colour


@pytest.mark.usefixtures("look_site")
def test_charts_follow_the_readers_scheme_when_it_changes(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/look/")
    canvas = chart(page, "sources").locator("canvas")
    expect(canvas).to_be_visible()
    assert "42,111,181" in canvas.evaluate(COLOURS)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(18, 22, 28)'")
    colours = canvas.evaluate(COLOURS)
    assert "106,170,232" in colours
    assert "42,111,181" not in colours


@pytest.mark.usefixtures("look_site")
def test_arrow_keys_walk_a_chart_and_enter_opens_the_part_that_was_said(page: Page) -> None:
    page.goto("/look/")
    section = chart(page, "sources")
    said = section.get_by_role("status")
    section.locator("canvas").focus()
    expect(said).to_be_empty()
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("财政拨款：2,984.02 万元（89.3%）。 按回车键打开。")
    page.keyboard.press("End")
    expect(said).to_contain_text("其他资金：355.98 万元（10.7%）")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("其他资金")
    page.keyboard.press("Escape")
    expect(said).to_be_empty()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/look/?source=fiscal_appropriation")


@pytest.mark.usefixtures("look_site")
def test_keys_reach_each_part_of_a_stacked_bar_with_the_bar_it_is_of(page: Page) -> None:
    page.goto("/look/")
    section = chart(page, "units")
    section.locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(section.get_by_role("status")).to_contain_text("甲机关服务中心, 其他资金：7.00 万元")


@pytest.mark.usefixtures("look_site")
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("sources", "source=fiscal_appropriation"),
        ("categories", "category=quantity"),
        ("units", "part=1"),
        ("projects", "project=2"),
    ],
)
def test_a_click_on_a_part_opens_what_it_stands_for(page: Page, name: str, address: str) -> None:
    page.goto("/look/")
    canvas = chart(page, name).locator("canvas")
    expect(canvas).to_be_visible()
    canvas.click(position=canvas.evaluate(FIRST_PART))
    page.wait_for_url(f"**/look/?{address}")


@pytest.mark.usefixtures("look_site")
def test_the_line_of_a_short_bar_opens_it_too(page: Page) -> None:
    page.goto("/look/")
    canvas = chart(page, "categories").locator("canvas")
    expect(canvas).to_be_visible()
    end = canvas.evaluate("(canvas) => window.Chart.getChart(canvas).chartArea.right - 2")
    line = canvas.evaluate("(canvas) => window.Chart.getChart(canvas).getDatasetMeta(0).data[4].y")
    canvas.click(position={"x": end, "y": line})
    page.wait_for_url("**/look/?category=satisfaction")


@pytest.mark.usefixtures("look_site")
def test_the_small_parts_of_a_treemap_are_one_tile_that_leads_to_the_table_with_all_of_them(
    page: Page,
) -> None:
    page.goto("/look/")
    section = chart(page, "projects")
    section.locator("canvas").focus()
    page.keyboard.press("End")
    expect(section.get_by_role("status")).to_contain_text("其他 3 项：12.00 万元")
    page.keyboard.press("Enter")
    page.wait_for_url("**/look/#projects-table")
    table = section.get_by_role("table")
    for name in ("宣传", "资料", "印刷", "未列明", "零"):
        expect(table.get_by_role("rowheader", name=name, exact=True)).to_have_count(1)


@pytest.mark.usefixtures("look_site")
def test_a_single_part_is_a_sentence_and_no_chart(page: Page) -> None:
    page.goto("/look/")
    section = chart(page, "one")
    expect(section).to_contain_text("全部 2,984.02 万元 均为：财政拨款。 未列示：财政专户拨款。")
    expect(section.locator("canvas")).to_have_count(0)


@pytest.mark.usefixtures("look_site")
def test_a_chart_that_cannot_be_drawn_says_so_and_leaves_its_table(page: Page) -> None:
    page.route(
        "**/vendor/chart*", lambda route: route.fulfill(status=200, content_type="text/javascript", body="")
    )
    page.goto("/look/")
    section = chart(page, "sources")
    expect(section.locator(".chart-state")).to_have_text("图表无法绘制，其数字见表格。")
    expect(section.locator("canvas")).to_be_hidden()
    expect(section.get_by_role("table")).to_contain_text("2,984.02")
    assert page.problems
    assert all("console: " in problem for problem in page.problems)
    page.problems.clear()


@pytest.mark.usefixtures("look_site")
def test_without_scripts_the_tables_tell_it_all(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/look/")
    section = chart(page, "sources")
    expect(section.get_by_text("图表需要 JavaScript，其数字见表格。")).to_be_visible()
    expect(section.locator(".chart-state")).to_be_hidden()
    expect(section.get_by_role("table")).to_contain_text("355.98")


@pytest.mark.usefixtures("look_site")
def test_a_wide_table_scrolls_in_its_own_frame_by_keys(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=NARROW)
    page.goto("/look/")
    frame = page.get_by_role("region", name="项目", exact=True)
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(frame) => frame.scrollLeft > 0", arg=frame.element_handle())


@pytest.mark.usefixtures("look_site")
def test_the_table_says_what_it_is_sorted_by_and_totals_all_rows_not_those_of_the_page(page: Page) -> None:
    page.goto("/look/?sort=-total")
    table = page.get_by_role("region", name="项目", exact=True)
    expect(table.locator('th[aria-sort="descending"]')).to_have_text("总计（万元）")
    expect(table.locator("tbody tr")).to_have_count(25)
    expect(table.locator("tfoot")).to_contain_text("全部 55 行合计")
    expect(table.locator("tfoot")).to_contain_text("7,602.85")
    expect(page.locator(".pager-rows")).to_have_text("第 1–25 行，共 55 行")


@pytest.mark.usefixtures("look_site")
def test_print_leaves_out_what_only_a_screen_can_use(page: Page) -> None:
    page.goto("/look/")
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".pager-sizes")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.usefixtures("look_site")
def test_the_first_key_leads_past_the_navigation(page: Page) -> None:
    page.goto("/look/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.usefixtures("look_site")
def test_the_language_chosen_is_kept_and_the_page_stays(page: Page) -> None:
    page.goto("/look/?sort=-total")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/look/?sort=-total")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_real_disclosure_are_without_barriers_and_fit_the_screen(
    new_page: Callable[..., Page], scheme: str, viewport: dict[str, int]
) -> None:
    page = new_page(color_scheme=scheme, viewport=viewport)
    disclosure = Disclosure.objects.get()
    project = Project.objects.order_by("-indicator_count", "pk").first()
    addresses = [
        "/",
        "/departments/",
        "/units/",
        "/projects/",
        "/indicators/",
        "/categories/",
        "/disclosures/",
    ]
    addresses += [
        disclosure.department.get_absolute_url(),
        project.unit.get_absolute_url(),
        project.get_absolute_url(),
        disclosure.get_absolute_url(),
        "/nowhere/",
    ]
    for address in addresses:
        page.goto(address)
        assert (address, barriers(page)) == (address, [])
        assert (address, page.evaluate(OVERFLOW)) == (address, 0)
    page.problems[:] = [problem for problem in page.problems if "404" not in problem]
