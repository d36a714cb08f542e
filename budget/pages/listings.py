"""The lists of projects, indicators, units and disclosures of a year (`budget.pages.listing`)."""

from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Count, Sum

from budget.models import Disclosure, Project, Unit, UnitStatement
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import counted_under, has_money_from
from budget.models.querysets.disclosures import DisclosureQuerySet
from budget.models.querysets.projects import ProjectQuerySet
from budget.models.querysets.units import UnitQuerySet
from budget.pages.facts.lists import Place
from budget.pages.facts.year import Mask
from budget.pages.listing import CHOICES, Listing, counts_over_projects, matching_indicators, matching_keys
from indicators.filters import COLUMNS
from indicators.models import Indicator
from indicators.querysets import IndicatorQuerySet


class ProjectListing(Listing):
    """Projects."""

    row_count = Sum("project_count")
    filters_of_facts = (*Listing.filters_of_facts, "q")
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

    @cached_property
    def answers(self) -> Mask | None:
        """The projects that answer `q`, None where nothing is asked."""
        if self.filters.q is None:
            return None
        return self.facts.with_keys(
            "projects", matching_keys(self.filters.q, self.year, "project", "objective")
        )

    def totals(self) -> dict[str, Any]:
        """The sums over all filtered projects."""
        if self.has_facts:
            return self.facts.totals(self.filters, self.answers)
        return self.rows.totals()

    @property
    def number(self) -> int:
        """How many projects there are."""
        return int(self.totals()["number"]) if self.has_facts else self.rows.count()

    def page_keys(self, order: str, wanted: slice) -> list[int] | None:
        """The keys of the projects of a page; None where the facts do not give the order."""
        if not self.has_facts:
            return None
        mask = self.facts.projects(self.filters)
        return self._page("projects", order, mask if self.answers is None else mask & self.answers, wanted)

    def _count_facts(self, name: str) -> dict[str, int]:
        return self.facts.counts("projects", name, self.filters, self.answers)

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        place: Place = "department" if name == "department" else "unit"
        if self.has_facts_without(name):
            return self._named(place, self.facts.by_place(place, self.others(name), self.answers))
        at = {"department": "unit__department", "unit": "unit"}[name]
        rows = self._under(self.others(name)).order_by().values_list(at, f"{at}__name")
        return {(pk, label): number for pk, label, number in rows.annotate(number=Count("pk"))}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).counted_by_amount()
        return counts_over_projects(self._under, self.filters, name, "pk")


class IndicatorListing(Listing):
    """Indicators. Filters on projects apply to the project of the indicator."""

    row_count = Sum("indicator_count")
    filters_of_facts = (*Listing.filters_of_facts, "q")
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

    @cached_property
    def answers(self) -> Mask | None:
        """The indicators that answer `q`, None where nothing is asked."""
        if self.filters.q is None:
            return None
        return self.facts.with_keys("indicators", matching_keys(self.filters.q, self.year, "indicator"))

    @property
    def number(self) -> int:
        """How many indicators there are."""
        if self.has_facts:
            return self.facts.number_of_indicators(self.filters, self.answers)
        return self.rows.count()

    def page_keys(self, order: str, wanted: slice) -> list[int] | None:
        """The keys of the indicators of a page; None where the facts do not give the order."""
        if not self.has_facts:
            return None
        mask = self.facts.indicators(self.filters)
        return self._page("indicators", order, mask if self.answers is None else mask & self.answers, wanted)

    def _count_facts(self, name: str) -> dict[str, int]:
        return self.facts.counts_of_indicators(name, self.filters, self.answers)

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        place: Place = "department" if name == "department" else "unit"
        if self.has_facts_without(name):
            return self._named(place, self.facts.indicators_by_place(place, self.others(name), self.answers))
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
        order = CHOICES[name][1]
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
    # `amount` is here the range of the row's own sum.
    filters_of_facts = tuple(name for name in Listing.filters_of_facts if name != "amount")
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

    def page_keys(self, order: str, wanted: slice) -> list[int] | None:
        """The keys of the units of a page; None where the facts do not give the order, or where units without
        projects are among them, which the facts do not have.
        """
        if not self.has_facts or (order == "indicators" and not self._is_of_projects):
            return None
        mask = self.facts.owners("units", self.filters)
        found = self.facts.page("units", order, mask, wanted)
        length = None if wanted.stop is None else wanted.stop - (wanted.start or 0)
        is_whole = found is not None and len(found) == length
        return found if is_whole or self._is_of_projects else None

    @property
    def _is_of_projects(self) -> bool:
        """Whether only units with projects are in the list."""
        return not self.filters.is_within("department", "unit")

    def totals(self) -> dict[str, Any]:
        """The sums over all filtered units."""
        if self.has_facts:
            return self.facts.totals_of("units", self.filters)
        statements = UnitStatement.objects.of_year(self.year)
        return statements.filter(unit__in=self.rows.order_by().values("pk")).totals()

    @property
    def number(self) -> int:
        """How many units there are."""
        if self.has_facts and self._is_of_projects:
            return int(self.facts.owners("units", self.filters).sum())
        if self.filters.is_within("department"):
            statements = UnitStatement.objects.of_year(self.year, self.filters.department)
            return statements.order_by().values("unit").distinct().count()
        return self.rows.count()

    def _count_facts(self, name: str) -> dict[str, int]:
        return self.facts.counts("units", name, self.filters)

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        found = self._under(self.others(name)).order_by().values("pk")
        rows = Unit.objects.filter(pk__in=found).order_by().values_list("department", "department__name")
        return {(pk, label): number for pk, label, number in rows.annotate(number=Count("pk"))}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).counted_by_amount()
        return counts_over_projects(self._projects, self.filters, name, "unit")

    def _projects(self, filters: Filters) -> ProjectQuerySet:
        """The projects under the filters on projects, of the units under the other filters."""
        own = filters.only("department", "amount", "q")
        found = Project.objects.of_year(self.year).narrowed(filters.without(*own.chosen))
        return found.filter(unit__in=self._under(own).order_by().values("pk")) if own.chosen else found


