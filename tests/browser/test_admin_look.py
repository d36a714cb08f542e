"""The admin under the site's policy: lists and forms open without a word on the console.

That no page of it holds a script or style of its own, tests/admin/test_words.py looks for on each.
"""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

# Of the lists, which have one template, every so many are opened, and of the forms all.
LISTS = 4


def test_lists_and_forms_of_the_admin_keep_to_the_policy(new_page: Callable[..., Page]) -> None:
    get_user_model().objects.create_superuser("administrator", password="a long enough phrase")
    page = new_page(locale="en-US")
    sign_in(page, "Administration of")
    page = new_page(locale="zh-CN")
    sign_in(page, "绩效目标管理后台")
    addresses = page.locator("#content-main a").evaluate_all("(links) => links.map((link) => link.pathname)")
    assert len(addresses) > 4
    forms = {address for address in addresses if address.endswith("/add/")}
    lists = sorted({*addresses} - forms)
    for address in sorted({*lists[::LISTS], *forms, "/admin/changes/"}):
        page.goto(address)
        expect(page.locator("#content")).to_be_visible()


def sign_in(page: Page, heading: str) -> None:
    page.goto("/admin/")
    page.locator("#id_username").fill("administrator")
    page.locator("#id_password").fill("a long enough phrase")
    page.locator(".sign-in button").click()
    expect(page.locator("#site-name")).to_contain_text(heading)
