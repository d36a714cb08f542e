"""The lists of units and of disclosures of a year (`budget.pages.listing_base`)."""

from collections import Counter
from functools import cached_property, partial
from typing import Any, ClassVar, Final

import numpy as np
from django.db.models import Count

from budget.models import Department, Disclosure, Problem, Project, Unit, UnitStatement
from budget.models.filters import Filters
from budget.models.querysets.disclosures import DisclosureQuerySet, StatementQuerySet
from budget.models.querysets.projects import ProjectQuerySet
from budget.models.querysets.units import UnitQuerySet
from budget.pages.facts.answers import owners_answering
from budget.pages.facts.lists import Owner
from budget.pages.facts.year import Array, Mask
from budget.pages.listing_base import Listing, counts_over_projects
from budget.pages.remembered import remembered
from budget.search.figures import amounts_of
from budget.search.words import Query

# Counted over the projects of units and of disclosures alike.
_FACETS_OF_PROJECTS: Final = (
    *("amount", "type", "source", "category", "kind", "comparator", "level", "quantified"),
)


class OwnerListing(Listing):
    """Units or disclosures. Filters on projects and indicators leave those with a project that fulfils all;
    `amount` is here the range of the row's own sum.
    """

    what: ClassVar[Owner]
    # The filters that are on a row itself.
    own_filters: ClassVar[tuple[str, ...]]
    filters_of_facts = (*Listing.filters_of_facts, "q", "region")

    def of_projects(self, filters: Filters) -> Filters:
        """The filters on projects and indicators."""
        return filters.without(*self.own_filters)

    def own_mask(self, filters: Filters) -> Mask | None:
        """The rows in facts under the filters on rows themselves; None where none is chosen."""
        masks = []
        if filters.amount:
            masks.append(self.facts.in_range(self.what, filters.amount))
        if filters.q is not None:
            masks.append(self.facts.answer((self.what, filters.q), partial(self._answering, filters.q)))
        departments = self.departments_of_rows()
        if filters.department is not None:
            masks.append(departments == filters.department)
        if filters.region:
            masks.append(np.isin(departments, Department.objects.keys_in(filters.region)))
        return np.logical_and.reduce(masks) if masks else None

    def _answering(self, query: Query) -> Mask:
        return owners_answering(self.facts, self.what, query, self.year)

    def departments_of_rows(self) -> Array:
        """The key of the department of each row in facts."""
        raise NotImplementedError

    def mask(self, filters: Filters) -> Mask:
        """The rows in facts under filters."""
        own = self.own_mask(filters)
        found = self.facts.owners(self.what, self.of_projects(filters))
        return found if own is None else found & own

    @cached_property
    def _mask(self) -> Mask:
        return self.mask(self.filters)

    def page_keys(self, order: str, wanted: slice) -> list[int] | None:
        """The keys of the rows of a page; None where the facts do not give the order."""
        if not self.has_facts:
            return None
        ranks = None
        if order.lstrip("-") == "name":
            ranks = self.facts.answer(("ranks of names", self.what), self.ranks_of_names)
        return self.facts.page(self.what, order, self._mask, wanted, ranks)

    def ranks_of_names(self) -> Array:
        """The rank of each row in facts by the name that its list shows."""
        raise NotImplementedError

    @property
    def number(self) -> int:
        """How many rows there are."""
        return int(np.count_nonzero(self._mask)) if self.has_facts else self.rows.count()

    def totals(self) -> dict[str, Any]:
        """The sums over all projects of all filtered rows."""
        if self.has_facts:
            return self.facts.totals_of(self.what, self._mask)
        return self.summed_statements().totals()

    def summed_statements(self) -> StatementQuerySet:
        """The statements of the rows."""
        raise NotImplementedError

    def _count_facts(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self.facts.counts_by_amount(self.what, self.mask(self.others(name)))
        own = self.own_mask(self.filters)
        found = None if own is None else own[self.facts.places(self.what)]
        return self.facts.counts(self.what, name, self.of_projects(self.filters), found)


class UnitListing(OwnerListing):
    """Units."""

    what = "units"
    own_filters = ("department", "amount", "q")
    facet_names = ("department", *_FACETS_OF_PROJECTS)

    @cached_property
    def rows(self) -> UnitQuerySet:
        return self._under(self.filters)

    def _under(self, filters: Filters) -> UnitQuerySet:
        return Unit.objects.for_list_page(self.year).narrowed(self.year, filters)

    def departments_of_rows(self) -> Array:
        return self.facts.facts.departments_of_units

    def ranks_of_names(self) -> Array:
        return _taken(self._ranks(Unit), self.facts.facts.units)

    def summed_statements(self) -> StatementQuerySet:
        return UnitStatement.objects.of_year(self.year).filter(unit__in=self.rows.order_by().values("pk"))

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        if self.has_facts_without(name):
            found = self.departments_of_rows()[self.mask(self.others(name))]
            keys, numbers = np.unique(found, return_counts=True)
            return self._named("department", dict(zip(keys.tolist(), numbers.tolist(), strict=True)))
        of_these = self._under(self.others(name)).order_by().values("pk")
        rows = Unit.objects.filter(pk__in=of_these).order_by().values_list("department", "department__name")
        return {(pk, label): number for pk, label, number in rows.annotate(number=Count("pk"))}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).counted_by_amount()
        return counts_over_projects(self._projects, self.filters, name, "unit")

    def _projects(self, filters: Filters) -> ProjectQuerySet:
        """The projects under the filters on projects, of the units under the other filters."""
        own = filters.only(*self.own_filters)
        found = Project.objects.of_year(self.year).narrowed(filters.without(*own.chosen))
        return found.filter(unit__in=self._under(own).order_by().values("pk")) if own.chosen else found


