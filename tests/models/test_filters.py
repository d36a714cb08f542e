"""The filters of lists: which narrow, which are taken away, and which a query refuses."""

import pytest

from budget.models import FindingFigures, NotEvaluated
from budget.models.filters import Filters, FindingFilters
from budget.search.words import Query
from indicators.filters import IndicatorFilters
from indicators.models import Indicator


def test_fields_with_a_value_narrow():
    filters = Filters(q=Query.read("培训"), department=7, comparator="none")

    assert filters.chosen == {"department": 7, "comparator": "none", "q": Query.read("培训")}
    assert Filters().chosen == {}


def test_filters_are_taken_away_and_chosen_by_name():
    filters = Filters(department=7, unit=8, category="quantity")

    assert filters.without("unit", "project") == Filters(department=7, category="quantity")
    assert filters.only("unit", "level") == Filters(unit=8)
    assert filters.without("unit").is_within("department", "category")
    assert not filters.is_within("department", "category")


def test_filters_on_indicators_are_conditions_on_columns():
    assert IndicatorFilters(category="unclassified").columns == {"category": ""}
    assert IndicatorFilters(category="quality", kind="words", comparator="ge").columns == {
        "category": "quality",
        "annual_kind": "words",
        "annual_comparator": "≥",
    }
    assert IndicatorFilters(comparator="none").columns == {"annual_comparator": ""}
    assert IndicatorFilters(department=7).columns == {}


@pytest.mark.parametrize(
    "narrow",
    [
        lambda: Indicator.objects.narrowed(Filters(department=1, level="warning")),
        lambda: NotEvaluated.objects.narrowed(FindingFilters(unit=1)),
        lambda: FindingFigures.objects.narrowed(FindingFilters(project=1)),
        lambda: FindingFigures.objects.of_each_category(FindingFilters(category="quality")),
    ],
)
def test_a_query_refuses_filters_that_its_rows_do_not_have(narrow):
    with pytest.raises(ValueError, match="do not have"):
        narrow()
