"""What tests copy instead of storing it again is what storing gives."""

import pytest
from django.db import connection, transaction

from budget.models import Project
from indicators.models import Indicator
from tests import factories
from tests.support.replay import state, tables

pytestmark = pytest.mark.django_db


class _Undone(Exception):
    """Raised to undo what a test has written."""


def test_no_table_of_the_product_is_left_out() -> None:
    names = {table.name for table in tables()}
    own = {
        name for name in connection.introspection.table_names() if name.startswith(("budget_", "indicators_"))
    }
    assert {Project._meta.db_table, Indicator._meta.db_table} <= names
    # The words of SQLite's full-text index are kept by triggers; copying rows raises the version of the data itself.
    assert {name for name in own - names if "_fts" not in name} == {"budget_dataversion"}


def _years() -> dict[tuple[int, str], str]:
    """Store two years and return all rows, then undo it."""
    rows = {}
    try:
        with transaction.atomic():
            factories.some_year(2023)
            factories.some_year(2024)
            rows = state()
            raise _Undone
    except _Undone:
        return rows


def test_copied_rows_are_those_that_storing_wrote() -> None:
    stored = _years()
    assert len(stored) > 100
    # Storing again would give other keys, on PostgreSQL, and other times.
    assert _years() == stored
