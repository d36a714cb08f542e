"""The data of the benchmarks: generated tables, and the copies of imported ones."""

import pytest
from django.db import connection
from django.db.models import Sum

from budget.disclosure.read import read
from budget.models import CategoryFigures, Department, Disclosure, Finding, Project, SearchText, UnitStatement
from budget.search.words import Query
from indicators.models import Indicator
from tests import factories
from tests.benchmarks.data.country import multiply
from tests.benchmarks.data.tables import table, tables

COPIED = (Department, Disclosure, UnitStatement, Project, Indicator, Finding, CategoryFigures, SearchText)


def _counts() -> dict[str, int]:
    links = Finding.projects.through
    return {model.__name__: model._default_manager.count() for model in (*COPIED, links)}


def test_generated_tables_are_read_whole_and_are_the_same_again() -> None:
    (one,) = read(table(3, 2024).content, "a.txt", table(3, 2024).given).reads
    read_again = table(3, 2024)

    assert (one.disclosure.department, one.disclosure.region) == (read_again.department, read_again.region)
    assert read_again == table(3, 2024) != table(3, 2024, seed=2)
    assert len(one.disclosure.units) == 4
    assert len(one.disclosure.projects) > 15
    assert not any(project.unread for project in one.disclosure.projects)
    assert [one.year for one in tables(11, years=(2024, 2023))].count(2023) == 2


@pytest.mark.django_db
def test_copied_rows_are_whole() -> None:
    factories.some_year()
    counts, money = _counts(), Project.objects.aggregate(sum=Sum("total"))["sum"]
    found = SearchText.objects.matching(Query.read("培训"), "project").count()
    multiply(2)

    assert _counts() == {name: number * 3 for name, number in counts.items()}
    assert Project.objects.aggregate(sum=Sum("total"))["sum"] == money * 3
    assert found
    assert SearchText.objects.matching(Query.read("培训"), "project").count() == found * 3
    regions = Department.objects.values_list("region", flat=True)
    assert len(set(regions)) == 3
    assert SearchText.objects.matching(Query.read("第2片"), "department").exists()
    connection.check_constraints()
    # New rows get keys of their own.
    factories.some_year(2023)