class DisclosureListing(OwnerListing):
    """Disclosures. A department has one a year, so they are the rows of the departments' list too."""

    what = "disclosures"
    own_filters = ("region", "amount", "q")
    facet_names = ("region", *_FACETS_OF_PROJECTS)

    @cached_property
    def rows(self) -> DisclosureQuerySet:
        return self._under(self.filters)

    def _under(self, filters: Filters) -> DisclosureQuerySet:
        found = Disclosure.objects.of_year(self.year)
        # The sums of all rows are computed only where amounts are asked for; else only those of the page.
        by_sum = filters.amount or (filters.q is not None and any(map(amounts_of, filters.q.words)))
        return (found.with_sums() if by_sum else found).narrowed(filters)

    def departments_of_rows(self) -> Array:
        return self.facts.facts.departments

    def ranks_of_names(self) -> Array:
        return _taken(self._ranks(Department), self.departments_of_rows())

    def figures(self) -> dict[str, Any]:
        """What `DisclosureQuerySet.figures` gives of the rows, remembered until data change."""
        key = ("figures of disclosures", self.year, self.filters, self.has_facts)
        return remembered(key, lambda: self.figured().figures())

    def problem_count(self) -> int:
        """The number of problems of the rows, remembered until data change."""
        key = ("problems of disclosures", self.year, self.filters, self.has_facts)
        return remembered(
            key, lambda: Problem.objects.filter(disclosure__in=self.figured().values("pk")).count()
        )

    def figured(self) -> DisclosureQuerySet:
        """The rows to compute sums and numbers of, without the joins of the filters."""
        found = Disclosure.objects.of_year(self.year)
        if not self.filters.chosen:
            return found
        if self.has_facts:
            return found.filter(pk__in=self.facts.keys("disclosures")[self._mask].tolist())
        return found.filter(pk__in=self.rows.order_by().values("pk"))

    def summed_statements(self) -> StatementQuerySet:
        found = UnitStatement.objects.of_year(self.year)
        return found.filter(disclosure__in=self.rows.order_by().values("pk"))

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        if self.has_facts_without(name):
            return self._regions(self.departments_of_rows()[self.mask(self.others(name))].tolist())
        found = self._under(self.others(name)).order_by().values("pk")
        rows = Disclosure.objects.filter(pk__in=found).exclude(department__region="")
        named = rows.order_by().values_list("department__region").annotate(number=Count("pk"))
        return {(region, region): number for region, number in named}

    def _regions(self, departments: list[int]) -> dict[tuple[Any, str], int]:
        """How many of these departments each region has."""
        regions = self.facts.answer("regions", Department.objects.regions)
        named = Counter(regions[one] for one in departments if one in regions)
        return {(region, region): number for region, number in named.items()}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).with_sums().counted_by_amount()
        return counts_over_projects(self._projects, self.filters, name, "disclosure")

    def _projects(self, filters: Filters) -> ProjectQuerySet:
        """The projects under the filters on projects, of the disclosures under the other filters."""
        own = filters.only(*self.own_filters)
        found = Project.objects.of_year(self.year).narrowed(filters.without(*own.chosen))
        return found.filter(disclosure__in=self._under(own).order_by().values("pk")) if own.chosen else found


def _taken(ranks: dict[int, int], keys: Array) -> Array:
    """The rank of each of these keys."""
    return np.array([ranks[key] for key in keys.tolist()], dtype=np.int64)