class DisclosureListing(Listing):
    """Disclosures. A department has one a year, so they are the rows of the departments' list too."""

    row_count = Count("statement__disclosure", distinct=True)
    own_choices = frozenset({"amount"})
    # `amount` is here the range of the row's own sum.
    filters_of_facts = tuple(name for name in Listing.filters_of_facts if name != "amount")
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

    def page_keys(self, order: str, wanted: slice) -> list[int] | None:
        """The keys of the disclosures of a page; None where the facts do not give the order."""
        if not self.has_facts:
            return None
        return self.facts.page("disclosures", order, self._in_facts, wanted)

    @property
    def _in_facts(self) -> Mask:
        """The disclosures of the list; without filters also those without projects."""
        facts = self.facts
        if not self.filters.chosen:
            return np.ones(len(facts.keys("disclosures")), dtype=np.bool_)
        return facts.owners("disclosures", self.filters)

    @property
    def number(self) -> int:
        """How many disclosures there are."""
        return int(self._in_facts.sum()) if self.has_facts else self.rows.count()

    def figured(self) -> DisclosureQuerySet:
        """The rows to compute sums and numbers of, without the joins of the filters."""
        found = Disclosure.objects.of_year(self.year)
        if not self.filters.chosen:
            return found
        if self.has_facts:
            return found.filter(pk__in=self.facts.keys("disclosures")[self._in_facts].tolist())
        return found.filter(pk__in=self.rows.order_by().values("pk"))

    def totals(self) -> dict[str, Any]:
        """The sums over all filtered disclosures."""
        if self.has_facts:
            return self.facts.totals_of("disclosures", self.filters)
        statements = UnitStatement.objects.of_year(self.year)
        return statements.filter(disclosure__in=self.rows.order_by().values("pk")).totals()

    def _count_facts(self, name: str) -> dict[str, int]:
        return self.facts.counts("disclosures", name, self.filters)

    def places(self, name: str) -> dict[tuple[Any, str], int]:
        found = self._under(self.others(name)).order_by().values("pk")
        rows = Disclosure.objects.filter(pk__in=found).exclude(department__region="")
        named = rows.order_by().values_list("department__region").annotate(number=Count("pk"))
        return {(region, region): number for region, number in named}

    def _count(self, name: str) -> dict[str, int]:
        if name == "amount":
            return self._under(self.others(name)).with_sums().counted_by_amount()
        return counts_over_projects(self._projects, self.filters, name, "disclosure")

    def _projects(self, filters: Filters) -> ProjectQuerySet:
        """The projects under the filters on projects, of the disclosures under the other filters."""
        own = filters.only("region", "amount", "q")
        found = Project.objects.of_year(self.year).narrowed(filters.without(*own.chosen))
        return found.filter(disclosure__in=self._under(own).order_by().values("pk")) if own.chosen else found
