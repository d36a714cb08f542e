"""Sums of stated amounts, and conditions on them.

The database adds up all rows of a query: exact fen, None where no row states an amount. Sums are named
`sum_<column>`, since the columns of the same names hold what a row states.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThan

from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES, SOURCE_COLUMNS
from budget.models.amount_ranges import AMOUNT_RANGES

# As a funding source in a filter: the money that no source accounts for.
UNACCOUNTED = "unaccounted"


def sums(prefix: str = "") -> dict[str, Sum]:
    """Return `sum_total`, `sum_fiscal_appropriation`, … over the columns that `prefix` leads to."""
    return {f"sum_{name}": Sum(f"{prefix}{name}") for name in (*AMOUNT_FIELDS, NAMED_SOURCES)}


def unaccounted(prefix: str = "") -> Combinable:
    """Return the fen of a project's total that its sources do not account for; negative where they exceed it.

    `prefix` leads to the project.
    """
    accounted: Combinable = Coalesce(F(f"{prefix}{SOURCE_COLUMNS[0]}"), 0)
    for name in SOURCE_COLUMNS[1:]:
        accounted = accounted + Coalesce(F(f"{prefix}{name}"), 0)
    return Coalesce(F(f"{prefix}total"), 0) - accounted


def has_money_from(source: str, prefix: str = "") -> Q:
    """Whether a project that `prefix` leads to has money from a source: a column's name, or UNACCOUNTED."""
    if source == UNACCOUNTED:
        difference = unaccounted(prefix)
        return Q(GreaterThan(difference, 0)) | Q(LessThan(difference, 0))
    return Q(**{f"{prefix}{source}__gt": 0}) | Q(**{f"{prefix}{source}__lt": 0})


def project_totals() -> dict[str, Any]:
    """Return the totals of projects, out of the projects themselves."""
    return {
        "number": Count("pk"),
        "sum_indicators": Coalesce(Sum("indicator_count"), 0),
        "sum_unaccounted": Sum(unaccounted()),
        **sums(),
    }


def statement_totals() -> dict[str, Any]:
    """Return the same totals, out of the sums that are stored with each unit's statement."""
    return {
        "number": Coalesce(Sum("project_count"), 0),
        "sum_indicators": Coalesce(Sum("indicator_count"), 0),
        "sum_unaccounted": Sum("sum_unaccounted"),
        **sums("sum_"),
    }


def counted_by_amount(rows: models.QuerySet[Any], column: str) -> dict[str, int]:
    """Return how many rows there are by the range of a column."""
    return counted_under(rows, {key: one.condition(column) for key, one in AMOUNT_RANGES.items()})


def counted_under(rows: models.QuerySet[Any], conditions: Mapping[str, Q], of: str = "pk") -> dict[str, int]:
    """Return how many rows, or of what `of` leads to, fulfil each condition, in one query."""
    # By number: an alias of a column's name would hide the column from the conditions.
    names = {value: f"number_{place}" for place, value in enumerate(conditions)}
    numbers = rows.order_by().aggregate(
        **{names[value]: Count(of, filter=one, distinct=of != "pk") for value, one in conditions.items()}
    )
    return {value: numbers[name] for value, name in names.items()}
