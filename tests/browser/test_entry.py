"""A disclosure entered by hand in real Chromium: units and projects added, a category chosen, a sum told, a clash."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from budget.accounts.roles import EDITOR
from budget.models import Department, Disclosure, Project
from tests.browser.test_staff import sign_in
from tests.support.barriers import NARROW, OVERFLOW, WIDE, barriers
from tests.support.people import person

NewPage = Callable[..., Page]


def look_over_form(page: Page) -> None:
    """No barrier on a page as it stands, wide and narrow, light and dark, and nothing beside the screen."""
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            assert barriers(page) == []
        assert page.evaluate(OVERFLOW) == 0


def fill_head(page: Page) -> None:
    """Fill in the year and the sums of a disclosure with one unit."""
    page.locator("[name=fiscal_year]").fill("2024")
    page.locator("[name=total]").fill("8")
    page.locator("#statements-group .add-row a").click()
    page.locator("[name=statements-0-name]").fill("第一中学")
    page.locator("[name=statements-0-total]").fill("8")


def test_an_editor_enters_a_disclosure_and_nobody_overwrites_it(new_page: NewPage) -> None:
    person(EDITOR, "bianji"), person(EDITOR, "tongshi")
    Department.objects.create(name="市教育局", region="某市")
    page = new_page(reduced_motion="reduce")
    sign_in(page, "bianji")

    page.goto("/admin/")
    look_over_form(page)
    page.locator(".dashboard-links").get_by_role("link", name="录入公开表").click()
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill("教育")
    page.get_by_role("option", name="市教育局 — 某市").click()
    fill_head(page)
    look_over_form(page)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("“第一中学”是新单位")

    page.get_by_role("link", name="添加项目").first.click()
    page.locator("[name=name]").fill("校舍维修")
    page.locator("[name=total]").fill("7")
    page.locator("[name=fiscal_appropriation]").fill("6")
    page.locator("[name=objective]").fill("修好三栋校舍")
    page.locator("#indicators-group .add-row a").click()
    page.locator("[name=indicators-0-chosen_category]").select_option(label="11 数量指标")
    page.locator("[name=indicators-0-name]").fill("维修校舍栋数")
    page.locator("[name=indicators-0-annual_target]").fill("≥3栋")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".field-total .errorlist")).to_contain_text("相差 1.00")
    look_over_form(page)
    page.locator("[name=fiscal_appropriation]").fill("7")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(
        "第一中学，总计（万元）：列示 8.00，所属项目合计 7.00"
    )
    look_over_form(page)

    project = Project.objects.get()
    assert [(one.category, one.name) for one in project.indicators.all()] == [("quantity", "维修校舍栋数")]
    address = f"/admin/budget/project/{project.pk}/change/"
    page.goto(address)
    other = new_page()
    sign_in(other, "tongshi")
    other.goto(address)
    other.locator("[name=objective]").fill("同事写的目标")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.locator(".messagelist")).to_be_visible()
    page.locator("[name=objective]").fill("我写的目标")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#content")).to_contain_text("没有保存")
    expect(page.locator("[name=objective]")).to_have_value("我写的目标")
    look_over_form(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="查看现在的内容").click()
    expect(opened.value.locator("[name=objective]")).to_have_value("同事写的目标")

    page.goto(Disclosure.objects.get().get_absolute_url())
    expect(page.locator("main")).to_contain_text("手工录入")
