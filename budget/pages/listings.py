"""The lists of a year under the filters of an address, and their facets.

A facet counts each of its choices under all other filters: exactly the rows of the list with that choice.
Filters on projects and indicators narrow a list of units or departments to those with a project that
fulfils all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Aggregate, Count, QuerySet, Sum
from django.http import HttpRequest

from budget.audit.catalogue import LEVELS
from budget.disclosure.records import SOURCE_COLUMNS
from budget.links import WITHIN
from budget.models import ChoiceFigures, Disclosure, Project, SearchText, Unit, UnitStatement
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.project_types import type_label
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import UNACCOUNTED, counted_under, has_money_from
from budget.models.querysets.disclosures import DisclosureQuerySet
from budget.models.querysets.projects import ProjectQuerySet
from budget.models.querysets.units import UnitQuerySet
from budget.pages.facets import Facet, facet
from budget.pages.filters import amount_label, filters_of, kind_label, level_label, share_label, source_label
from budget.project_types.rules import PROJECT_TYPES
from budget.search.words import Query
from indicators import taxonomy
from indicators.columns import KIND_LABELS, category_label, comparator_label
from indicators.filters import COLUMNS, COMPARATORS, UNCLASSIFIED
from indicators.models import Indicator
from indicators.querysets import IndicatorQuerySet

# The labels and the order of a facet's values. The values of a place are names, the most numerous first.
_CHOICES: Mapping[str, tuple[Callable[[str], str], Sequence[str]]] = {
    "source": (source_label, (*SOURCE_COLUMNS, UNACCOUNTED)),
    "amount": (amount_label, tuple(AMOUNT_RANGES)),
    "type": (type_label, PROJECT_TYPES),
    "category": (category_label, (*taxonomy.CATEGORY_BY_KEY, UNCLASSIFIED)),
    "kind": (kind_label, tuple(KIND_LABELS)),
    "comparator": (comparator_label, tuple(COMPARATORS)),
    "level": (level_label, LEVELS),
    "quantified": (share_label, tuple(SHARE_RANGES)),
}


class Listing:
    """A list of a year with its filters, and the number of rows of each choice.

    `filters` are those of the address, `facet_names` the filters offered as facets, in order.
    """

    other_filters: ClassVar[tuple[str, ...]] = ("q",)
    facet_names: ClassVar[tuple[str, ...]]
    # The number of rows of this list in ChoiceFigures; the choices that are fields of the rows themselves.
    row_count: ClassVar[Aggregate]
    own_choices: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, request: HttpRequest, year: int) -> None:
        self.request = request
        self.year = year
        self.filters, self.chips = filters_of(request, Filters, self.filter_names())
        self._counted: dict[str, dict[str, int]] = {}
        # With filters on places alone, the stored sums of each unit are added up.
        self.is_of_places = self.filters.is_within("region", "department", "unit")

    @classmethod
    def filter_names(cls) -> tuple[str, ...]:
        """The filters of the list."""
        return (*cls.other_filters, *cls.facet_names)

    def facets(self) -> list[Facet]:
        """The facets with more than one choice."""
        made = []
        for name in self.facet_names:
            if name in _CHOICES:
                label, order = _CHOICES[name]
                made.append(facet(self.request, name, self.counts(name), label, order))
            else:
                made.append(self._place(name))
        return [one for one in made if one is not None]

    def counts(self, name: str) -> dict[str, int]:
        """The number of rows of each value of a filter, under all others; counted once."""
        if name not in self._counted:
            if self.is_of_places and name not in self.own_choices:
                figures = ChoiceFigures.objects.of_year(self.year).narrowed(self.filters)
                stored = figures.by_choice(self.row_count)
                self._counted |= {one: stored.get(one, {}) for one in _CHOICES if one not in self.own_choices}
            else:
                self._counted[name] = self._count(name)
        return self._counted[name]

    def _count(self, name: str) -> dict[str, int]:
        raise NotImplementedError

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        """The same for regions, departments or units, by key and name."""
        raise NotImplementedError

    def others(self, name: str) -> Filters:
        """The filters without one and those of places within it."""
        return self.filters.without(name, *WITHIN.get(name, ()))

    def _stored_places(self, name: str, number: str) -> dict[tuple[Any, str], int]:
        """Numbers of projects or indicators by department or unit, from the stored numbers of each unit."""
        at = {"department": "disclosure__department", "unit": "unit"}[name]
        found = UnitStatement.objects.of_year(self.year, self.others(name).department)
        rows = found.order_by().values_list(at, f"{at}__name").annotate(number=Sum(number))
        return {(pk, label): counted for pk, label, counted in rows if counted}

    def _place(self, name: str) -> Facet | None:
        if name == "unit" and self.filters.department is None and self.filters.unit is None:
            return None  # ten thousand units are too many; those of one department are not
        counts = self.places(name)
        names = dict(counts.keys())
        if name not in self.filters.chosen and len(counts) < 2:
            return None
        return facet(
            self.request, name, {key: number for (key, _), number in counts.items()}, names.__getitem__
        )


class ProjectListing(Listing):
    """Projects."""

    row_count = Sum("project_count")
    facet_names = (
        "type",
        "department",
        "unit",
        "source",
        "amount",
        "category",
        "kind",
        "comparator",
        "level",
        "quantified",
    )

    @cached_property
    def rows(self) -> ProjectQuerySet:
        return self._under(self.filters)

    def _under(self, filters: Filters) -> ProjectQuerySet:
        return Project.objects.of_year(self.year).narrowed(filters)

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        if self.is_of_places:
            return self._stored_places(name, "project_count")
        at = {"department": "unit__department", "unit": "unit"}[name]
        rows = self._under(self.others(name)).order_by().values_list(at, f"{at}__name")
        return {(pk, label): number for pk, label, number in rows.annotate(number=Count("pk"))}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).counted_by_amount()
        return _counts_over_projects(self._under, self.filters, name, "pk")


class IndicatorListing(Listing):
    """Indicators. Filters on projects apply to the project of the indicator."""

    row_count = Sum("indicator_count")
    other_filters = ("q", "project")
    facet_names = (
        "category",
        "kind",
        "comparator",
        "type",
        "department",
        "unit",
        "source",
        "amount",
        "level",
        "quantified",
    )
    _OF_THE_PROJECT = ("type", "source", "amount", "level", "quantified")

    @cached_property
    def rows(self) -> IndicatorQuerySet:
        return self._under(self.filters)

    def _under(self, filters: Filters) -> IndicatorQuerySet:
        found = Indicator.objects.of_year(self.year).narrowed(filters.without(*self._OF_THE_PROJECT, "q"))
        of_the_project = filters.only(*self._OF_THE_PROJECT)
        if of_the_project.chosen:
            found = found.filter(project__in=Project.objects.of_year(self.year).narrowed(of_the_project))
        if filters.q is not None:
            found = found.filter(pk__in=matching_indicators(filters.q, self.year))
        return found

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        if self.is_of_places:
            return self._stored_places(name, "indicator_count")
        at = {"department": "project__unit__department", "unit": "project__unit"}[name]
        rows = self._under(self.others(name)).order_by().values_list(at, f"{at}__name")
        return {(pk, label): number for pk, label, number in rows.annotate(number=Count("pk"))}

    def _count(self, name: str) -> dict[str, int]:
        rows = self._under(self.others(name)).order_by()
        if name in COLUMNS:
            return rows.counted_by(name)
        if name == "type":
            return dict(rows.values_list("project__project_type").annotate(number=Count("pk")))
        if name == "level":
            named = rows.filter(project__findings__is_active=True).values_list("project__findings__level")
            return dict(named.annotate(number=Count("pk", distinct=True)))
        order = _CHOICES[name][1]
        conditions = {
            "source": lambda value: has_money_from(value, "project__"),
            "amount": lambda value: AMOUNT_RANGES[value].condition("project__total"),
            "quantified": lambda value: SHARE_RANGES[value].condition("project__quantified_share"),
        }
        return counted_under(rows, {value: conditions[name](value) for value in order})


class UnitListing(Listing):
    """Units."""

    row_count = Count("statement__unit", distinct=True)
    own_choices = frozenset({"amount"})
    facet_names = (
        "department",
        "amount",
        "type",
        "source",
        "category",
        "kind",
        "comparator",
        "level",
        "quantified",
    )

    @cached_property
    def rows(self) -> UnitQuerySet:
        return self._under(self.filters)

    def _under(self, filters: Filters) -> UnitQuerySet:
        return Unit.objects.for_list_page(self.year).narrowed(self.year, filters)

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        found = self._under(self.others(name)).order_by().values("pk")
        rows = Unit.objects.filter(pk__in=found).order_by().values_list("department", "department__name")
        return {(pk, label): number for pk, label, number in rows.annotate(number=Count("pk"))}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).counted_by_amount()
        return _counts_over_projects(self._projects, self.filters, name, "unit")

    def _projects(self, filters: Filters) -> ProjectQuerySet:
        """The projects under the filters on projects, of the units under the other filters."""
        own = filters.only("department", "amount", "q")
        found = Project.objects.of_year(self.year).narrowed(filters.without(*own.chosen))
        return found.filter(unit__in=self._under(own).order_by().values("pk")) if own.chosen else found


class DisclosureListing(Listing):
    """Disclosures. A department has one a year, so they are the rows of the departments' list too."""

    row_count = Count("statement__disclosure", distinct=True)
    own_choices = frozenset({"amount"})
    facet_names = (
        "region",
        "amount",
        "type",
        "source",
        "category",
        "kind",
        "comparator",
        "level",
        "quantified",
    )

    @cached_property
    def rows(self) -> DisclosureQuerySet:
        return self._under(self.filters)

    def _under(self, filters: Filters) -> DisclosureQuerySet:
        found = Disclosure.objects.of_year(self.year)
        # The sums of all rows are computed only for the filter on amounts; else only those of the page.
        return (found.with_sums() if filters.amount else found).narrowed(filters)

    def figured(self) -> DisclosureQuerySet:
        """The rows to compute sums and numbers of, without the joins of the filters."""
        found = Disclosure.objects.of_year(self.year)
        return found.filter(pk__in=self.rows.order_by().values("pk")) if self.filters.chosen else found

    def totals(self) -> dict[str, Any]:
        """The sums over all filtered disclosures, from the stored sums of each unit."""
        statements = UnitStatement.objects.of_year(self.year)
        if self.filters.chosen:
            statements = statements.filter(disclosure__in=self.rows.order_by().values("pk"))
        return statements.totals()

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        found = self._under(self.others(name)).order_by().values("pk")
        rows = Disclosure.objects.filter(pk__in=found).exclude(department__region="")
        named = rows.order_by().values_list("department__region").annotate(number=Count("pk"))
        return {(region, region): number for region, number in named}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).with_sums().counted_by_amount()
        return _counts_over_projects(self._projects, self.filters, name, "disclosure")

    def _projects(self, filters: Filters) -> ProjectQuerySet:
        """The projects under the filters on projects, of the disclosures under the other filters."""
        own = filters.only("region", "amount", "q")
        found = Project.objects.of_year(self.year).narrowed(filters.without(*own.chosen))
        return found.filter(disclosure__in=self._under(own).order_by().values("pk")) if own.chosen else found


def matching_indicators(query: Query, year: int) -> QuerySet[SearchText, Any]:
    """The keys of a year's indicators that match a query."""
    return SearchText.objects.matching(query, "indicator").filter(fiscal_year=year).values("indicator")


def _counts_over_projects(
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
