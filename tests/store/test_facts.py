"""The facts of disclosures are what their rows give, after every change."""

import random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory

from budget.models import (
    CategoryFigures,
    CheckSetting,
    Department,
    Disclosure,
    FactBlock,
    Project,
    TypeFigures,
    UnitStatement,
)
from budget.models.filters import Filters
from budget.pages.facts import facts_of
from budget.pages.listing_base import Listing
from budget.pages.listings import IndicatorListing, ProjectListing
from budget.pages.owner_listings import DisclosureListing, UnitListing
from budget.pages.tables.base import SiteTable
from budget.pages.tables.lists import DepartmentTable, IndicatorTable, ProjectTable, UnitTable
from budget.store import facts, project_types, revisions
from budget.store.checks import check
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db
LISTINGS: list[type[Listing]] = [ProjectListing, IndicatorListing, UnitListing, DisclosureListing]
CHOICES = ("type", "source", "amount", "category", "kind", "comparator", "level", "quantified")
# The columns by which the lists are ordered.
PROJECTS = ("total", "other_funds", "indicators", "type", "name", "unit", "department")
INDICATORS = ("category", "kind", "name", "project", "unit", "department")
OWNERS = ("total", "other_funds", "indicators", "name")
QUERIES = [
    "",
    "type=other",
    "source=fiscal_appropriation&level=warning",
    "category=quantity",
    "category=quantity&kind=count&amount=0",
    "comparator=ge&type=other&level=notice",
    "category=unclassified&quantified=none",
    "q=教育 100",
    "q=数量",
]


def nonzero(counts: dict[str, int]) -> dict[str, int]:
    return {value: number for value, number in counts.items() if number}


def assert_kept(queries: list[str]) -> None:
    """Whether all lists count and sum the same by facts as by rows, the first of the queries in every order."""
    assert facts.outdated() == []
    assert_of_the_year()
    for kind in LISTINGS:
        for number, query in enumerate(queries):
            by_facts, by_rows = assert_counted(kind, query)
            if kind in (UnitListing, DisclosureListing):
                assert_sums_of_owners(kind, query, orders_of(OWNERS, number))
            if isinstance(by_facts, ProjectListing):
                assert_ordered(ProjectTable, by_facts, orders_of(PROJECTS, number))
                assert by_facts.totals() == by_rows.rows.totals(), query
            if isinstance(by_facts, IndicatorListing):
                assert_ordered(IndicatorTable, by_facts, orders_of(INDICATORS, number))
                assert by_facts.number == by_rows.rows.count(), query


def orders_of(columns: tuple[str, ...], number: int) -> list[str]:
    """Return the orders in which the list of a query is read: all for the first one, for others one in turn."""
    orders = [f"{sign}{column}" for sign in ("", "-") for column in columns]
    return [orders[number % len(orders)]] if number else orders


def assert_counted(kind: type[Listing], query: str) -> tuple[Listing, Listing]:
    """Whether the facets of a list count the same by facts as by rows; the list by each."""
    request = RequestFactory().get(f"/?{query}")
    by_facts, by_rows = kind(request, 2024), kind(request, 2024)
    by_rows.uses_facts = False
    for name in CHOICES:
        assert nonzero(by_facts.counts(name)) == nonzero(by_rows.counts(name)), (kind, query, name)
    for place in {"region", "department", "unit"} & set(kind.facet_names):
        assert by_facts.places(place) == by_rows.places(place), (kind, query, place)
    return by_facts, by_rows


def assert_of_the_year() -> None:
    """Whether the figures of the whole year are those that disclosures have stored, and lists sum alike."""
    by_facts = facts_of(2024)
    assert by_facts.types() == TypeFigures.objects.of_year(2024).by_type()
    assert by_facts.categories() == CategoryFigures.objects.of_year(2024).by_category()
    assert by_facts.totals(Filters()) == UnitStatement.objects.of_year(2024).totals()


def assert_sums_of_owners(kind: type[Listing], query: str, orders: list[str]) -> None:
    """Whether a list of units or disclosures has the same rows, sums and number by facts as by rows."""
    request = RequestFactory().get(f"/?{query}")
    by_facts, by_rows = kind(request, 2024), kind(request, 2024)
    by_rows.uses_facts = False
    assert by_facts.totals() == by_rows.totals(), (kind, query)
    if isinstance(by_facts, UnitListing):
        rows, table = by_rows.rows, UnitTable
        assert by_facts.number == rows.count(), query
    else:
        rows, table = by_rows.figured().for_departments_page(), DepartmentTable
        assert set(by_facts.figured()) == set(by_rows.figured()), query
    for order in orders:
        ordered = table(rows, year=2024, caption="", totals={})
        ordered.order_by = order
        keys = list(ordered.data.data.values_list("pk", flat=True))
        found = by_facts.page_keys(order, slice(0, 1))
        assert found == keys[:1], (kind, query, order)


