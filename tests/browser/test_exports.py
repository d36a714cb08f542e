"""Files of tables and charts, saved by clicking."""

import struct
from pathlib import Path

from playwright.sync_api import Page, expect

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_table_and_a_chart_are_saved_as_files(sample: None, page: Page) -> None:
    page.goto("/projects/?source=fiscal_appropriation&sort=-total")
    with page.expect_download() as download:
        page.locator("#table .exports").get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "projects-2024.csv"
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 22
    assert lines[1].startswith("专项工作经费,")

    page.goto("/")
    chart = page.locator("section", has=page.locator("#by-type-title"))
    with page.expect_download() as download:
        chart.get_by_role("button", name="将图表保存为 PNG").click()
    assert download.value.suggested_filename == "by-type.png"
    image = Path(download.value.path()).read_bytes()
    assert image.startswith(PNG)
    assert len(image) > 5_000
    source = chart.get_by_role("button", name="将图表保存为 PNG").get_attribute("data-source")
    assert source.startswith("2024年各部门项目支出绩效目标 · 各部门公开的项目支出绩效目标表 · 20")
    # The title stands above the drawing, the source below it: 40 and 28 pixels of the page.
    scale, height = chart.locator("canvas").evaluate("one => [one.width / one.clientWidth, one.height]")
    assert struct.unpack(">I", image[20:24])[0] == int(height + 68 * scale)
    with page.expect_download() as download:
        chart.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "overview-by-type-2024.csv"
    assert (
        Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[1]
        == "专项业务,1596.62,47.8%"
    )
    expect(page.locator("#by-type-table")).to_contain_text("1,596.62")
