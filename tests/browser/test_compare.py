"""Two years set side by side by clicking, from a department's page on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_department_is_compared_with_its_year_before_and_a_change_opened(page: Page) -> None:
    for year, amount in ((2023, 5), (2024, 8)):
        projects = [factories.project("培训", amount * WAN), factories.project(f"活动{year}", WAN)]
        department = factories.stored(
            factories.disclosure(factories.unit("市教育局", *projects), year=year)
        ).department
    page.goto(department.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="比较").click()
    expect(page).to_have_url(re.compile(r"/compare/\?department=\d+&year=2023&year=2024$"))
    expect(page.locator("#sources-table tbody tr").first).to_contain_text("3.00")
    expect(page.locator(".compared canvas").first).to_be_visible()

    page.locator(".chips").get_by_role("link", name="金额变化").click()
    expect(page.locator("#projects-table tbody tr")).to_have_count(1)
    page.locator("#projects-table").get_by_role("link", name="8.00").click()
    expect(page.locator("h1")).to_have_text("培训")
    page.go_back()
    expect(page.locator("#projects-table tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.locator("#projects-table").get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "compare-projects.xlsx"

    page.locator(".choices-line").get_by_role("link", name="2023").click()
    expect(page.locator(".notice")).to_contain_text("请至少选择两个")
