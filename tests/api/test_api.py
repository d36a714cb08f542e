"""The API gives what the pages show, under the same filters, and nothing internal."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from budget.models import Department, Finding, Project, Unit
from budget.pages.listings import IndicatorListing, ProjectListing
from budget.pages.owner_listings import DisclosureListing, UnitListing
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db

LISTS = ["departments", "units", "projects", "indicators", "disclosures", "findings"]


def _get(client: Client, path: str, status: int = 200) -> dict:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    assert response["Content-Type"].startswith("application/json")
    return response.json()


def _on_page(client: Client, path: str) -> list[int]:
    """The keys of the rows that a page's table holds."""
    return [row.record.pk for row in client.get(f"/{path}").context["table"].page.object_list]


@pytest.mark.parametrize(
    "path",
    [
        "units",
        "units?sort=name",
        "units?sort=-errors",
        "projects?sort=quantified",
        "projects?quantified=all&sort=-rate",
        "projects",
        "projects?sort=-name",
        "projects?source=other_funds&type=works",
        "projects?category=unclassified",
        "projects?amount=10-50",
        "projects?q=设备",
        "projects?sort=type&page=1",
        "indicators",
        "indicators?category=quantity&sort=-name",
        "indicators?kind=words",
        "disclosures",
        "disclosures?year=2023",
    ],
)
def test_a_list_holds_the_rows_of_its_page_in_the_same_order(client: Client, path: str) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    name, _, query = path.partition("?")
    shown = _on_page(client, f"{name}/?{query}")
    assert [row["id"] for row in _get(client, path)["results"]] == shown
    assert _get(client, path)["count"] == len(shown)


def test_departments_are_those_of_the_page(client: Client) -> None:
    factories.some_year()
    results = _get(client, "departments")["results"]
    assert [row["name"] for row in results] == ["市教育局", "市交通局"]
    assert results[0] | {"id": 0, "disclosure": 0} == {
        "id": 0,
        "name": "市教育局",
        "region": "广东省广州市",
        "fiscal_year": 2024,
        "disclosure": 0,
        "units": 3,
        "projects": 7,
        "indicators": 10,
        "quality": {
            "errors": 5,
            "warnings": 14,
            "notices": 6,
            "indicators": 9,
            "quantified": 9,
            "points_per_100": 277.8,
            "quantified_share": 1.0,
            "error_money": "109.00",
        },
        "sums": {
            "total": "123.00",
            "fiscal_appropriation": "93.00",
            "special_account": None,
            "other_funds": "25.00",
            "carried_over": None,
            "named_sources": None,
        },
        "stated": {
            "total": "123.00",
            "fiscal_appropriation": None,
            "special_account": None,
            "other_funds": None,
            "carried_over": None,
            "named_sources": None,
            "other_sources": [],
        },
        "as_disclosed": {},
    }
    assert _get(client, "years") == [2024]


def test_a_project_comes_with_its_texts_and_indicators_as_disclosed(client: Client) -> None:
    factories.some_year()
    project = Project.objects.get(name="校舍维修")
    found = _get(client, f"projects/{project.pk}")
    assert found["amounts"]["total"] == "5.00"
    assert found["amounts"]["fiscal_appropriation"] == "0.00"
    assert found["amounts"]["special_account"] is None
    assert found["project_type"] == "works"
    assert found["objective"] == "校舍维修的目标"
    assert found["unit"] == {"id": project.unit_id, "name": "市教育局"}
    first, second = found["indicator_list"]
    assert first["annual_target"] == {
        "text": "≥50次",
        "kind": "count",
        "comparator": "≥",
        "number": "50",
        "upper": None,
        "unit": "次",
        "change": "",
    }
    assert (second["category"], second["level2_code"]) == ("", "99")


def test_an_exact_amount_stays_exact(client: Client) -> None:
    project = factories.project("甲", 123_456_789_012_345)
    factories.stored(factories.disclosure(factories.unit("某局", project)))
    assert _get(client, "projects")["results"][0]["amounts"]["total"] == "123456789.012345"


def test_an_id_lasts_over_a_revision_and_a_dropped_project_is_gone(client: Client) -> None:
    factories.some_year()
    kept = Project.objects.get(name="教师培训").pk
    dropped = Project.objects.get(name="校舍维修").pk
    changed = factories.project("教师培训", 90 * WAN)
    factories.stored(factories.disclosure(factories.unit("市教育局", changed)))
    assert _get(client, f"projects/{kept}")["amounts"]["total"] == "90.00"
    assert "revision" in _get(client, f"projects/{dropped}", 410)["detail"]
    assert _get(client, "projects/999999", 404) == {"detail": "There is nothing with this id."}


def test_a_disclosure_names_its_files(client: Client) -> None:
    disclosure = factories.some_year()
    found = _get(client, f"disclosures/{disclosure.pk}")
    (source,) = found["sources"]
    assert (source["name"], len(source["sha256"])) == ("教育局2024.txt", 64)
    assert source["published_url"] == "https://edu.example.org/2024"
    assert (found["revision"], found["problems"]) == (1, 3)


