"""An auditor searches by the keyboard, narrows lists by clicking, and Back brings each view again."""

import re

from playwright.sync_api import Page, expect


def test_a_slash_leads_to_the_search_and_a_hit_to_its_indicator(sample: None, page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    field = page.locator("[data-search]")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("安保/服务")
    expect(field).to_have_value("安保/服务")
    field.fill("政协办公厅")
    offered = page.get_by_role("option")
    expect(offered).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", offered.first.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/departments/*/?year=2024")
    page.keyboard.press("/")
    field.fill("安保服务的")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("安保服务的")
    expect(page.locator(".hit mark")).to_have_text(["安保服务的", "安保服务的"])
    page.locator(".hit-name a").first.click()
    expect(page.locator("tr:target")).to_contain_text("机关干部对安保服务的满意率")
    page.go_back()
    expect(field).to_have_value("安保服务的")


def test_a_hit_of_one_character_is_counted_by_kind_and_marked(sample: None, page: Page) -> None:
    page.goto("/search/?q=度")
    page.get_by_role("link", name=re.compile("^绩效目标 8$")).click()
    expect(page.locator(".hit")).to_have_count(8)
    assert set(page.locator(".hit mark").all_inner_texts()) == {"度"}


def test_choices_narrow_a_list_and_back_and_reload_bring_its_state_again(sample: None, page: Page) -> None:
    page.goto("/projects/?source=fiscal_appropriation")
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("tbody tr").first.get_by_role("link").first).to_be_focused()
    page.goto("/projects/")
    page.locator("#facets").get_by_role("link", name=re.compile("^信息化")).click()
    page.locator("#facets").get_by_role("link", name=re.compile("^质量指标")).click()
    expect(page.locator(".chip")).to_have_count(2)
    page.locator("thead").get_by_role("link", name="总计").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("总计")
    rows = page.locator("tbody .name a").all_inner_texts()
    address = page.url
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.locator("h1")).not_to_contain_text("年项目")
    page.go_back()
    expect(page).to_have_url(address)
    page.reload()
    assert page.locator("tbody .name a").all_inner_texts() == rows
    page.locator(".chip").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator("#facets [aria-current]").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(".pager-rows")).to_contain_text("21")


def test_on_a_narrow_screen_the_choices_unfold(sample: None, new_page) -> None:
    page = new_page(viewport={"width": 390, "height": 800})
    page.goto("/indicators/")
    expect(page.locator("#facets")).to_be_hidden()
    page.locator(".facets-switch input").check()
    page.locator("#facets").get_by_role("link", name=re.compile("^≥")).click()
    expect(page.locator(".pager-rows")).to_contain_text("2")
    page.goto("/search/?q=满意")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_is_printed_is_the_list_and_its_chips_alone(sample: None, page: Page) -> None:
    page.goto("/projects/?source=fiscal_appropriation")
    page.emulate_media(media="print")
    for hidden in (".site-header", ".facets-frame", ".list-search", ".pager-sizes"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(page.locator(".chip")).to_be_visible()
    expect(page.locator("tbody tr").first).to_be_visible()
