"""The lists of a year under the filters of an address, and their facets.

A facet counts each of its choices under all other filters: exactly the rows of the list with that choice.
Filters on projects and indicators narrow a list of units or departments to those with a project that
fulfils all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, ClassVar, Literal

from django.http import HttpRequest

from budget.audit.catalogue import LEVELS
from budget.disclosure.records import SOURCE_COLUMNS
from budget.links import WITHIN
from budget.models import Department, Unit
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.project_types import type_label
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED
from budget.models.querysets.projects import ProjectQuerySet
from budget.pages.facets import MOST_CHOICES, Facet, facet
from budget.pages.facts import ListFacts, facts_of
from budget.pages.facts.lists import Place
from budget.pages.facts.year import Mask
from budget.pages.filters import amount_label, filters_of, kind_label, level_label, share_label, source_label
from budget.pages.tables.base import OrderedRows
from budget.project_types.rules import PROJECT_TYPES
from indicators import taxonomy
from indicators.columns import KIND_LABELS, category_label, comparator_label
from indicators.filters import COLUMNS, COMPARATORS, UNCLASSIFIED

# The labels and the order of a facet's values. The values of a place are names, the most numerous first.
CHOICES: Mapping[str, tuple[Callable[[str], str], Sequence[str]]] = {
    "source": (source_label, (*SOURCE_COLUMNS, UNACCOUNTED)),
    "amount": (amount_label, tuple(AMOUNT_RANGES)),
    "type": (type_label, PROJECT_TYPES),
    "category": (category_label, (*taxonomy.CATEGORY_BY_KEY, UNCLASSIFIED)),
    "kind": (kind_label, tuple(KIND_LABELS)),
    "comparator": (comparator_label, tuple(COMPARATORS)),
    "level": (level_label, LEVELS),
    "quantified": (share_label, tuple(SHARE_RANGES)),
}


# Orders in which the database reads the whole year from an index, without the names of all its rows.
_READ_FROM_INDEX: Mapping[str, str] = {"projects": "name", "indicators": "project"}


class Listing:
    """A list of a year with its filters, and the number of rows of each choice.

    `filters` are those of the address, `facet_names` the filters offered as facets, in order.
    """

    other_filters: ClassVar[tuple[str, ...]] = ("q",)
    facet_names: ClassVar[tuple[str, ...]]
    # The filters under which the facts of the year give the counts of this list.
    filters_of_facts: ClassVar[tuple[str, ...]] = (*CHOICES, "department", "unit", "project")

    def __init__(self, request: HttpRequest, year: int) -> None:
        self.request = request
        self.year = year
        self.filters, self.chips = filters_of(request, Filters, self.filter_names())
        self._counted: dict[str, dict[str, int]] = {}
        # How many choices of a place are not among those that `places` gives.
        self._omitted: dict[str, int] = {}
        # The facts of the year are counted; False counts the rows themselves.
        self.uses_facts = True

    @classmethod
    def filter_names(cls) -> tuple[str, ...]:
        """The filters of the list."""
        return (*cls.other_filters, *cls.facet_names)

    def facets(self) -> list[Facet]:
        """The facets with more than one choice."""
        made = []
        for name in self.facet_names:
            if name in CHOICES:
                label, order = CHOICES[name]
                made.append(facet(self.request, name, self.counts(name), label, order))
            else:
                made.append(self._place(name))
        return [one for one in made if one is not None]

    def counts(self, name: str) -> dict[str, int]:
        """The number of rows of each value of a filter, under all others; counted once."""
        if name not in self._counted:
            self._counted[name] = self._count_facts(name) if self.has_facts else self._count(name)
        return self._counted[name]

    @property
    def has_facts(self) -> bool:
        """Whether the facts of the year give the counts under these filters."""
        return self.uses_facts and self.filters.is_within(*self.filters_of_facts)

    def has_facts_without(self, name: str) -> bool:
        """Whether they give those of a place under all filters but that on it."""
        return self.uses_facts and self.others(name).is_within(*self.filters_of_facts)

    @cached_property
    def facts(self) -> ListFacts:
        return facts_of(self.year)

    @property
    def number(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def page_keys(self, order: str, wanted: slice) -> list[int] | None:
        """The keys of the rows of a page in an order of the table; None where the facts do not give it."""
        raise NotImplementedError

    def _page(
        self, what: Literal["projects", "indicators"], order: str, mask: Mask, wanted: slice
    ) -> list[int] | None:
        """The keys of the projects or indicators of a page, in the order of a column of facts or of the names
        of their departments or units.
        """
        column = order.lstrip("-")
        if not self.filters.chosen and column == _READ_FROM_INDEX[what]:
            return None
        ranks = None
        match column:
            case "department":
                ranks = self.facts.ranks(what, "department", self._ranks(Department))
            case "unit":
                ranks = self.facts.ranks(what, "unit", self._ranks(Unit))
        return self.facts.page(what, order, mask, wanted, ranks)

    def _ranks(self, model: Any) -> dict[int, int]:
        return self.facts.answer(("ranks", model), partial(_ranks, model))

    def ordered(self, shaped: Callable[[Any], Any] = lambda rows: rows) -> OrderedRows:
        """The rows of this list, with what `shaped` adds, as the data of a table. Its pages and number come
        from the facts, and the rows of a page are read by their keys alone.
        """
        by_keys = shaped(self._under(Filters())) if self.has_facts else None
        return OrderedRows(shaped(self.rows), self.number, self.page_keys, by_keys=by_keys)

    @property
    def rows(self) -> Any:
        """The rows under the filters of the address."""
        return self._under(self.filters)

    def _under(self, filters: Filters) -> Any:
        """The rows of the year under filters."""
        raise NotImplementedError

    def _count_facts(self, name: str) -> dict[str, int]:
        """What `_count` gives, of the facts of the year."""
        raise NotImplementedError

    def _count(self, name: str) -> dict[str, int]:
        raise NotImplementedError

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        """The same for regions, departments or units, by key and name."""
        raise NotImplementedError

    def others(self, name: str) -> Filters:
        """The filters without one and those of places within it."""
        return self.filters.without(name, *WITHIN.get(name, ()))

    def _named(self, place: Place, numbers: dict[int, int]) -> dict[tuple[Any, str], int]:
        """Numbers by department or unit with their names: of many the chosen one and the most numerous."""
        firsts = set(sorted(numbers, key=lambda pk: (-numbers[pk], pk))[:MOST_CHOICES])
        firsts |= {getattr(self.filters, place)} & numbers.keys()
        self._omitted[place] = len(numbers) - len(firsts)
        model: Any = Department if place == "department" else Unit
        names = model.objects.filter(pk__in=firsts).values_list("pk", "name")
        return {(pk, label): numbers[pk] for pk, label in names}

    def _place(self, name: str) -> Facet | None:
        if name == "unit" and self.filters.department is None and self.filters.unit is None:
            return None  # ten thousand units are too many; those of one department are not
        counts = self.places(name)
        names = dict(counts.keys())
        if name not in self.filters.chosen and len(counts) < 2:
            return None
        numbers = {key: number for (key, _), number in counts.items()}
        found = facet(self.request, name, numbers, names.__getitem__)
        if found is None or not self._omitted.get(name):
            return found
        return replace(found, omitted_count=found.omitted_count + self._omitted[name])


def _ranks(model: Any) -> dict[int, int]:
    """The ranks of departments or units in the order of their names; equal names have one rank."""
    ranks: dict[int, int] = {}
    rank, last = 0, None
    for pk, name in model.objects.order_by("name_sort", "pk").values_list("pk", "name_sort").iterator():
        rank += name != last
        ranks[pk], last = rank, name
    return ranks


def counts_over_projects(
    projects: Callable[[Filters], ProjectQuerySet], filters: Filters, name: str, of: str
) -> dict[str, int]:
    """The number of projects, or of the rows at the lookup `of`, of each value of a filter on projects.

    `projects` returns the projects under filters. All filters on indicators apply to the same indicator.
    """
    others = filters.without(name)
    match name:
        case "type":
            return projects(others).counted_by("project_type", of)
        case "source":
            return projects(others).counted_by_money(of)
        case "level":
            return projects(others).counted_by_level(of)
        case "quantified":
            return projects(others).counted_by_share(of)
        case _:
            return projects(others.without(*COLUMNS)).counted_by_indicators(name, others, of)
