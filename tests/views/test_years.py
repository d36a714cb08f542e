"""The fiscal year of a page: the latest by default, the one asked for, and words where there is none."""

import pytest
from django.test import Client

from budget.models import Project, Unit
from tests import factories

pytestmark = pytest.mark.django_db

LISTS = ["/", "/departments/", "/units/", "/projects/", "/indicators/", "/categories/", "/disclosures/"]


@pytest.mark.parametrize("url", LISTS)
def test_the_latest_year_is_shown_and_the_others_offered(client: Client, url: str) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    response = client.get(url)
    assert response.context["year"] == "2024"
    assert [year for year, _ in response.context["years"]] == ["2024", "2023"]
    assert client.get(f"{url}?year=2023").context["year"] == "2023"


@pytest.mark.parametrize("url", LISTS)
def test_a_year_with_nothing_says_so_and_offers_those_there_are(client: Client, url: str) -> None:
    factories.some_year(2024)
    response = client.get(f"{url}?year=1999")
    assert response.status_code == 404
    assert "1999" in response.content.decode()
    assert 'year=2024"' in response.content.decode()


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("year", ["x", "20240", "-1", "２０２４", "2024%00"])
def test_what_is_no_year_is_not_found(client: Client, url: str, year: str) -> None:
    factories.some_year(2024)
    assert client.get(url, {"year": year}).status_code == 404


@pytest.mark.parametrize("url", LISTS)
def test_an_empty_site_says_how_to_import(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert "import_disclosures" in response.content.decode()


def test_a_year_keeps_the_rest_of_the_address_but_the_page(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    links = dict(client.get("/projects/?year=2024&category=quantity&page=1").context["years"])
    assert links["2023"] == "/projects/?year=2023&category=quantity"


def test_a_department_offers_its_own_years_alone(client: Client) -> None:
    factories.some_year(2024)
    only = factories.stored(
        factories.disclosure(factories.unit("旧局", factories.project("甲")), department="旧局", year=2021)
    )
    url = only.department.get_absolute_url()
    assert client.get(url).context["year"] == "2021"
    response = client.get(f"{url}?year=2024")
    assert response.status_code == 404
    assert f"{url}?year=2021" in response.content.decode()


def test_a_unit_shows_the_year_asked_for(client: Client) -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    unit = Unit.objects.get(name="第一中学")
    response = client.get(f"{unit.get_absolute_url()}?year=2023")
    years = {row.record.fiscal_year for row in response.context["project_table"].page.object_list}
    assert years == {2023}


def test_a_project_offers_its_own_other_years(client: Client) -> None:
    factories.some_year(2022)
    factories.some_year(2024)
    old = Project.objects.get(name="教师培训", fiscal_year=2022)
    new = Project.objects.get(name="教师培训", fiscal_year=2024)
    response = client.get(old.get_absolute_url())
    assert response.context["year"] == "2022"
    assert response.context["years"] == [
        ("2024", new.get_absolute_url()),
        ("2022", old.get_absolute_url()),
    ]


def test_a_project_of_one_year_offers_none(client: Client) -> None:
    factories.some_year(2024)
    assert client.get(Project.objects.get(name="教师培训").get_absolute_url()).context["years"] == []
