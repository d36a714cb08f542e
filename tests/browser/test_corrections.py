"""Correcting in real Chromium: an editor corrects an amount, sums and points to review follow, and a revision
carries the correction over.
"""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from budget.accounts.roles import EDITOR
from budget.models import Disclosure, Project
from budget.store import disclosures
from budget.store.rows_reader import as_disclosed
from tests.support.barriers import look_over
from tests.support.people import PASSWORD, person

REASON = "与部门预算批复表不符，经电话核实"


@pytest.fixture
def project(sample: None) -> Project:
    """购置经费 of the real disclosure, 70.00 万元."""
    return Project.objects.get(name="购置经费")


def sign_in(page: Page, following: str) -> None:
    person(EDITOR)
    page.goto(following)
    page.locator(".site-sign-in").click()
    page.locator("[name=username]").fill("editor")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.locator(".site-header")).to_contain_text("editor")


def revise(disclosure: Disclosure) -> None:
    """A new revision, in which another project's objective is worded otherwise."""
    record = as_disclosed(disclosure)
    unit, *others = record.units
    first, *rest = unit.projects
    changed = replace(unit, projects=(replace(first, objective="改写的目标"), *rest))
    assert disclosures.store(replace(record, units=(changed, *others))).status == "revised"


def test_an_editor_corrects_an_amount_and_a_revision_carries_it_over(project: Project, page: Page) -> None:
    url = project.get_absolute_url()
    sign_in(page, url)
    page.locator(".page-lead").get_by_role("link", name="更正").click()
    page.get_by_role("row", name=re.compile("^财政拨款")).get_by_role("link", name="更正").click()
    expect(page.locator(".value-disclosed").first).to_contain_text("70.00")
    page.get_by_label("更正值").fill("65.5")
    page.get_by_role("button", name="更正").click()
    expect(page.locator("main")).to_contain_text("请填写理由")  # never without
    page.get_by_label("理由").fill(REASON)
    page.get_by_role("button", name="更正").click()
    corrections = page.locator("#corrections")
    for said in ("70.00", "65.50", REASON):
        expect(corrections).to_contain_text(said)
    expect(page.locator("main")).to_contain_text("AMT-01")

    page.get_by_role("link", name=project.unit.name).last.click()
    expect(page.locator("#table tr", has_text="购置经费").locator(".corrected")).to_have_attribute(
        "title", re.compile("70.00")
    )
    expect(page.locator("#corrections-table")).to_contain_text(REASON)

    revise(project.disclosure)
    page.goto(url)
    expect(corrections).to_contain_text("65.50")
    page.goto(project.disclosure.get_absolute_url())
    expect(page.locator("#corrections-table")).to_contain_text("65.50")
    line = page.locator("#table tr", has_text="购置经费")
    expect(line).to_contain_text("70.00")
    expect(line).to_contain_text("65.50")


def test_corrections_on_the_pages_bar_nobody(project: Project, page: Page) -> None:
    sign_in(page, project.get_absolute_url())
    page.locator(".page-lead").get_by_role("link", name="更正").click()
    page.get_by_role("row", name=re.compile("^财政拨款")).get_by_role("link", name="更正").click()
    page.get_by_label("更正值").fill("65.5")
    page.get_by_label("理由").fill(REASON)
    page.get_by_role("button", name="更正").click()
    expect(page.locator("#corrections")).to_be_visible()
    look_over(page, [project.get_absolute_url(), project.disclosure.get_absolute_url()])