def assert_ordered(table: type[SiteTable], listing: Any, orders: list[str]) -> None:
    """Whether facts give the pages of a list as the database orders its rows."""
    totals = {"totals": {}} if table is ProjectTable else {}
    rows = listing.rows.for_list_page()
    for order in orders:
        ordered = table(rows, year=2024, caption="", **totals)
        ordered.order_by = order
        keys = list(ordered.data.data.values_list("pk", flat=True))
        if listing.page_keys(order, slice(0, 3)) is None:
            assert not listing.filters.chosen and order.lstrip("-") in ("name", "project"), order
            continue
        pages = [listing.page_keys(order, slice(start, start + 3)) for start in (0, 3, len(keys))]
        assert pages == [keys[:3], keys[3:6], []], order


def test_an_import_and_a_revision_keep_them() -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    searched = ["q=培训", "q=培训&type=other", "q=指标&category=quantity", "q=鳥"]
    department = Department.objects.get(name="市教育局").pk
    assert_kept([*QUERIES, *searched, f"department={department}", f"department={department}&type=other"])
    changed = factories.project("教师培训", 90 * WAN, row=6, indicators=factories.indicators("social"))
    factories.stored(factories.disclosure(factories.unit("市教育局", changed, row=5)))
    assert_kept(QUERIES)


@pytest.mark.once  # the queries are those of the first test, with each database
def test_they_hold_units_and_disclosures_without_projects_and_their_regions() -> None:
    """Lists under a region, a range of sums or a question count them alike."""
    some = factories.project("培训", 90 * WAN, indicators=factories.indicators("social"))
    none = factories.unit("市培训中心", row=9)
    factories.stored(factories.disclosure(factories.unit("市教育局", some), none))
    factories.stored(
        factories.disclosure(factories.unit("空单位"), department="区教育局", region="广东省佛山市")
    )
    region = "region=广东省佛山市"
    asked = [
        "q=教育",
        "q=培训",
        "q=培训&type=other",
        "amount=none",
        "amount=50-100&q=教育",
        "q=教育&amount=none",
    ]
    assert_kept([*QUERIES, *asked])
    for query in (region, f"{region}&q=教育", f"{region}&type=other", f"{region}&amount=none"):
        assert_counted(DisclosureListing, query)
        assert_sums_of_owners(DisclosureListing, query, orders_of(OWNERS, 0))


@pytest.mark.once  # the queries are those of the first test, with each database
def test_every_act_keeps_them() -> None:
    disclosure = factories.some_year()
    project = Project.objects.get(name="教师培训")
    project.total, project.objective = 5_000 * WAN, ""
    project.save()
    revisions.store_entered(disclosure, None)
    assert_kept(QUERIES[:3])
    project_types.set_by_hand(Project.objects.filter(name="设备购置"), "transfer", None)
    assert_kept(["", "type=transfer"])
    for check_id in set(disclosure.findings.values_list("check_id", flat=True)):
        CheckSetting.objects.create(check_id=check_id, is_on=False)
    check(disclosure)
    assert_kept(["", "level=warning"])


def test_what_has_no_facts_yet_is_counted_by_its_rows_and_a_rebuild_gives_it_its_own() -> None:
    factories.some_year()
    first, *_others = Disclosure.objects.of_year(2024)
    FactBlock.objects.filter(disclosure=first).delete()
    FactBlock.objects.exclude(disclosure=first).update(format="former")
    listing = ProjectListing(RequestFactory().get("/"), 2024)
    assert listing.totals() == Project.objects.of_year(2024).totals()
    assert len(facts.outdated()) == Disclosure.objects.count()
    facts.rebuild()
    assert_kept([""])


def test_facts_that_are_not_of_the_rows_are_found() -> None:
    disclosure = factories.some_year()
    Project.objects.filter(disclosure=disclosure).update(total=1)
    assert facts.outdated() == [disclosure.pk]
    with pytest.raises(CommandError, match=f"{disclosure.pk}$"):
        call_command("check_facts")
    call_command("check_facts", "--rebuild", verbosity=0)
    assert facts.outdated() == []
    if connection.vendor == "sqlite":  # which keeps text in a column of bytes
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE budget_factblock SET projects = 'text' WHERE disclosure_id = %s", [disclosure.pk]
            )
        assert facts.outdated() == [disclosure.pk]


def test_a_change_shows_in_the_next_request() -> None:
    factories.some_year()
    request = RequestFactory().get("/")
    before = ProjectListing(request, 2024).totals()["number"]
    factories.stored(
        factories.disclosure(factories.unit("新局", factories.project("新项目")), department="新局")
    )
    assert ProjectListing(request, 2024).totals()["number"] == before + 1
    Disclosure.objects.get(department__name="新局").delete()
    assert ProjectListing(request, 2024).totals()["number"] == before


@pytest.mark.once  # the queries are those of the first test, with each database
def test_any_order_of_acts_keeps_them() -> None:
    """Imports, revisions, deletions in an order of chance."""
    chance = random.Random(7)
    for number in range(6):
        projects = [
            factories.project(f"项目{one}", chance.choice([None, 0, 5 * WAN, 700 * WAN]), indicators=found)
            for one in range(chance.randint(1, 3))
            for found in [factories.indicators(*chance.sample(sorted(factories.LEVELS), 2))]
        ]
        table = factories.disclosure(
            factories.unit("甲单位", *projects), department=chance.choice(["甲局", "乙局"])
        )
        factories.stored(table)
        if number == 3:
            Disclosure.objects.order_by("pk")[0].delete()
        assert_kept(["", "category=quantity", "source=unaccounted&amount=none"])
