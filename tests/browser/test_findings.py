"""Points to review in real Chromium: from the list to the very indicator and row, and an auditor's answer."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from playwright.sync_api import Page, expect

from budget.models import Disclosure, Finding, Project, Review
from tests.support.barriers import NARROW, look_over

PASSWORD = "a long enough one 8"
REASON = "经核实，属填报口径差异。"


@pytest.fixture
def auditor(sample: None) -> User:
    """Somebody who may review, and signs in with a password."""
    user = User.objects.create_user("auditor", password=PASSWORD)
    user.user_permissions.add(Permission.objects.get(codename="review_finding"))
    return user


def sign_in(page: Page, following: str) -> None:
    page.goto(following)
    page.locator(".site-sign-in").click()
    page.locator("[name=username]").fill("auditor")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.locator(".site-header")).to_contain_text("auditor")


def test_from_the_list_to_the_indicator_and_the_row_as_disclosed(sample: None, page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="待核查事项").click()
    page.locator("#facets").get_by_role("link", name=re.compile("^错误")).click()
    expect(page).to_have_url(re.compile("level=error"))
    first = page.locator("main tbody tr", has=page.locator("mark")).first
    expect(first).to_contain_text("100%")
    first.locator("td.name").get_by_role("link").first.click()
    target = page.locator(".finding:target")
    expect(target).to_be_visible()
    expect(target).to_contain_text("VAL-03")
    target.get_by_role("link", name="提升人民政协影响力").click()
    expect(page.locator("#indicators tr:target")).to_contain_text("提升人民政协影响力")
    page.locator(".finding", has_text="VAL-03").get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile("^第 .* 行$")).last.click()
    expect(page.locator("tr:target")).to_contain_text("广州市政协文史馆建设维修工程项目(布展)")


def test_a_check_that_is_summed_up_opens_into_its_projects(sample: None, page: Page) -> None:
    page.goto("/findings/")
    line = page.locator("#summed-table tbody tr").first
    number = line.locator("td.amount a").inner_text()
    line.locator("td.point a").click()
    expect(page.locator("#table .pager-rows")).to_contain_text(f"共 {number} 行")
    page.locator(".chips a", has_text="核查规则").click()
    expect(page.locator("#summed-table")).to_be_visible()


def test_an_auditor_dismisses_several_and_nobody_else_sees_a_trace(
    auditor: User, page: Page, new_page: Callable[..., Page]
) -> None:
    sign_in(page, "/findings/?check=CMP-12")
    boxes = page.locator("#table input[type=checkbox]")
    expect(boxes).to_have_count(2)
    for number in range(2):
        boxes.nth(number).check()
    page.get_by_label("已排除").check()
    page.get_by_label(re.compile("^理由")).fill(REASON)
    page.get_by_role("button", name="保存核查意见").click()
    expect(page.locator(".notice-success")).to_contain_text("2")
    expect(page.locator("#table .state-dismissed")).to_have_count(2)
    assert Review.objects.filter(state="dismissed", reason=REASON, by=auditor).count() == 2
    page.locator("#table td.point a").first.click()
    expect(page.locator(".reviews")).to_contain_text(REASON)

    stranger = new_page()
    address = page.url
    for seen in ("/findings/?check=CMP-12", address, Finding.objects.first().project.get_absolute_url()):
        stranger.goto(seen)
        expect(stranger.locator("main")).not_to_contain_text(REASON)
        expect(stranger.locator(".internal, [class*='state-'], [name=finding]")).to_have_count(0)
    page.locator(".site-header").get_by_role("button", name="退出").click()
    page.goto(address)
    expect(page.locator("main")).not_to_contain_text(REASON)


def test_one_box_ticks_all_on_the_page_and_says_how_many(auditor: User, page: Page) -> None:
    sign_in(page, "/findings/?check=VAL-08")
    boxes = page.locator("#table input[type=checkbox]")
    number = boxes.count()
    every = page.get_by_label("全选本页")
    every.check()
    expect(page.locator("#review output")).to_have_text(str(number))
    boxes.first.uncheck()
    expect(page.locator("#review output")).to_have_text(str(number - 1))
    expect(every).not_to_be_checked()
    every.check()
    assert all(boxes.nth(place).is_checked() for place in range(number))
    every.uncheck()
    expect(page.locator("#review output")).to_have_text("0")


def test_what_was_typed_stays_where_the_reason_is_missing(auditor: User, page: Page) -> None:
    sign_in(page, "/findings/?level=error")
    page.locator("#table input[type=checkbox]").first.check()
    page.get_by_label("已确认").check()
    page.get_by_role("button", name="保存核查意见").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("已确认")).to_be_checked()
    page.get_by_label(re.compile("^理由")).fill(REASON)
    page.get_by_role("button", name="保存核查意见").click()
    expect(page).to_have_url(re.compile(r"/findings/\?level=error$"))
    page.problems[:] = [problem for problem in page.problems if "400" not in problem]


def test_on_a_narrow_screen_the_choices_unfold_by_key(sample: None, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=NARROW)
    page.goto("/findings/")
    expect(page.locator("#facets")).to_be_hidden()
    page.get_by_label("显示筛选条件").focus()
    page.keyboard.press("Space")
    expect(page.locator("#facets")).to_be_visible()


def test_the_pages_of_findings_are_without_barriers_and_fit_the_screen(auditor: User, page: Page) -> None:
    disclosure = Disclosure.objects.get()
    project = Project.objects.order_by("-indicator_count", "pk").first()
    addresses = [
        "/findings/",
        "/findings/?check=VAL-08",
        "/findings/resolved/",
        f"/findings/{Finding.objects.in_force().filter(check_id='DUP-01').get().pk}/",
        "/checks/",
        "/checks/not-evaluated/",
        f"{disclosure.department.get_absolute_url()}coverage/",
        f"{project.unit.get_absolute_url()}coverage/",
        f"{disclosure.get_absolute_url()}reconciliation/",
        "/login/",
    ]
    look_over(page, addresses)
    sign_in(page, "/")
    look_over(page, ["/findings/", addresses[3], project.get_absolute_url()])
