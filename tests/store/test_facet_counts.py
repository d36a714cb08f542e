"""The stored counts of each facet are what a count of the rows gives, after every change."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import Aggregate, Count, Sum
from django.test import RequestFactory

from budget.models import CheckSetting, ChoiceFigures, Department, Disclosure, Project
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.pages.listing_base import Listing
from budget.pages.listings import IndicatorListing, ProjectListing
from budget.pages.owner_listings import DisclosureListing, UnitListing
from budget.store import project_types, revisions
from budget.store.checks import check
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db
ROW_COUNTS: dict[type[Listing], Aggregate] = {
    ProjectListing: Sum("project_count"),
    IndicatorListing: Sum("indicator_count"),
    UnitListing: Count("statement__unit", distinct=True),
    DisclosureListing: Count("statement__disclosure", distinct=True),
}
LISTINGS = list(ROW_COUNTS)
CHOICES = ("type", "source", "amount", "category", "kind", "comparator", "level")


def _stored_and_counted(kind: type[Listing], query: str) -> list[tuple[dict[str, int], dict[str, int]]]:
    request = RequestFactory().get(f"/?{query}")
    counted = kind(request, 2024)
    counted.uses_facts = False
    figures = ChoiceFigures.objects.of_year(2024).narrowed(counted.filters)
    stored = figures.by_choice(ROW_COUNTS[kind])
    return [
        ({value: number for value, number in one.items() if number}, {v: n for v, n in other.items() if n})
        for name in CHOICES
        if not (name == "amount" and kind in (UnitListing, DisclosureListing))  # of the row itself
        for one, other in [(stored.get(name, {}), counted.counts(name))]
    ]


def assert_kept() -> None:
    queries = ["", *(f"department={department.pk}" for department in Department.objects.all())]
    for kind in LISTINGS:
        for query in queries if "department" in kind.facet_names else [""]:
            for stored, counted in _stored_and_counted(kind, query):
                assert stored == counted, (kind, query)


def test_an_import_and_a_revision_keep_them() -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    assert_kept()
    assert ChoiceFigures.objects.filter(name="level").exists()
    changed = factories.project("教师培训", 90 * WAN, row=6, indicators=factories.indicators("social"))
    factories.stored(factories.disclosure(factories.unit("市教育局", changed, row=5)))
    assert_kept()


def test_what_is_entered_by_hand_keeps_them() -> None:
    disclosure = factories.some_year()
    project = Project.objects.get(name="教师培训")
    project.total, project.objective = 5_000 * WAN, ""
    project.save()
    revisions.store_entered(disclosure, None)
    assert_kept()


def test_a_type_set_by_hand_and_a_check_switched_off_keep_them() -> None:
    disclosure = factories.some_year()
    project_types.set_by_hand(Project.objects.filter(name="设备购置"), "transfer", None)
    assert_kept()
    for check_id in set(disclosure.findings.values_list("check_id", flat=True)):
        CheckSetting.objects.create(check_id=check_id, is_on=False)
    check(disclosure)
    assert_kept()
    assert not ChoiceFigures.objects.filter(statement__disclosure=disclosure, name="level").exists()


def test_what_was_there_before_is_counted_by_the_migration() -> None:
    factories.some_year()
    ChoiceFigures.objects.all().delete()
    import_module("budget.migrations.0019_choice_figures").fill(apps, None)
    assert_kept()
    assert Disclosure.objects.count() == 2


@pytest.mark.parametrize("fen", [None, -1, 0, 1, 10 * WAN - 1, 10 * WAN, 100 * WAN, 10**15])
def test_an_amount_is_in_one_range_alike_in_python_and_in_the_database(fen: int | None) -> None:
    factories.stored(factories.disclosure(factories.unit("甲局", factories.project("甲", fen))))
    taking = [key for key, one in AMOUNT_RANGES.items() if one.contains(fen)]
    holding = [
        key for key, one in AMOUNT_RANGES.items() if Project.objects.filter(one.condition("total")).exists()
    ]
    assert taking == holding
    assert len(taking) == 1
