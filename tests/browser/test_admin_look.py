"""The admin under the site's policy: every list and form opens without a word on the console."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect


def test_every_list_and_form_of_the_admin_keeps_to_the_policy(new_page: Callable[..., Page]) -> None:
    get_user_model().objects.create_superuser("administrator", password="a long enough phrase")
    page = new_page(locale="en-US")
    sign_in(page, "Administration of")
    page = new_page(locale="zh-CN")
    sign_in(page, "绩效目标管理后台")
    addresses = page.locator("#content-main a").evaluate_all("(links) => links.map((link) => link.pathname)")
    assert len(addresses) > 4
    for address in sorted({*addresses, "/admin/changes/"}):
        page.goto(address)
        expect(page.locator("#content")).to_be_visible()


def sign_in(page: Page, heading: str) -> None:
    page.goto("/admin/")
    page.locator("#id_username").fill("administrator")
    page.locator("#id_password").fill("a long enough phrase")
    page.locator(".sign-in button").click()
    expect(page.locator("#site-name")).to_contain_text(heading)
