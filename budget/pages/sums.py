"""Sums on pages: at the foot of a table, and compared with what a disclosure states."""

from typing import Any

from budget.audit.reconciliation import Figure, compare_sums
from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES, Amounts
from budget.models.querysets.amounts import UNACCOUNTED
from budget.pages.formats import AMOUNT_LABELS


def sum_columns(totals: dict[str, Any]) -> dict[str, Any]:
    """`ProjectQuerySet.totals()` under the names of the tables' columns."""
    names = (*AMOUNT_FIELDS, NAMED_SOURCES, UNACCOUNTED)
    return {name: totals[f"sum_{name}"] for name in names} | {
        "projects": totals["number"],
        "indicators": totals["sum_indicators"],
    }


def computed_amounts(totals: dict[str, Any]) -> Amounts:
    """`ProjectQuerySet.totals()` as amounts."""
    return Amounts(**{name: totals[f"sum_{name}"] for name in AMOUNT_FIELDS})


def stated_against_computed(stated: Amounts, computed: Amounts) -> list[tuple[str, Figure]]:
    """The columns in which a stated sum is not the projects' sum, each with its label."""
    figures = compare_sums(AMOUNT_FIELDS, stated, [computed])
    return [(str(AMOUNT_LABELS[figure.column]), figure) for figure in figures if figure.difference]
