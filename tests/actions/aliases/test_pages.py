"""Other names on the pages: shown, searched for, chosen by."""

import pytest
from django.test import Client
from lxml import html

from budget.actions.aliases import names
from budget.models import Department, DepartmentAlias, Unit, UnitAlias
from budget.pages.comparison.columns import matching
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def named() -> tuple[Department, Unit]:
    """市教育局, once 市教委 and 市文教局, with its 第一中学, also 一中."""
    department = factories.some_year().department
    unit = Unit.objects.get(name="第一中学")
    note = "2019年机构改革前"
    names.add(DepartmentAlias(department=department, name="市文教局", region=department.region), None)
    names.add(
        DepartmentAlias(department=department, name="市教委", region=department.region, note=note), None
    )
    names.add(UnitAlias(unit=unit, name="实验一中", note="<b>简称</b>"), None)
    return department, unit


def other_names(client: Client, url: str) -> str:
    (shown,) = html.fromstring(client.get(url).content).find_class("page-other-names")
    return " ".join(shown.text_content().split())


def test_a_department_and_a_unit_show_their_other_names(
    client: Client, named: tuple[Department, Unit]
) -> None:
    client.cookies["django_language"] = "en"
    department, unit = named
    shown = other_names(client, department.get_absolute_url())
    assert shown == "Also known as 市教委 (2019年机构改革前), 市文教局"
    assert other_names(client, unit.get_absolute_url()) == "Also known as 实验一中 (<b>简称</b>)"
    other = Unit.objects.get(name="空单位")
    assert b"page-other-names" not in client.get(other.get_absolute_url()).content


def test_a_search_finds_them_by_their_other_names_and_says_which(
    client: Client, named: tuple[Department, Unit]
) -> None:
    client.cookies["django_language"] = "en"
    department, unit = named
    for words, url, name in (
        ("文教", department.get_absolute_url(), "市文教局"),
        ("验一", unit.get_absolute_url(), "实验一中"),
    ):
        page = html.fromstring(client.get(f"/search/?q={words}").content)
        hit = page.find_class("hit")[0]  # the department's office bears its names too
        assert next(hit.iter("a")).get("href") == f"{url}?year=2024"
        (known_as,) = hit.find_class("hit-other")
        assert " ".join(known_as.text_content().split()) == f"also known as {name}"
        assert [mark.text for mark in known_as.iter("mark")] == [words]
    (hit,) = html.fromstring(client.get("/search/?q=市教育局&kind=department").content).find_class("hit")
    assert not hit.find_class("hit-other")
    names.remove(DepartmentAlias.objects.get(name="市文教局"))
    names.remove(UnitAlias.objects.get(name="市文教局"))
    assert not html.fromstring(client.get("/search/?q=文教").content).find_class("hit")


def test_lists_are_narrowed_by_other_names(client: Client, named: tuple[Department, Unit]) -> None:
    rows = client.get("/departments/?q=市教委").context["table"].rows
    assert [row.record.department for row in rows] == [named[0]]
    assert [row.record for row in client.get("/units/?q=实验一中").context["table"].rows] == [named[1]]


def test_what_to_compare_is_found_by_its_other_names(named: tuple[Department, Unit]) -> None:
    assert matching("department", "教委", 5) == [named[0]]
    assert matching("unit", "实验", 5) == [named[1]]
    assert matching("unit", "第一", 5) == [named[1]]


def test_other_names_cost_their_pages_no_further_question(
    client: Client, named: tuple[Department, Unit], django_assert_num_queries
) -> None:
    department, unit = named
    for url, queries in ((department.get_absolute_url(), 10), (unit.get_absolute_url(), 9)):
        client.get(url)  # what changed is read once into the process's memory
        with django_assert_num_queries(queries):
            client.get(url)
