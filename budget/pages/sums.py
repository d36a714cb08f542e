"""Sums on pages: at the foot of a table, and compared with what a disclosure states."""

from collections.abc import Sequence
from typing import Any

from budget.audit.reconciliation import Figure, compare_sums
from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES, Amounts, sum_stated
from budget.models import UnitStatement
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.formats import AMOUNT_LABELS


def sum_columns(totals: dict[str, Any]) -> dict[str, Any]:
    """`ProjectQuerySet.totals()` under the names of the tables' columns."""
    names = (*AMOUNT_FIELDS, NAMED_SOURCES, UNACCOUNTED)
    return {name: totals[f"sum_{name}"] for name in names} | {
        "projects": totals["number"],
        "indicators": totals["sum_indicators"],
    }


def totals_of_statements(statements: Sequence[UnitStatement]) -> dict[str, Any]:
    """The result of `ProjectQuerySet.totals()` for the projects of a unit's statements, which are few."""
    names = (*AMOUNT_FIELDS, NAMED_SOURCES, UNACCOUNTED)
    return {
        "number": sum(statement.project_count for statement in statements),
        "sum_indicators": sum(statement.indicator_count for statement in statements),
        **{f"sum_{name}": sum_stated(getattr(one, f"sum_{name}") for one in statements) for name in names},
    }


def computed_amounts(totals: dict[str, Any]) -> Amounts:
    """`ProjectQuerySet.totals()` as amounts."""
    return Amounts(**{name: totals[f"sum_{name}"] for name in AMOUNT_FIELDS})


def stated_against_computed(stated: Amounts, computed: Amounts) -> list[tuple[str, Figure]]:
    """The columns in which a stated sum is not the projects' sum, each with its label."""
    figures = compare_sums(AMOUNT_FIELDS, stated, [computed])
    return [(str(AMOUNT_LABELS[figure.column]), figure) for figure in figures if figure.difference]