def test_pages_lead_on_until_the_last(client: Client) -> None:
    factories.large_disclosure(60)
    path, seen = "projects?per_page=25&sort=total", []
    while path:
        page = _get(client, path)
        seen += [row["name"] for row in page["results"]]
        path = (page["next"] or "").partition("/api/v1/")[2]
    assert seen == [f"项目{number}" for number in range(60)]
    assert page["previous"] is not None
    assert _get(client, "projects?page=99")["results"] == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("year=abc", 422),
        ("sort=nonsense", 422),
        ("per_page=1000", 422),
        ("page=0", 422),
        ("nonsense=1", 422),
        ("department=x", 422),
        ("department=99999999999999999999", 422),
        ("department=999999", 404),
        ("type=nonsense", 422),
        ("region=nowhere", 422),  # not a filter of projects
        ("q=%00", 422),
    ],
)
def test_what_it_does_not_know_is_refused_and_not_passed_over(
    client: Client, query: str, status: int
) -> None:
    factories.some_year()
    assert "detail" in _get(client, f"projects?{query}", status)


def test_it_is_read_only(client: Client) -> None:
    for path in LISTS:
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(f"/api/v1/{path}").status_code == 405


def test_head_is_answered_as_get_without_the_body(client: Client) -> None:
    factories.some_year()
    for address in ("/api/v1/years", "/api/v1/projects?q=%00", "/api/v1/nowhere"):
        read, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (read.status_code, b"")
        for name in ("Content-Type", "ETag"):
            assert head.headers.get(name) == read.headers.get(name)


def test_a_fault_is_answered_in_json_and_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("boom")

    factories.some_year()  # a state of the data whose years no test asked for
    monkeypatch.setattr("budget.models.Disclosure.objects.years", fail)
    assert _get(client, "years", 500) == {"detail": "A fault of this program, which its log has."}
    assert "boom" in caplog.text


def test_what_did_not_change_is_304(client: Client) -> None:
    factories.some_year()
    for path in ["years", *LISTS, f"projects/{Project.objects.first().pk}"]:
        first = client.get(f"/api/v1/{path}")
        assert first["ETag"], path
        again = client.get(f"/api/v1/{path}", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    first = client.get("/api/v1/projects")
    Project.objects.filter(name="教师培训").update(total=1)
    changed = client.get("/api/v1/projects", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_findings_tell_nobody_what_auditors_made_of_them(
    client: Client, django_user_model: type[User]
) -> None:
    factories.some_year()
    auditor = django_user_model.objects.create_user("auditor")
    auditor.user_permissions.add(Permission.objects.get(codename="review_finding"))
    client.force_login(auditor)
    found = _get(client, "findings?level=error")
    assert found["count"] == Finding.objects.in_force().filter(level="error").count() > 0
    assert not {"state", "review_state", "reason", "reviews"} & found["results"][0].keys()
    assert found["results"][0]["evidence"][0].keys() == {
        *("what", "text", "indicator", "field", "disclosed", "of"),
    }


def test_a_list_takes_the_filters_of_its_page_and_no_others(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for name, listing in (
        ("departments", DisclosureListing),
        ("units", UnitListing),
        ("projects", ProjectListing),
        ("indicators", IndicatorListing),
        ("disclosures", DisclosureListing),
    ):
        taken = {parameter["name"] for parameter in paths[f"/api/v1/{name}"]["get"]["parameters"]}
        own = {"year", "sort", "page", "per_page"}
        assert taken == {*listing.filter_names(), *own}


def test_a_list_asks_the_database_as_often_with_little_as_with_much(
    client: Client, django_assert_num_queries
) -> None:
    factories.some_year()
    counts = {"departments": 2, "units": 2, "projects": 2, "indicators": 2, "disclosures": 2, "findings": 3}
    for path, queries in counts.items():
        client.get(f"/api/v1/{path}?per_page=200")  # what changed is read once into the process's memory
        with django_assert_num_queries(queries):
            client.get(f"/api/v1/{path}?per_page=200")
    factories.large_disclosure(120)
    for path, queries in counts.items():
        client.get(f"/api/v1/{path}?per_page=200")  # what changed is read once into the process's memory
        with django_assert_num_queries(queries):
            client.get(f"/api/v1/{path}?per_page=200")


def test_filters_narrow_as_on_the_pages(client: Client) -> None:
    factories.some_year()
    unit = Unit.objects.get(name="第一中学").pk
    department = Department.objects.get(name="市教育局").pk
    names = [row["name"] for row in _get(client, f"projects?unit={unit}&type=purchase")["results"]]
    assert names == ["设备购置", "设备购置"]
    assert _get(client, f"indicators?department={department}&category=quantity")["count"] == 4
    assert _get(client, f"findings?unit={unit}&check=CMP-01")["count"] == 0
