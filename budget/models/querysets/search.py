"""Queries over the index of the search and over columns, for the words of a reader in a list.

A row of a list answers a query where each of its words stands in one of the columns that the list shows: in a
text, as the label of a type or category, or as an amount. Texts are looked up in the index.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Q

from budget.disclosure.records import AMOUNT_FIELDS, NAMED_SOURCES
from budget.search.figures import amounts_of
from budget.search.words import Query


def matching(query: Query, *kinds: str) -> Any:
    """Return the search entries of these kinds that answer a question."""
    return apps.get_model("budget", "SearchText").objects.matching(query, *kinds)


def has_amount(word: str, columns: Iterable[str] = (*AMOUNT_FIELDS, NAMED_SOURCES)) -> Q | None:
    """Whether one of these columns holds the amount that a word is; None where it is none."""
    conditions = [
        Q(**{f"{column}__gte": one.least, f"{column}__lte": one.most})
        for one in amounts_of(word)
        for column in columns
    ]
    return reduce(or_, conditions) if conditions else None


def in_owner_of_project(word: str, prefix: str = "") -> Q:
    """Whether the names of a project's unit or department hold a word; `prefix` leads to the project."""
    one = Query((word,))
    return Q(**{f"{prefix}unit__in": matching(one, "unit").values("unit")}) | Q(
        **{f"{prefix}disclosure__in": matching(one, "department").values("disclosure")}
    )
