"""Each choice beside a list counts exactly the rows it leads to, whatever else is chosen."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory
from lxml import html

from budget.models import Department, Disclosure, Unit
from budget.pages.facets import Choice
from budget.pages.listing_base import Listing
from budget.pages.listings import IndicatorListing, ProjectListing
from budget.pages.owner_listings import DisclosureListing, UnitListing
from budget.pages.years import chosen_year
from budget.store import revisions
from indicators.models import Indicator
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db
LISTINGS: dict[str, type[Listing]] = {
    "/projects/": ProjectListing,
    "/indicators/": IndicatorListing,
    "/units/": UnitListing,
    "/departments/": DisclosureListing,
    "/disclosures/": DisclosureListing,
}
LISTS = list(LISTINGS)
# Of so many addresses one is requested as a page; of the others the listing is made, as the page makes it.
PAGE_OF = 40
OF_ALL = {"type", "source", "amount", "category", "kind", "comparator", "level"}


@pytest.fixture
def some_years() -> None:
    """Two years that differ, with namesakes over departments, and kinds of targets that tell apart."""
    factories.some_year(2023)
    disclosure = factories.some_year(2024)
    of_2024 = Indicator.objects.filter(project__disclosure=disclosure).order_by("pk")
    for number, indicator in enumerate(of_2024):
        indicator.annual_target = ["≥95%", "按计划执行", "<3天", "98", ""][number % 5]
        indicator.save()
    revisions.store_entered(disclosure, None)


def _facets(client: Client, url: str) -> dict[str, tuple[Choice, ...]]:
    return {facet.name: facet.choices for facet in client.get(url).context["facets"]}


def _number(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    table = response.context["table"]
    assert len(table.page.object_list) == min(table.paginator.count, 25), url
    return table.paginator.count


def _listing(url: str) -> Listing:
    """Return the listing at an address, as its page makes it."""
    request = RequestFactory().get(url)
    year = chosen_year(request, Disclosure.objects.years())
    assert year is not None
    return LISTINGS[request.path](request, year)


def _number_of_rows(url: str) -> int:
    return _listing(url).rows.count()


@pytest.mark.parametrize("url", LISTS)
def test_every_choice_leads_to_as_many_rows_as_it_counts(client: Client, some_years: None, url: str) -> None:
    url = f"{url}?year=2024"
    all_rows = _number(client, url)
    facets = _facets(client, url)
    assert set(facets) >= OF_ALL
    walked = 0
    for choices in facets.values():
        for position, choice in enumerate(choices):
            listing = _listing(choice.url)
            number = listing.rows.count()
            facets_there = {facet.name: facet.choices for facet in listing.facets()}
            assert 0 < choice.number == number <= all_rows, choice.url
            if position % PAGE_OF == 0:
                assert _number(client, choice.url) == number, choice.url
                assert _facets(client, choice.url) == facets_there, choice.url
            for others in facets_there.values():
                # Some of them: each list is some 700 pages otherwise.
                for other in others[walked % 40 :: 40]:
                    # One that is chosen counts what is there, and takes itself off.
                    leads_to = choice.url if other.is_chosen else other.url
                    assert _number_of_rows(leads_to) == other.number, other.url
                walked += 1
    assert walked > 50


@pytest.mark.parametrize("url", LISTS)
def test_every_choice_on_the_real_disclosure_leads_to_as_many_rows(client: Client, url: str) -> None:
    factories.real_disclosure()
    for choices in _facets(client, url).values():
        for position, choice in enumerate(choices):
            assert _number_of_rows(choice.url) == choice.number, choice.url
            if position % PAGE_OF == 0:
                assert _number(client, choice.url) == choice.number, choice.url
    for choices in _facets(client, f"{url}?q=政协&level=warning").values():
        for choice in choices:
            if not choice.is_chosen:
                assert _number_of_rows(choice.url) == choice.number, choice.url


def test_a_choice_is_taken_off_by_choosing_it_again_and_by_its_chip(client: Client, some_years: None) -> None:
    response = client.get("/projects/?year=2024&source=other_funds&category=quantity&page=2&sort=name")
    (facet,) = (one for one in response.context["facets"] if one.name == "source")
    (chosen,) = (one for one in facet.choices if one.is_chosen)
    assert chosen.url == "/projects/?year=2024&category=quantity&sort=name"
    assert chosen.url in [url for _, _, url in response.context["chips"]]


def test_what_is_chosen_narrows_table_totals_and_chart_together(client: Client, some_years: None) -> None:
    context = client.get("/projects/?year=2024&source=other_funds").context
    names = {row.record.name for row in context["table"].page.object_list}
    assert names == {"教师培训", "校舍维修"}
    assert context["table"].totals["total"] == 105 * WAN
    chart = context["charts"][0]
    assert {one.tone: one.value for one in chart.segments}["other_funds"] == 25 * WAN
    context = client.get("/units/?year=2024&source=other_funds").context
    assert [row.record.name for row in context["table"].page.object_list] == ["市教育局"]
    assert context["table"].totals["total"] == 114 * WAN
    context = client.get("/departments/?year=2024&source=other_funds").context
    assert context["table"].totals["total"] == 123 * WAN
    context = client.get("/indicators/?year=2024&category=social").context
    assert context["charts"][0].only.value == 1


def test_what_is_said_of_indicators_is_said_of_one_and_the_same(client: Client) -> None:
    two = (
        factories.indicator("quantity", target="≥95%"),
        factories.indicator("quality", target="按计划", position=2),
    )
    factories.stored(factories.disclosure(factories.unit("甲局", factories.project("甲", indicators=two))))
    assert _number(client, "/projects/?category=quantity&kind=percentage") == 1
    assert _number(client, "/projects/?category=quantity&kind=words") == 0
    kinds = _facets(client, "/projects/?category=quantity")["kind"]
    assert [choice.number for choice in kinds] == [1]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("yes/no", "通过验收"),
        ("class", "达到Ⅲ类"),
        ("reference", "不超预算"),
        ("time", "主汛期前"),
        ("missing", "不适用"),
        ("percentage", "较上年增长≥5%"),
    ],
)
def test_each_kind_of_target_is_a_choice_that_leads_to_its_indicators(
    client: Client, kind: str, target: str
) -> None:
    one = (factories.indicator("quantity", target=target), factories.indicator("quality", position=2))
    factories.stored(factories.disclosure(factories.unit("甲局", factories.project("甲", indicators=one))))
    choices = {choice.url: choice for choice in _facets(client, "/indicators/")["kind"]}
    (url,) = (url for url in choices if parse_qs(urlsplit(url).query)["kind"] == [kind])
    assert choices[url].number == _number(client, url) == 1
    assert target in client.get(url).content.decode()
    found = client.get("/api/v1/indicators", {"year": 2024, "kind": kind}).json()
    assert [row["annual_target"]["text"] for row in found["results"]] == [target]


def test_units_are_a_choice_within_a_department_which_another_department_takes_off(
    client: Client, some_years: None
) -> None:
    assert "unit" not in _facets(client, "/projects/?year=2024")
    department = Disclosure.objects.get(department__name="市教育局", fiscal_year=2024).department_id
    unit = Unit.objects.get(name="第一中学").pk
    facets = _facets(client, f"/projects/?year=2024&department={department}")
    assert {choice.label for choice in facets["unit"]} == {"第一中学", "市教育局"}
    facets = _facets(client, f"/projects/?year=2024&department={department}&unit={unit}")
    other = next(choice for choice in facets["department"] if choice.label == "市交通局")
    assert "unit=" not in other.url
    assert _number(client, other.url) == other.number == 1


def test_departments_are_chosen_by_region(client: Client) -> None:
    factories.some_year()
    elsewhere = factories.disclosure(
        factories.unit("县教育局", factories.project("甲")), department="县教育局", region="湖南省"
    )
    factories.stored(elsewhere)
    counts = {choice.label: choice.number for choice in _facets(client, "/departments/")["region"]}
    assert counts == {"广东省广州市": 2, "湖南省": 1}
    assert _number(client, "/disclosures/?region=湖南省") == 1
    assert Department.objects.count() == 3


@pytest.mark.parametrize("query", ["amount=5-7", "comparator=≥", "level=grave", "region=nowhere", "type=x"])
@pytest.mark.parametrize("url", ["/projects/", "/indicators/", "/departments/"])
def test_a_value_that_is_none_of_a_filter_is_not_found(client: Client, url: str, query: str) -> None:
    factories.some_year()
    name = query.partition("=")[0]
    known = name != "region" or url == "/departments/"
    assert client.get(f"{url}?{query}").status_code == (404 if known else 200)


@pytest.mark.parametrize(
    ("fen", "amount"),
    [
        (None, "none"),
        (0, "0"),
        (-1, "0"),
        (1, "-10"),
        (10 * WAN - 1, "-10"),
        (10 * WAN, "10-50"),
        (100_000 * WAN - 1, "10000-100000"),
        (100_000 * WAN, "100000-"),
    ],
)
def test_an_amount_is_in_one_range(client: Client, fen: int | None, amount: str) -> None:
    project = factories.project("甲", fen, indicators=factories.indicators("quantity"))
    factories.stored(factories.disclosure(factories.unit("甲局", project)))
    for url in LISTS:
        assert [choice.url for choice in _facets(client, url)["amount"]] == [f"{url}?amount={amount}"], url


def test_the_words_field_of_a_list_keeps_what_is_chosen(client: Client) -> None:
    factories.some_year()
    page = html.fromstring(client.get("/projects/?source=other_funds&page=1&q=维修").content)
    fields = {
        (field.get("name"), field.get("value")) for field in page.xpath("//form[@class='list-search']/input")
    }
    assert fields == {("source", "other_funds"), ("q", "维修")}
