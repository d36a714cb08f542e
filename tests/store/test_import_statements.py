"""An import's statements do not grow with its table."""

from typing import Any

import pytest
from django.db import connection

from budget.disclosure.records import Disclosure
from budget.store import data_version, disclosures
from tests import factories
from tests.factories import WAN

pytestmark = pytest.mark.django_db
# Of a new department. On PostgreSQL rows are written by COPY, which is not counted.
MOST_STATEMENTS = 100


def _statements(record: Disclosure) -> int:
    """Import a table; return how many statements that took."""
    texts: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        texts.append(sql)
        return execute(sql, *rest)

    data_version.current()  # what is written from now on makes a new one
    with connection.execute_wrapper(note):
        disclosures.store(record)
    return len(texts)


def _table(department: str, units: int, projects: int) -> Disclosure:
    indicators = factories.indicators("quantity", "quality", "social")
    return factories.disclosure(
        *(
            factories.unit(
                f"{department}{unit}",
                *(
                    factories.project(f"项目{n}", n * WAN, indicators=indicators)
                    for n in range(1, projects + 1)
                ),
            )
            for unit in range(units)
        ),
        department=department,
    )


def test_a_table_of_many_projects_takes_the_statements_of_a_small_one() -> None:
    disclosures.store(_table("市丙局", 1, 1))
    small = _statements(_table("市甲局", 2, 2))
    assert _statements(_table("市乙局", 6, 10)) == small
    assert small <= MOST_STATEMENTS
