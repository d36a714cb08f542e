"""Queries over departments and units."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import F, Sum

from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.querysets.amounts import counted_by_amount, sums
from budget.models.querysets.names import NamedQuerySet
from budget.models.querysets.quality import SUMMED, rates
from budget.models.querysets.search import matching

if TYPE_CHECKING:
    from budget.models.hierarchy import Department, Unit  # named in the bases below


class DepartmentQuerySet(NamedQuerySet["Department"]):
    def keys_in(self, region: str) -> list[int]:
        """The keys of the departments of a region."""
        return list(self.filter(region=region).order_by().values_list("pk", flat=True))

    def regions(self) -> dict[int, str]:
        """The regions of departments by key; without those that state none."""
        return dict(self.exclude(region="").order_by().values_list("pk", "region"))


class UnitQuerySet(NamedQuerySet["Unit"]):
    def narrowed(self, year: int, filters: Filters) -> Self:
        """Of those `for_list_page(year)`: a department's, with a sum in a range, whose name answers `q`, and
        with a project under the other filters (`ProjectQuerySet.narrowed`).
        """
        found = self
        if filters.department is not None:
            found = found.filter(department=filters.department)
        if filters.amount:
            found = found.filter(AMOUNT_RANGES[filters.amount].condition("sum_total"))
        if filters.q is not None:
            answers = matching(filters.q, "unit").filter(fiscal_year=year)
            found = found.filter(pk__in=answers.values("unit"))
        of_projects = filters.without("department", "amount", "q")
        if of_projects.chosen:
            projects = apps.get_model("budget", "Project").objects.of_year(year).narrowed(of_projects)
            found = found.filter(pk__in=projects.values("unit"))
        return found

    def counted_by_amount(self) -> dict[str, int]:
        """How many there are by the range of their sum (`sum_total`)."""
        return counted_by_amount(self, "sum_total")

    def for_list_page(self, year: int) -> Self:
        """Those that a disclosure of the year names, each with the sums and the numbers of its projects."""
        return (
            self.filter(statements__disclosure__fiscal_year=year)
            .annotate(
                project_count=Sum("statements__project_count"),
                indicator_count=Sum("statements__indicator_count"),
                **sums("statements__sum_"),
                **{name: Sum(f"statements__{name}") for name in SUMMED},
            )
            .annotate(**rates())
            .select_related("department")
        )

    def largest(self, year: int, number: int) -> Self:
        """The units of the year with most money, for a chart."""
        return self.for_list_page(year).order_by(F("sum_total").desc(nulls_last=True), "-pk")[:number]
