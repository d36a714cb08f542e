"""The stored sums are what the rows add up to, after every change of a disclosure."""

import pytest
from django.db.models import Sum

from budget.models import CategoryFigures, Disclosure, Project, UnitStatement
from budget.models.filters import Filters
from budget.store import revisions
from indicators.filters import UNCLASSIFIED
from indicators.models import Indicator
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db


def _assert_kept() -> None:
    """Compare all that is stored with what the rows in force add up to."""
    assert UnitStatement.objects.totals() == Project.objects.totals()
    for statement in UnitStatement.objects.all():
        stored = UnitStatement.objects.filter(pk=statement.pk).totals()
        assert stored == Project.objects.filter(statement=statement).totals()
    for disclosure in Disclosure.objects.all():
        assert disclosure.category_figures.by_category() == {
            category: {
                "indicators": Indicator.objects.filter(
                    project__disclosure=disclosure, category=category
                ).count(),
                "projects": projects.count(),
                "money": projects.aggregate(money=Sum("total"))["money"],
            }
            for category in Indicator.objects.filter(project__disclosure=disclosure)
            .order_by()
            .values_list("category", flat=True)
            .distinct()
            for projects in [disclosure.projects.narrowed(Filters(category=category or UNCLASSIFIED))]
        }


def test_an_import_keeps_its_sums() -> None:
    factories.some_year(2023)
    factories.some_year(2024)
    _assert_kept()
    assert UnitStatement.objects.of_year(2024).totals()["sum_total"] == 153 * WAN
    assert UnitStatement.objects.get(name="空单位", disclosure__fiscal_year=2024).sum_total is None


def test_a_revision_renews_them() -> None:
    disclosure = factories.some_year()
    changed = factories.project("教师培训", 90 * WAN, row=6, indicators=factories.indicators("social"))
    factories.stored(factories.disclosure(factories.unit("市教育局", changed, row=5)))
    _assert_kept()
    assert disclosure.statements.totals()["sum_total"] == 90 * WAN
    assert set(disclosure.category_figures.by_category()) == {"social"}


def test_what_is_entered_by_hand_renews_them() -> None:
    disclosure = factories.some_year()
    project = Project.objects.get(name="教师培训")
    project.total, project.fiscal_appropriation = 70 * WAN, 50 * WAN
    project.save()
    revisions.store_entered(disclosure, None)
    _assert_kept()
    assert CategoryFigures.objects.get(disclosure=disclosure, category="quality").sum_total == 72 * WAN


def test_they_go_with_their_disclosure() -> None:
    disclosure = factories.some_year()
    other = Disclosure.objects.exclude(pk=disclosure.pk).get()
    disclosure.problems.all().delete()
    Project.objects.filter(disclosure=disclosure).delete()
    disclosure.delete()
    assert set(CategoryFigures.objects.values_list("disclosure", flat=True)) == {other.pk}
