"""The first page of the administration: the latest disclosures, pending work, and frequent tasks."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.admin.dashboard import Dashboard, dashboard_for
from budget.admin.sections import SECTIONS
from budget.models import Finding, Problem, Upload
from tests import factories
from tests.support.auditors import decide
from tests.support.people import person, signed_in

pytestmark = pytest.mark.django_db


def counts_of(dashboard: Dashboard) -> dict[str, dict[str, int]]:
    return {group.heading: {row.words: row.number for row in group.rows} for group in dashboard.groups}


def test_it_shows_the_latest_disclosures_with_their_problems(collected_static: object) -> None:
    for year in (2022, 2023):
        factories.some_year(year)
    latest = dashboard_for(person("editor")).latest
    assert [(one.revision.disclosure.fiscal_year, one.problems) for one in latest] == [
        *((2023, 3), (2023, 0), (2022, 3), (2022, 0))
    ]
    page = signed_in("editor").get(reverse("admin:index")).content.decode()
    for one in latest:
        assert reverse("admin:budget_disclosure_change", args=[one.revision.disclosure_id]) in page


def test_it_counts_pending_work_and_links_to_each_list(admin_client: Client) -> None:
    factories.some_year()
    user = person("administrator")
    Upload.objects.create(by=user, state=Upload.State.PREVIEWED)
    dashboard = dashboard_for(user)
    counts = counts_of(dashboard)
    assert counts["读取疑点"] == {
        "警告": Problem.objects.filter(level="warning").count(),
        "提示": Problem.objects.filter(level="notice").count(),
    }
    assert counts["上传"]["待确认"] == 1
    for group in dashboard.groups:
        for row in group.rows:
            answer = admin_client.get(row.url)
            assert answer.status_code == 200, row.url
            if "cl" in (answer.context or {}):
                assert answer.context["cl"].result_count == row.number


def test_auditors_see_the_open_points_and_others_all(collected_static: object) -> None:
    factories.some_year()
    number = Finding.objects.filter(is_active=True).count()
    decide(Finding.objects.filter(is_active=True)[0], "explained")
    by_administrator = counts_of(dashboard_for(person("administrator")))
    by_editor = counts_of(dashboard_for(person("editor")))
    assert sum(by_administrator["2024 年未处理的待核查事项"].values()) == number - 1
    assert sum(by_editor["2024 年待核查事项"].values()) == number


def test_an_empty_site_has_a_first_page_too(collected_static: object) -> None:
    page = signed_in("editor").get(reverse("admin:index")).content.decode()
    assert "还没有公开表" in page and reverse("admin:budget_disclosure_add") in page


def test_the_number_of_queries_does_not_grow_with_the_rows(admin_client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(reverse("admin:index"))
        return len(captured)

    factories.some_year()
    queries()  # queries made once in a process
    little = queries()
    for year in (2022, 2023):
        factories.some_year(year)
    assert queries() == little <= 16


def test_every_list_is_in_one_section(admin_client: Client) -> None:
    factories.some_year()
    sections = admin_client.get(reverse("admin:index")).context["app_list"]
    shown = [model["model"]._meta.label_lower for section in sections for model in section["models"]]
    assert len(shown) == len(set(shown))
    assert {label for _heading, labels in SECTIONS.values() for label in labels} <= set(shown)
    answer = admin_client.get(reverse("admin:app_list", args=["budget"]))
    assert answer.status_code == 200
