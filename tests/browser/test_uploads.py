"""An editor uploads a PDF, reads the preview, and confirms; a worker does the work."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from budget.accounts.roles import EDITOR
from budget.models import Disclosure, Upload
from tests.support.barriers import NARROW, OVERFLOW, WIDE, barriers
from tests.support.people import PASSWORD, person
from tests.uploads.sending import SAMPLE_PDF, worker_process

pytestmark = pytest.mark.django_db(transaction=True)

# A worker's start, and the reading of a PDF, on a machine however busy.
PATIENCE = 120_000


@pytest.fixture
def editor(page: Page) -> Page:
    person(EDITOR)
    page.goto("/admin/budget/upload/add/")
    page.locator("#id_username").fill(EDITOR)
    page.locator("#id_password").fill(PASSWORD)
    page.locator(".sign-in button").click()
    return page


@pytest.fixture
def worker() -> Iterator[None]:
    with worker_process():
        yield


def send(page: Page) -> None:
    page.locator("#id_files").set_input_files(SAMPLE_PDF)
    page.locator("#id_fiscal_year").fill("2024")
    page.locator("#id_region").fill("广东省广州市")
    page.get_by_role("button", name="上传并预览").click()


def look_over_admin(page: Page, address: str) -> None:
    """As `look_over`, the page opened anew each time: the administration's links change colour slowly."""
    for viewport, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        assert (address, viewport, scheme, barriers(page)) == (address, viewport, scheme, [])
        assert page.evaluate(OVERFLOW) == 0


def test_an_editor_uploads_a_pdf_reads_the_preview_and_confirms(editor: Page, worker: None) -> None:
    send(editor)
    expect(editor.locator("#confirm-title")).to_be_visible(timeout=PATIENCE)  # without a click
    row = editor.locator("tr", has_text="广东省广州市委员会办公厅").first
    expect(row).to_contain_text("3,340.00")
    expect(row).to_contain_text("新导入")
    row.get_by_role("link").click()
    expect(editor.locator("#projects-title")).to_be_visible()
    expect(editor.locator("tr", has_text="购置经费").first).to_contain_text("70.00")
    preview = Upload.objects.get().pk
    for address in ("add/", f"{preview}/change/", f"{preview}/disclosures/1/"):
        look_over_admin(editor, f"/admin/budget/upload/{address}")
    assert not Disclosure.objects.exists()
    editor.goto(f"/admin/budget/upload/{preview}/change/")
    editor.get_by_role("button", name="确认并保存").click()
    expect(editor.locator("#stored-title")).to_be_visible(timeout=PATIENCE)
    editor.get_by_role("link", name="第 1 版").click()
    expect(editor).to_have_url(re.compile(r"/disclosures/\d+/\?revision=1$"))
    expect(editor.locator("h1")).to_contain_text("广东省广州市委员会办公厅")


def test_where_nobody_works_the_page_says_so_and_an_upload_is_cancelled_by_keyboard(editor: Page) -> None:
    send(editor)
    expect(editor.locator("#how-far")).to_have_text("正在排队等候。")
    expect(editor.locator("[data-nobody]")).to_contain_text("db_worker", timeout=PATIENCE)
    editor.get_by_role("button", name="取消上传").press("Enter")
    expect(editor.locator(".upload-notice")).to_contain_text("已取消")
    assert Upload.objects.get().state == "cancelled"


def test_what_is_too_large_to_send_is_told_before_it_is_sent(editor: Page, settings: object) -> None:
    settings.UPLOAD_BYTES = 1000
    editor.reload()
    editor.locator("#id_files").set_input_files(SAMPLE_PDF)
    invalid = editor.locator("#id_files").evaluate("(input) => input.validationMessage")
    assert "1000" in invalid
    editor.get_by_role("button", name="上传并预览").click()
    expect(editor).to_have_url(re.compile(r"/admin/budget/upload/add/$"))
    assert not Upload.objects.exists()
