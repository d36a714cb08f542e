"""An auditor walks from the first page to an indicator and its row in the file, by clicking alone."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.paths import ROOT

DEPARTMENT = "中国人民政治协商会议广东省广州市委员会办公厅"
TARGET = "赶到现场的时间小于3分钟，并有效处置。"


def test_a_walk_from_the_overview_to_an_indicator_and_its_row_in_the_file(sample: None, page: Page) -> None:
    page.goto("/")
    expect(page.locator(".facts")).to_contain_text("3,340.00")

    page.locator(".facts dt", has_text="部门").locator("..").locator("a").click()
    expect(page).to_have_url(re.compile(r"/departments/\?year=2024$"))
    page.get_by_role("cell").get_by_role("link", name=DEPARTMENT).click()
    expect(page.locator("h1")).to_have_text(DEPARTMENT)
    expect(page.locator(".facts")).to_contain_text("3,340.00")

    page.locator("#units-table").get_by_role("link", name=DEPARTMENT).click()
    expect(page.locator(".page-kind")).to_have_text("单位")
    expect(page.locator(".facts")).to_contain_text("3,326.00")

    page.locator("#table").get_by_role("link", name="其他运行经费", exact=True).click()
    expect(page.locator("h1")).to_have_text("其他运行经费")
    indicator = page.locator("#indicators tr", has_text="考核是否及时有效处置大楼的安全隐患")
    expect(indicator.locator(".disclosed", has_text=TARGET).first).to_have_text(TARGET)

    page.locator(".page-lead").get_by_role("link").first.click()
    row = page.locator("tr:target")
    expect(row).to_contain_text("其他运行经费")
    expect(row).to_contain_text(f"实施周期指标值:{TARGET}")
    with page.expect_download() as download:
        page.get_by_role("link", name="guangzhou-cppcc.txt").click()
    original = ROOT / "samples" / "2024" / "guangzhou-cppcc.txt"
    assert download.value.suggested_filename == "guangzhou-cppcc.txt"
    assert Path(download.value.path()).read_bytes() == original.read_bytes()


def test_a_table_is_sorted_and_narrowed_by_clicking_and_back_brings_it_again(
    sample: None, page: Page
) -> None:
    page.goto("/categories/")
    page.get_by_role("row", name="服务对象满意度指标").first.get_by_role("link", name="13").first.click()
    expect(page.locator(".pager-rows")).to_contain_text("13")
    page.locator("thead").get_by_role("link", name="项目").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("项目")
    sorted_address = page.url
    page.locator(".chips a").click()
    expect(page.locator(".pager-rows")).to_contain_text("68")
    page.go_back()
    expect(page).to_have_url(sorted_address)
    expect(page.locator(".pager-rows")).to_contain_text("13")
