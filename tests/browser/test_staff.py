"""A day of the staff's in real Chromium: a file uploaded, an amount corrected, a revision, an answer, and nobody else."""

import re
from collections.abc import Callable

from django.core.management import call_command
from playwright.sync_api import Page, expect

from budget.accounts.roles import AUDITOR, EDITOR
from budget.models import Correction, CorrectionStatus, Disclosure, Project, Review, Revision
from tests.support.people import PASSWORD, person
from tests.uploads.sending import SAMPLE, SAMPLE_PDF

NewPage = Callable[..., Page]

PROJECT = "业务用房物业管理费"
REASON = "纸质文本为386万元，公开文件漏印。"
ANSWER = "已与单位核实。"


def sign_in(page: Page, name: str) -> None:
    page.goto("/login/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.locator(".site-header")).to_contain_text(name)


def upload(page: Page, *files: str | dict[str, object]) -> None:
    """Send files by the administration's form, have the queue worked on, confirm what the preview shows."""
    page.goto("/admin/budget/upload/add/")
    page.locator("[name=files]").set_input_files(list(files))
    page.locator("[name=fiscal_year]").fill("2024")
    page.locator("[name=region]").fill("广东省广州市")
    page.get_by_role("button", name="上传并预览").click()
    work_on_queue(page)
    expect(page.get_by_role("heading", name="预览")).to_be_visible()
    expect(page.locator("#content")).to_contain_text("3,340.00")
    page.get_by_role("button", name="确认并保存").click()
    work_on_queue(page)
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()


def work_on_queue(page: Page) -> None:
    """Do what waits, when the page shows that it waits: the page then loads itself again."""
    expect(page.locator("#how-far")).to_be_visible()
    call_command("db_worker", "--batch")
    expect(page.locator("#how-far")).to_have_count(0)


def dismiss_finding(page: Page, project: Project) -> None:
    """Dismiss the finding of the check AMT-01 on a project, with a reason."""
    page.goto(f"/findings/?project={project.pk}&check=AMT-01")
    page.locator("#table input[type=checkbox]").check()
    page.get_by_label("已排除").check()
    page.get_by_label(re.compile("^理由")).fill(ANSWER)
    page.get_by_role("button", name="保存核查意见").click()


def test_an_upload_is_corrected_revised_and_answered_and_nobody_sees_what_is_internal(
    new_page: NewPage,
) -> None:
    editor, auditor = person(EDITOR, "bianji"), person(AUDITOR, "shenji")
    page = new_page()
    sign_in(page, editor.username)

    upload(page, str(SAMPLE_PDF))
    disclosure = Disclosure.objects.get()
    assert Revision.objects.get().created_by == editor
    project = Project.objects.get(name=PROJECT)

    page.goto(project.get_absolute_url())
    page.get_by_role("link", name=re.compile("更正")).first.click()
    page.get_by_role("row", name=re.compile("^总计")).get_by_role("link").click()
    page.locator("[name=value]").fill("386")
    page.get_by_role("button", name="更正").click()
    expect(page.locator("#content")).to_contain_text("请填写理由")
    page.locator("[name=reason]").fill(REASON)
    page.get_by_role("button", name="更正").click()
    correction = Correction.objects.get()
    assert (correction.by, correction.reason, correction.standing) == (
        editor,
        REASON,
        CorrectionStatus.IN_FORCE,
    )

    page.goto(project.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("386.00")
    expect(page.get_by_role("main")).to_contain_text("376.00")
    expect(page.get_by_role("main")).to_contain_text("AMT-01")
    page.goto("/")
    expect(page.locator(".facts")).to_contain_text("3,350.00")

    revised = SAMPLE.read_text("utf-8").replace("保障", "保证")
    upload(page, {"name": "更新.txt", "mimeType": "text/plain", "buffer": revised.encode()})
    assert disclosure.revisions.count() == 2
    correction.refresh_from_db()
    assert correction.standing == CorrectionStatus.IN_FORCE
    page.goto(project.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("386.00")
    expect(page.get_by_role("main")).to_contain_text(REASON)

    page = new_page()
    sign_in(page, auditor.username)
    dismiss_finding(page, project)
    expect(page.locator(".notice-success")).to_be_visible()
    review = Review.objects.get()
    assert (review.by, review.state, review.reason) == (auditor, "dismissed", ANSWER)
    assert page.goto("/admin/").status == 403
    page.problems[:] = [problem for problem in page.problems if "403" not in problem]

    page = new_page()
    page.goto(project.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("386.00")
    page.goto(f"/findings/{review.finding_id}/")
    for internal in (ANSWER, "shenji", "bianji"):
        expect(page.locator("body")).not_to_contain_text(internal)
    page.goto("/admin/")
    expect(page).to_have_url(re.compile("/login/"))
