"""The look in real Chromium: charts that lead somewhere, both schemes and widths, no barrier axe-core knows.

That no page breaks the Content-Security-Policy or writes an error to the console, the fixture `page` checks.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from budget.models import Disclosure, Project
from tests.support.barriers import PICTURES, look_over

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

# The red, green and blue of a colour of the style sheet, by its name.
RGB = """(name) => {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16)).join(",");
}"""

# Where the first part of a chart is, from the canvas's corner.
FIRST_PART = """(canvas) => {
  const part = window.Chart.getChart(canvas).getDatasetMeta(0).data[0];
  const { x, y } = part.getCenterPoint(true);
  return { x, y };
}"""


@pytest.fixture
def new_look(settings: object, new_page_without_data: Callable[..., Page]) -> Callable[..., Page]:
    """Opens pages of the site that has /look/, the page with every block of the look on it, and no data."""
    settings.ROOT_URLCONF = "tests.support.look"
    return new_page_without_data


@pytest.fixture
def look(new_look: Callable[..., Page]) -> Page:
    return new_look()


def chart(page: Page, name: str) -> Locator:
    """The section of the chart with the id `name`."""
    return page.locator(f'section[aria-labelledby="{name}-title"]')


def test_every_block_is_without_barriers_and_fits_the_screen(look: Page) -> None:
    look_over(
        look, ["/look/"], ready=lambda: expect(chart(look, "projects").locator("canvas")).to_be_visible()
    )


def test_every_kind_of_chart_is_drawn_in_its_own_colours(look: Page) -> None:
    look.goto("/look/")
    for name in ("sources", "categories", "units", "projects", "minus"):
        canvas = chart(look, name).locator("canvas")
        expect(canvas).to_be_visible()
        expect(chart(look, name).locator(".chart-state")).to_be_hidden()
        data = look.evaluate("(id) => JSON.parse(document.getElementById(id).textContent)", f"{name}-data")
        items = [part for item in data["items"] if item["value"] for part in (item["parts"] or [item])]
        drawn = set(canvas.evaluate(COLOURS))
        for colour in {item["colour"] for item in items}:
            assert look.evaluate(RGB, colour) in drawn, (name, colour)


def test_charts_follow_the_readers_scheme_when_it_changes(look: Page) -> None:
    look.emulate_media(color_scheme="light")
    look.goto("/look/")
    canvas = chart(look, "sources").locator("canvas")
    expect(canvas).to_be_visible()
    assert "42,111,181" in canvas.evaluate(COLOURS)
    look.emulate_media(color_scheme="dark")
    look.wait_for_function("getComputedStyle(document.body).backgroundColor === 'rgb(18, 22, 28)'")
    colours = canvas.evaluate(COLOURS)
    assert "106,170,232" in colours
    assert "42,111,181" not in colours


def test_arrow_keys_walk_a_chart_and_enter_opens_the_part_that_was_said(look: Page) -> None:
    look.goto("/look/")
    section = chart(look, "sources")
    said = section.get_by_role("status")
    expect(section.locator("canvas")).to_be_visible()
    section.locator("canvas").focus()
    expect(said).to_be_empty()
    look.keyboard.press("ArrowRight")
    expect(said).to_have_text("财政拨款：2,984.02 万元（89.3%）。 按回车键打开。")
    look.keyboard.press("End")
    expect(said).to_contain_text("其他资金：355.98 万元（10.7%）")
    look.keyboard.press("Home")
    look.keyboard.press("ArrowDown")
    expect(said).to_contain_text("其他资金")
    look.keyboard.press("Escape")
    expect(said).to_be_empty()
    look.keyboard.press("ArrowRight")
    look.keyboard.press("Enter")
    look.wait_for_url("**/look/?source=fiscal_appropriation")


def test_keys_reach_each_part_of_a_stacked_bar_with_the_bar_it_is_of(look: Page) -> None:
    look.goto("/look/")
    section = chart(look, "units")
    expect(section.locator("canvas")).to_be_visible()
    section.locator("canvas").focus()
    look.keyboard.press("ArrowRight")
    look.keyboard.press("ArrowRight")
    expect(section.get_by_role("status")).to_contain_text("甲机关服务中心, 其他资金：7.00 万元")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("sources", "source=fiscal_appropriation"),
        ("categories", "category=quantity"),
        ("units", "part=1"),
        ("projects", "project=2"),
    ],
)
def test_a_click_on_a_part_opens_what_it_stands_for(look: Page, name: str, address: str) -> None:
    look.goto("/look/")
    canvas = chart(look, name).locator("canvas")
    expect(canvas).to_be_visible()
    canvas.click(position=canvas.evaluate(FIRST_PART))
    look.wait_for_url(f"**/look/?{address}")


def test_the_line_of_a_short_bar_opens_it_too(look: Page) -> None:
    look.goto("/look/")
    canvas = chart(look, "categories").locator("canvas")
    expect(canvas).to_be_visible()
    end = canvas.evaluate("(canvas) => window.Chart.getChart(canvas).chartArea.right - 2")
    line = canvas.evaluate("(canvas) => window.Chart.getChart(canvas).getDatasetMeta(0).data[4].y")
    canvas.click(position={"x": end, "y": line})
    look.wait_for_url("**/look/?category=satisfaction")


def test_the_small_parts_of_a_treemap_are_one_tile_that_leads_to_the_table_with_all_of_them(
    look: Page,
) -> None:
    look.goto("/look/")
    section = chart(look, "projects")
    expect(section.locator("canvas")).to_be_visible()
    section.locator("canvas").focus()
    look.keyboard.press("End")
    expect(section.get_by_role("status")).to_contain_text("其他 3 项：12.00 万元")
    look.keyboard.press("Enter")
    look.wait_for_url("**/look/#projects-table")
    table = section.get_by_role("table")
    for name in ("宣传", "资料", "印刷", "未列明", "零"):
        expect(table.get_by_role("rowheader", name=name, exact=True)).to_have_count(1)


def test_a_single_part_is_a_sentence_and_no_chart(look: Page) -> None:
    look.goto("/look/")
    section = chart(look, "one")
    expect(section).to_contain_text("全部 2,984.02 万元 均为：财政拨款。 未列示：财政专户拨款。")
    expect(section.locator("canvas")).to_have_count(0)


def test_a_chart_that_cannot_be_drawn_says_so_and_leaves_its_table(look: Page) -> None:
    look.route(
        "**/vendor/chart*", lambda route: route.fulfill(status=200, content_type="text/javascript", body="")
    )
    look.goto("/look/")
    section = chart(look, "sources")
    expect(section.locator(".chart-state")).to_have_text("图表无法绘制，其数字见表格。")
    expect(section.locator("canvas")).to_be_hidden()
    expect(section.get_by_role("table")).to_contain_text("2,984.02")
    assert look.problems
    assert all("console: " in problem for problem in look.problems)
    look.problems.clear()


def test_without_scripts_the_tables_tell_it_all(new_look: Callable[..., Page]) -> None:
    page = new_look(java_script_enabled=False)
    page.goto("/look/")
    section = chart(page, "sources")
    expect(section.get_by_text("图表需要 JavaScript，其数字见表格。")).to_be_visible()
    expect(section.locator(".chart-state")).to_be_hidden()
    expect(section.get_by_role("table")).to_contain_text("355.98")


def test_a_wide_table_scrolls_in_its_own_frame_by_keys(new_look: Callable[..., Page]) -> None:
    page = new_look(viewport={"width": 320, "height": 800})
    page.goto("/look/")
    frame = page.get_by_role("region", name="项目", exact=True)
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(frame) => frame.scrollLeft > 0", arg=frame.element_handle())


def test_the_table_says_what_it_is_sorted_by_and_totals_all_rows_not_those_of_the_page(look: Page) -> None:
    look.goto("/look/?sort=-total")
    table = look.get_by_role("region", name="项目", exact=True)
    expect(table.locator('th[aria-sort="descending"]')).to_have_text("总计（万元）")
    expect(table.locator("tbody tr")).to_have_count(25)
    expect(table.locator("tfoot")).to_contain_text("全部 55 行合计")
    expect(table.locator("tfoot")).to_contain_text("7,602.85")
    expect(look.locator(".pager-rows")).to_have_text("第 1–25 行，共 55 行")


def test_print_leaves_out_what_only_a_screen_can_use(look: Page) -> None:
    look.goto("/look/")
    look.emulate_media(media="print")
    expect(look.locator(".site-header")).to_be_hidden()
    expect(look.locator(".pager-sizes")).to_be_hidden()
    expect(look.get_by_role("heading", level=1)).to_be_visible()


def test_the_first_key_leads_past_the_navigation(look: Page) -> None:
    look.goto("/look/")
    look.keyboard.press("Tab")
    expect(look.get_by_role("link", name="跳到正文")).to_be_focused()
    look.keyboard.press("Enter")
    expect(look.locator("main")).to_be_focused()


def test_the_language_chosen_is_kept_and_the_page_stays(look: Page) -> None:
    look.goto("/look/?sort=-total")
    look.get_by_role("button", name="English").click()
    expect(look.locator("html")).to_have_attribute("lang", "en")
    assert look.url.endswith("/look/?sort=-total")
    look.reload()
    expect(look.locator("html")).to_have_attribute("lang", "en")
    look.get_by_role("button", name="简体中文").click()
    expect(look.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.usefixtures("sample")
def test_the_pages_of_the_real_disclosure_are_without_barriers_and_fit_the_screen(page: Page) -> None:
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
    look_over(page, addresses, pictures=PICTURES)
    assert len(list(PICTURES.glob("overview-*.png"))) == 2
    page.problems[:] = [problem for problem in page.problems if "404" not in problem]
