"""A page of findings read from the front of an index is the page that the database sorts."""

import pytest

from budget.models import Finding, Tally
from budget.models.filters import FindingFilters
from budget.pages.findings import order
from budget.pages.findings.order import FindingOrder
from budget.store import disclosures
from tests import factories
from tests.support.auditors import table, training

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize(
    "filters",
    [
        FindingFilters(),
        FindingFilters(level="notice"),
        FindingFilters(level="warning"),
        FindingFilters(category="quantity"),
        FindingFilters(check="VAL-08"),
        FindingFilters(check="VAL-08", level="notice", category="quality"),
    ],
)
def test_a_page_is_the_one_that_the_database_sorts(
    filters: FindingFilters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "_FEW", 0)
    factories.some_year(2023)
    factories.some_year(2024)
    factories.large_disclosure(30)
    disclosures.store(table(training(), training("97%", "另一培训")))
    tallies = Tally.objects.of(2024).hitting_most()
    summed = tallies if filters.is_within("level") else None
    found = Finding.objects.in_force().of_year(2024).narrowed(filters)
    found = found if summed is None else found.not_counted_in(summed)
    keys = list(found.as_read(filters).values_list("pk", flat=True))
    read = FindingOrder(2024, filters, summed, len(keys))
    for start in range(0, len(keys) + 1, 7):
        assert read.page_keys("", slice(start, start + 7)) == keys[start : start + 7]
    assert read.page_keys("money", slice(0, 7)) is None


def test_where_too_much_is_passed_over_the_database_sorts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "_FEW", 0)
    monkeypatch.setattr(order, "_MOST_READ", 3)
    factories.some_year()
    number = Finding.objects.in_force().count()
    assert FindingOrder(2024, FindingFilters(), None, number).page_keys("", slice(0, 25)) is None
