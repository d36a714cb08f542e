"""The browser draws Chinese, and a page of a test takes no error lightly."""

import pytest
from playwright.sync_api import Browser

from budget.accounts.roles import ADMINISTRATOR
from tests.support.browser import open_page
from tests.support.people import PASSWORD, person

# Draws one character and returns its pixels as text.
PIXELS = """character => {
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
  canvas.width = canvas.height = 64;
  pen.font = '48px sans-serif';
  pen.fillText(character, 4, 52);
  return canvas.toDataURL();
}"""


def test_chinese_letters_are_drawn_each_in_its_own_form(page):
    page.goto("/admin/login/")
    # The last two are in no font: what stands for them is the empty box that a missing letter shows.
    middle, script, *missing = (page.evaluate(PIXELS, letter) for letter in "中文\U000f0000\U000f0001")
    assert len({middle, script, *missing}) >= 3
    assert middle not in missing
    assert script not in missing


def test_the_admin_is_entered_and_works_under_the_policy_for_a_chinese_reader(page):
    person(ADMINISTRATOR)
    page.goto("/admin/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.get_by_label("用户名").fill(ADMINISTRATOR)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    # As the admin's own stylesheet lays it out; without one it would be a block.
    assert page.locator("#header").evaluate("element => getComputedStyle(element).display") == "flex"


def test_an_english_browser_gets_english(new_page):
    page = new_page(locale="en-US")
    page.goto("/admin/")
    assert page.get_by_role("button", name="Sign in").is_visible()


@pytest.mark.parametrize(
    ("script", "word"),
    [
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "policy"),
        (
            "document.body.append(Object.assign(document.createElement('img'), {src: '/static/none.png'}))",
            "404",
        ),
        ("document.body.append(Object.assign(document.createElement('a'), {style: 'color: red'}))", None),
        ("fetch('http://127.0.0.1:9/').catch(() => 0)", "policy: connect-src"),
        ("location = 'http://127.0.0.1:9/'", "asked elsewhere"),
    ],
)
def test_a_page_that_goes_wrong_fails_its_test(browser: Browser, live_server, script, word):
    def visit() -> None:
        with open_page(browser, live_server.url) as page:
            page.goto("/admin/login/")
            page.evaluate(f"() => {{ {script} }}")
            page.wait_for_timeout(300)

    if word is None:  # a style set by script is no inline style
        visit()
    else:
        with pytest.raises(AssertionError, match=word):
            visit()
