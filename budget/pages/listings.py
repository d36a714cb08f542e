"""The lists of projects and of indicators of a year (`budget.pages.listing_base`)."""

from functools import cached_property, partial
from typing import Any

from django.db.models import Count

from budget.models import Project
from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.quality import SHARE_RANGES
from budget.models.querysets.amounts import counted_under, has_money_from
from budget.models.querysets.projects import ProjectQuerySet
from budget.pages.facts.answers import indicator_answers, indicators_answering, projects_answering
from budget.pages.facts.lists import Place
from budget.pages.facts.year import Mask
from budget.pages.listing_base import (
    CHOICES,
    Listing,
    counts_over_projects,
)
from budget.search.words import Query
from indicators.filters import COLUMNS
from indicators.models import Indicator
from indicators.querysets import IndicatorQuerySet


class ProjectListing(Listing):
    """Projects."""

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
        return self.facts.answer(("projects", self.filters.q), partial(self._answering, self.filters.q))

    def _answering(self, query: Query) -> Mask:
        return projects_answering(self.facts, query, self.year)

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
            for word in filters.q.words:
                found = found.filter(indicator_answers(word, self.year))
        return found

    @cached_property
    def answers(self) -> Mask | None:
        """The indicators that answer `q`, None where nothing is asked."""
        if self.filters.q is None:
            return None
        return self.facts.answer(("indicators", self.filters.q), partial(self._answering, self.filters.q))

    def _answering(self, query: Query) -> Mask:
        return indicators_answering(self.facts, query, self.year)

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
