"""A page asks the database as often with much as with little; the number is pinned, and at most 10, of a
list with facets 15.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budget.models import Disclosure, Finding, Project, Source, Unit
from tests import factories
from tests.support.auditors import auditor

pytestmark = pytest.mark.django_db

MOST, MOST_WITH_FACETS = 10, 15
MOST_WITH_FACETS = 15


def _department() -> str:
    return Disclosure.objects.get(department__name="市教育局").department.get_absolute_url()


def _unit() -> str:
    return Unit.objects.get(name="市教育局").get_absolute_url()


def _project() -> str:
    return Project.objects.get(name="教师培训").get_absolute_url()


def _disclosure(query: str = "") -> str:
    return Disclosure.objects.get(department__name="市教育局").get_absolute_url() + query


def _filtered(path: str) -> str:
    department = Disclosure.objects.get(department__name="市教育局").department_id
    unit = Unit.objects.get(name="市教育局").pk
    return f"{path}?year=2024&department={department}&unit={unit}&category=quantity"


PAGES: list[tuple[str, Callable[[], str], int]] = [
    ("overview", lambda: "/", 1),
    ("departments", lambda: "/departments/", 2),
    ("department", _department, 10),
    ("department's peers", lambda: f"{_department()}peers/", 5),
    ("department's report", lambda: f"{_department()}report/", 8),
    ("department's coverage", lambda: f"{_department()}coverage/", 8),
    ("units", lambda: "/units/", 3),
    ("unit", _unit, 9),
    ("unit's coverage", lambda: f"{_unit()}coverage/", 8),
    ("projects", lambda: "/projects/", 3),
    ("projects, filtered", lambda: _filtered("/projects/"), 6),
    ("project", _project, 8),
    ("indicators", lambda: "/indicators/", 3),
    ("indicators, filtered", lambda: _filtered("/indicators/"), 6),
    ("categories", lambda: "/categories/", 1),
    ("disclosures", lambda: "/disclosures/", 2),
    ("disclosure", _disclosure, 9),
    ("disclosure at a row", lambda: _disclosure("?row=12"), 10),
    ("disclosure's revision", lambda: _disclosure("?revision=1"), 9),
    ("reconciliation", lambda: f"{_disclosure()}reconciliation/", 8),
    ("finding", lambda: f"/findings/{Finding.objects.order_by('pk').first().pk}/", 6),
    ("checks", lambda: "/checks/", 2),
    ("help", lambda: "/help/", 1),
    ("not evaluated", lambda: "/checks/not-evaluated/", 2),
    ("file", lambda: Source.objects.get(name="教育局2024.txt").get_absolute_url(), 3),
    ("nothing for a year", lambda: "/projects/?year=1999", 1),
]

FACETS = {"/departments/", "/units/", "/projects/", "/indicators/", "/disclosures/"}


def test_a_page_asks_as_often_with_little_as_with_much(client: Client) -> None:
    factories.some_year()
    pages = {name: (address(), queries) for name, address, queries in PAGES}
    for url, queries in pages.values():
        assert queries <= (MOST_WITH_FACETS if FACETS & {url.partition("?")[0]} else MOST)

    def asked() -> dict[str, int]:
        found = {}
        for name, (url, _queries) in pages.items():
            client.get(url)  # what changed is read once into the process's memory
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            found[name] = len(captured)
        return found

    pinned = {name: queries for name, (_url, queries) in pages.items()}
    assert asked() == pinned
    factories.some_year(2023)
    factories.large_disclosure(120)
    assert asked() == pinned


def test_a_page_of_300_projects_renders_one_page_and_asks_no_more(
    client: Client, django_assert_num_queries
) -> None:
    disclosure = factories.large_disclosure(300)
    for url, queries in (
        (disclosure.department.get_absolute_url(), 10),
        ("/projects/", 3),
        ("/indicators/", 3),
        ("/units/", 3),
        (disclosure.get_absolute_url(), 8),
    ):
        client.get(url)
        with django_assert_num_queries(queries):
            response = client.get(url)
        assert response.status_code == 200
        assert len(response.content) < 300_000, url
    response = client.get("/projects/?page=12")
    table = response.context["table"]
    assert (table.paginator.count, len(table.page.object_list), table.page.number) == (300, 25, 12)
    # The smallest of 1 … 300 万元 stands last, the largest first.
    assert [row.record.total for row in table.page.object_list][-1] == factories.WAN
    assert table.totals["total"] == sum(range(1, 301)) * factories.WAN


@pytest.mark.parametrize("is_auditor", [False, True], ids=["anonymous", "auditor"])
@pytest.mark.parametrize("query", ["", "?department={department}", "?department={department}&level=warning"])
def test_the_list_of_findings_asks_as_often_with_little_as_with_much(
    client: Client, django_assert_max_num_queries, is_auditor: bool, query: str
) -> None:
    factories.some_year()
    if is_auditor:
        client.force_login(auditor())
    department = Disclosure.objects.get(department__name="市教育局").department_id
    url = "/findings/" + query.format(department=department)
    client.get(url)  # what changed is counted once
    with django_assert_max_num_queries(MOST_WITH_FACETS) as asked_with_little:
        client.get(url)
    factories.some_year(2023)
    factories.large_disclosure(120)
    client.get(url)
    with django_assert_max_num_queries(MOST_WITH_FACETS) as asked_with_much:
        client.get(url)
    assert len(asked_with_much) == len(asked_with_little)


def test_the_list_of_findings_narrowed_by_everything_asks_no_more_than_a_list_may(
    client: Client, django_assert_max_num_queries
) -> None:
    factories.some_year()
    client.force_login(auditor())
    project = Project.objects.get(name="教师培训")
    query = (
        f"?department={project.unit.department_id}&unit={project.unit_id}&project={project.pk}"
        "&level=warning&state=open&category=quantity"
    )
    with django_assert_max_num_queries(MOST_WITH_FACETS):
        assert client.get(f"/findings/{query}").status_code == 200
    with django_assert_max_num_queries(MOST_WITH_FACETS):
        client.get(project.get_absolute_url())
