"""The search page: counts a kind and year, marked hits with their places, words where there is nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from budget.models import Department, Project, Unit
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def _counts(client: Client, url: str, which: str = "kinds") -> dict[str, int]:
    return {choice.label: choice.number for choice in client.get(url).context[which]}


def _hits(client: Client, url: str) -> dict[str, list]:
    return {group.kind: group.hits for group in client.get(url).context["groups"]}


def test_hits_are_counted_by_kind_and_by_year(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    client.cookies["django_language"] = "en"
    assert _counts(client, "/search/?q=教") == {
        "Everything": 8,
        "Department": 2,
        "Unit": 2,
        "Project": 2,
        "Objective": 2,
        "Indicator": 0,
    }
    years = {"All years": 8, "2024": 4, "2023": 4}
    assert _counts(client, "/search/?q=教", "found_years") == years
    assert _counts(client, "/search/?q=教&year=2023")["Everything"] == 4
    assert _counts(client, "/search/?q=教&year=2023", "found_years") == years
    assert _counts(client, "/search/?q=教&kind=unit", "found_years") == {"All years": 2, "2024": 1, "2023": 1}


def test_every_count_leads_to_as_many_hits(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    for which in ("kinds", "found_years"):
        for choice in client.get("/search/?q=指标").context[which]:
            assert client.get(choice.url).context["number"] == choice.number, choice.url


def test_a_hit_is_marked_in_its_text_and_stands_with_its_place(client: Client) -> None:
    factories.some_year()
    page = html.fromstring(client.get("/search/?q=ＰＥＩ 训教师&kind=project").content)
    assert not page.find_class("hit")
    page = html.fromstring(client.get("/search/?q=师培&kind=project").content)
    (hit,) = page.find_class("hit")
    assert [mark.text for mark in hit.iter("mark")] == ["师培"]
    assert "教师培训" in hit.text_content()
    project = Project.objects.get(name="教师培训")
    links = [link.get("href") for link in hit.iter("a")]
    unit, department = project.unit, project.unit.department
    assert links == [
        project.get_absolute_url(),
        f"{unit.get_absolute_url()}?year=2024",
        f"{department.get_absolute_url()}?year=2024",
    ]
    assert "2024" in hit.text_content()
    assert "100.00" in hit.text_content()


def test_departments_and_units_bear_the_sums_of_their_projects(client: Client) -> None:
    factories.some_year()
    found = _hits(client, "/search/?q=教育")
    assert [hit.amount for hit in found["department"]] == [(100 + 5 + 9 + 3 + 4 + 2) * WAN]
    assert [hit.amount for hit in found["unit"]] == [(100 + 5 + 9) * WAN]
    assert [hit.amount for hit in _hits(client, "/search/?q=空单位")["unit"]] == [None]


def test_an_indicator_leads_to_its_own_line_and_shows_its_target(client: Client) -> None:
    factories.some_year()
    (first, *_) = _hits(client, "/search/?q=指标3&kind=indicator")["indicator"]
    project = Project.objects.get(name="教师培训")
    indicator = project.indicators.get(position=3)
    assert first.url == f"{project.get_absolute_url()}#indicator-{indicator.pk}"
    assert ["".join(part.text for part in text) for text in first.texts] == ["≥50次"]
    assert first.place[0] == ("教师培训", project.get_absolute_url())


def test_the_first_of_each_kind_lead_to_all_of_it_in_pages(client: Client) -> None:
    factories.large_disclosure(60)
    response = client.get("/search/?q=项目")
    group = next(group for group in response.context["groups"] if group.kind == "project")
    assert (len(group.hits), group.number, group.more) == (5, 60, 55)
    page = client.get(group.url)
    assert (len(page.context["groups"][0].hits), page.context["number"]) == (25, 60)
    seen = {
        hit.url
        for number in (1, 2, 3)
        for hit in client.get(f"{group.url}&page={number}").context["groups"][0].hits
    }
    assert len(seen) == 60
    assert client.get(f"{group.url}&page=99").context["pager"].page.number == 3
    assert len(client.get(f"{group.url}&per_page=50").context["groups"][0].hits) == 50


@pytest.mark.both
def test_a_department_is_found_without_its_exact_name_and_offered_while_one_types(client: Client) -> None:
    for year in (2023, 2024):
        body = factories.unit("广州市第一中学")
        factories.stored(factories.disclosure(body, department="广州市教育局", year=year))
    (group,) = client.get("/search/?q=广州教育局").context["groups"]
    (hit,) = group.hits
    assert (group.kind, hit.kind) == ("like", "department")
    assert [part.text for part in hit.name if part.is_hit] == ["广州", "教育局"]
    for typed in ("广州一中", "第一中学"):  # the latest year's
        offered = client.get(f"/search/suggest/?q={typed}").json()["suggestions"]
        assert [(one["label"], one["place"], one["url"]) for one in offered] == [
            ("广州市第一中学", "广州市教育局", hit_of_unit(client))
        ]
    assert client.get("/search/suggest/", {"q": "满" * 301}).json() == {"suggestions": []}


def hit_of_unit(client: Client) -> str:
    return str(_hits(client, "/search/?q=第一中学")["unit"][0].url)


@pytest.mark.both
def test_an_amount_finds_projects_and_the_id_of_a_check_leads_to_it(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    client.cookies["django_language"] = "en"
    found = client.get("/search/?q=100.00").context
    assert _counts(client, "/search/?q=100.00")["Project of this amount"] == 2
    assert [(hit.year, hit.amount) for hit in found["groups"][0].hits] == [
        (2024, 100 * WAN),
        (2023, 100 * WAN),
    ]
    page = client.get("/search/?q=100&kind=amount&year=2023&sort=amount").context
    assert [hit.year for hit in page["groups"][0].hits] == [2023]
    assert client.get("/search/?q=教育&kind=amount").context["number"] == 0
    (check,) = client.get("/search/?q=cmp13&year=2023").context["checks"]
    assert (check.url, check.findings_url) == ("/checks/#check-CMP-13", "/findings/?year=2023&check=CMP-13")
    assert "What was found" not in client.get("/search/?q=cmp13").content.decode()  # but a check
    assert client.get("/search/suggest/?q=CMP-13").json()["suggestions"][0]["url"] == check.url


@pytest.mark.both
def test_hits_are_narrowed_to_a_department_sorted_by_amount_and_saved(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    client.cookies["django_language"] = "en"
    facet = client.get("/search/?q=指标").context["departments"]
    assert {choice.label: choice.number for choice in facet.choices} == {"市教育局": 20, "市交通局": 2}
    for choice in facet.choices:
        assert client.get(choice.url).context["number"] == choice.number
    department = Department.objects.get(name="市教育局").pk
    url = f"/search/?q=设备&kind=project&department={department}"
    assert [hit.year for hit in _hits(client, f"{url}&sort=earliest")["project"]] == [2023, 2023, 2024, 2024]
    by_amount = [hit.amount for hit in _hits(client, f"{url}&sort=amount")["project"]]
    assert by_amount == [4 * WAN, 4 * WAN, 3 * WAN, 3 * WAN]
    units = _hits(client, "/search/?q=市&kind=unit&sort=amount")["unit"]
    assert [hit.amount for hit in units] == sorted([hit.amount for hit in units], reverse=True)
    rows = client.get(f"{url}&_export=json").getvalue().decode()
    assert rows.count("http://testserver/projects/") == 4


@pytest.mark.parametrize("asked", ["", "%20", "%E3%80%80"])
def test_nothing_asked_says_what_can_be_searched(client: Client, asked: str) -> None:
    factories.some_year()
    response = client.get(f"/search/?q={asked}")
    assert response.status_code == 200
    assert "groups" not in response.context


def test_nothing_found_says_so(client: Client) -> None:
    factories.some_year()
    response = client.get("/search/?q=鳥")
    assert response.context["number"] == 0
    assert html.fromstring(response.content).get_element_by_id("table").find_class("notice")


@pytest.mark.parametrize("asked", ["满" * 61, "满" * 301, "一 二 三 四 五 六 七 八 九 十 百"])
def test_a_question_that_is_too_long_is_told_so(client: Client, asked: str) -> None:
    response = client.get("/search/", {"q": asked})
    assert response.status_code == 200
    assert html.fromstring(response.content).find_class("notice-warning")
    factories.some_year()
    assert client.get("/projects/", {"q": asked}).status_code == 404


@pytest.mark.parametrize("query", ["kind=nonsense", "year=x", "year=20240", "department=99", "sort=x"])
def test_a_filter_of_a_search_that_names_nothing_is_not_found(client: Client, query: str) -> None:
    assert client.get(f"/search/?q=教&{query}").status_code == 404


@pytest.mark.parametrize(
    "asked", ["<script>alert(1)</script>", "\"' OR 1=1 --", "NEAR(a b)", "a*", "^a", "%00", "-", "\x00"]
)
def test_what_looks_like_a_command_is_searched_as_it_stands(client: Client, asked: str) -> None:
    factories.stored(
        factories.disclosure(
            factories.unit("第一中学", factories.project(f"甲{asked}乙".replace("\x00", "")))
        )
    )
    response = client.get("/search/", {"q": asked})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    expected = 0 if asked == "\x00" else 2
    assert sum(group.number for group in response.context["groups"]) >= expected


def test_a_search_asks_the_database_as_often_with_much_as_with_little(client: Client) -> None:
    def asked() -> dict[str, int]:
        numbers = {}
        for url in ("/search/?q=教", "/search/?q=指标&kind=indicator", "/search/?q=中学&kind=unit"):
            client.get(url)  # what changed is counted once
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            numbers[url] = len(queries)
        return numbers

    factories.some_year()
    with_little = asked()
    assert max(with_little.values()) <= 9
    factories.some_year(2023)
    factories.large_disclosure(100)
    assert asked() == with_little


def test_a_list_is_narrowed_by_what_the_search_finds(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)

    def names(url: str) -> list[str]:
        return sorted(row.record.name for row in client.get(url).context["table"].page.object_list)

    assert names("/projects/?q=维修") == ["校舍维修"]
    assert names("/projects/?q=保密") == ["某项目"]
    assert names("/units/?q=中学") == ["第一中学"]
    of_the_school = ["某项目", "设备购置", "设备购置"]
    assert names("/projects/?q=中学") == names("/projects/?q=第一 教育 中学") == of_the_school
    assert names("/projects/?q=100.00") == ["教师培训"]
    assert client.get("/units/?q=9").context["table"].paginator.count == 1
    other = Unit.objects.filter(name="市交通局").earliest("pk")
    empty = html.fromstring(client.get(f"/projects/?q=维修&unit={other.pk}").content)
    (nothing,) = empty.find_class("nothing")
    assert len(nothing.findall("a")) == 2
    assert names("/indicators/?q=指标3") == ["指标3"]
    assert client.get("/departments/?q=广州 教育").context["table"].paginator.count == 1
    assert client.get("/disclosures/?q=交通").context["table"].paginator.count == 1
    assert client.get("/projects/?q=%20").context["table"].paginator.count == 8
    assert client.get("/projects/?q=维修").context["chips"][0][1:] == ("维修", "/projects/")
    assert Unit.objects.count() == 4
    assert Department.objects.count() == 2
