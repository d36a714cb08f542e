"""The rows of a year's lists that answer the words of a reader: each word stands in a column of the row.

What the QuerySets give (`narrowed`), of the facts of the year; the texts of all columns are looked up in one
query for each word.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from budget.models import SearchText
from budget.models.facts import CODES
from budget.models.project_types import TYPE_LABELS
from budget.models.querysets.search import in_owner_of_project, matching
from budget.models.search import SearchKind
from budget.pages.facts.lists import ListFacts, Owner
from budget.pages.facts.year import Array, Mask
from budget.search.figures import amounts_of
from budget.search.words import Query
from indicators import taxonomy
from indicators.columns import KIND_LABELS
from indicators.labels import keys_labelled

_CATEGORY_LABELS: Final[Mapping[str, str | Promise]] = {
    "": pgettext_lazy("category", "unclassified"),
    **{one.key: f"{one.name} {one.english}" for one in taxonomy.CATEGORIES},
}
_PROJECTS: Final = (SearchKind.PROJECT, SearchKind.OBJECTIVE)
_OWNERS: Final = (SearchKind.DEPARTMENT, SearchKind.UNIT)


class _Found:
    """The keys of what holds a word, by the kind of the text."""

    def __init__(self, word: str, year: int, *kinds: str) -> None:
        entries = SearchText.objects.matching(Query((word,)), *kinds).filter(fiscal_year=year).order_by()
        self._keys: dict[str, list[int]] = defaultdict(list)
        rows = entries.values_list("kind", "indicator", "project", "unit", "disclosure")
        for kind, *keys in rows.iterator(chunk_size=5_000):
            # The first that is set is what the entry is of.
            self._keys[kind].append(next(key for key in keys if key is not None))

    def keys(self, *kinds: str) -> Array:
        return np.array([key for kind in kinds for key in self._keys[kind]], dtype=np.int64)


def projects_answering(facts: ListFacts, query: Query, year: int) -> Mask:
    """The projects of which each word is in a name, the objective, the type, or an amount."""

    def of_word(word: str) -> Mask:
        found = _Found(word, year, *_PROJECTS, *_OWNERS)
        mask = np.isin(facts.keys("projects"), found.keys(*_PROJECTS)) | _of_owners(facts, found)
        mask |= np.isin(facts.facts.column("type"), _codes("type", TYPE_LABELS, word))
        money = facts.facts.column("money")
        for one in amounts_of(word):
            mask |= ((money >= one.least) & (money <= one.most)).any(axis=1)
        return mask

    return _all_words(query, of_word)


def indicators_answering(facts: ListFacts, query: Query, year: int) -> Mask:
    """The indicators of which each word is in a name or target, the category or kind, or a name of the
    project, unit or department.
    """

    def of_word(word: str) -> Mask:
        found = _Found(word, year, SearchKind.INDICATOR, SearchKind.PROJECT, *_OWNERS)
        mask = np.isin(facts.keys("indicators"), found.keys(SearchKind.INDICATOR))
        projects = np.isin(facts.keys("projects"), found.keys(SearchKind.PROJECT)) | _of_owners(facts, found)
        mask |= projects[facts.facts.project]
        for name, labels in (("category", _CATEGORY_LABELS), ("kind", KIND_LABELS)):
            mask |= np.isin(facts.facts.column(name), _codes(name, labels, word))
        return mask

    return _all_words(query, of_word)


def indicator_answers(word: str, year: int) -> Q:
    """Whether an indicator has a word in one of these columns."""
    one = Query((word,))
    of_indicator = matching(one, SearchKind.INDICATOR).filter(fiscal_year=year).values("indicator")
    found = Q(pk__in=of_indicator) | in_owner_of_project(word, "project__")
    found |= Q(project__in=matching(one, SearchKind.PROJECT).values("project"))
    found |= Q(category__in=keys_labelled(_CATEGORY_LABELS, word))
    return found | Q(annual_kind__in=keys_labelled(KIND_LABELS, word))


def owners_answering(facts: ListFacts, what: Owner, query: Query, year: int) -> Mask:
    """The units or disclosures of which each word is in a name or region, or is the sum."""
    sums = facts.sums(what)

    def of_word(word: str) -> Mask:
        found = _Found(word, year, *_OWNERS)
        of_department = np.isin(facts.facts.disclosures, found.keys(SearchKind.DEPARTMENT))
        if what == "units":
            departments = facts.facts.departments[of_department]
            mask = np.isin(facts.facts.units, found.keys(SearchKind.UNIT))
            mask |= np.isin(facts.facts.departments_of_units, departments)
        else:
            mask = of_department
        for one in amounts_of(word):
            mask = mask | ((sums >= one.least) & (sums <= one.most))
        return mask

    return _all_words(query, of_word)


def _all_words(query: Query, of_word: Callable[[str], Mask]) -> Mask:
    found: Mask = np.logical_and.reduce([of_word(word) for word in query.words])
    return found


def _of_owners(facts: ListFacts, found: _Found) -> Mask:
    """The projects of units and departments whose names hold the word."""
    units = np.isin(facts.facts.units, found.keys(SearchKind.UNIT))
    disclosures = np.isin(facts.facts.disclosures, found.keys(SearchKind.DEPARTMENT))
    mask: Mask = units[facts.facts.unit] | disclosures[facts.facts.disclosure]
    return mask


def _codes(name: str, labels: Mapping[str, str | Promise], word: str) -> list[int]:
    """The codes of the values of a column whose labels hold a word."""
    return [CODES[name][key] for key in keys_labelled(labels, word)]
