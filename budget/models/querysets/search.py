"""Queries over the index of the search, for the filters of lists."""

from typing import Any

from django.apps import apps

from budget.search.words import Query


def matching(query: Query, *kinds: str) -> Any:
    """Return the search entries of these kinds that answer a question."""
    return apps.get_model("budget", "SearchText").objects.matching(query, *kinds)
