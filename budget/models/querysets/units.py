"""Queries over departments and units."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Abs, Coalesce, Concat, Length

from budget.models.amount_ranges import AMOUNT_RANGES
from budget.models.filters import Filters
from budget.models.querysets.amounts import counted_by_amount, sums
from budget.models.querysets.names import NamedQuerySet
from budget.models.querysets.quality import SUMMED, rates
from budget.models.querysets.search import has_amount, matching
from budget.search.words import Query

if TYPE_CHECKING:
    from budget.models.hierarchy import Department, Unit  # named in the bases below


class DepartmentQuerySet(NamedQuerySet["Department"]):
    def keys_in(self, region: str) -> list[int]:
        """The keys of the departments of a region."""
        return list(self.filter(region=region).order_by().values_list("pk", flat=True))

    def like(self, pattern: str) -> Self:
        """The same; the region is read before the name, as people say both."""
        found = self.annotate(place=Concat("region_folded", "name_folded")).filter(place__like=pattern)
        return found.order_by(Length("name_folded"), "pk")

    def regions(self) -> dict[int, str]:
        """The regions of departments by key; without those that state none."""
        return dict(self.exclude(region="").order_by().values_list("pk", "region"))

    def over_years(self, now: int, before: int, project_type: str = "") -> Self:
        """Those with a disclosure in force in one of two years, with what each year has of them; of a type of
        projects, those that have some in one of the years.

        Annotates `is_in_now` and `is_in_before`; the sums `money_now` and `money_before` in fen of all
        projects or those of the type (0: none of the type; None: none states an amount); their `difference`
        and its `size` without sign (None where a sum is); `rows_now` and `rows_before`, the numbers of all
        projects and indicators, 0 without a disclosure.
        """
        found = self
        for name, year in (("now", now), ("before", before)):
            disclosures = apps.get_model("budget", "Disclosure").objects.of_year(year)
            of_department = disclosures.filter(department=OuterRef("pk")).order_by()
            rows = of_department.values_list(F("project_count") + F("indicator_count"))
            found = found.annotate(
                **{
                    f"is_in_{name}": Exists(of_department),
                    f"money_{name}": _money_of(year, project_type, Exists(of_department)),
                    f"rows_{name}": Coalesce(Subquery(rows[:1]), 0),
                }
            )
        there = found.filter(Q(is_in_now=True) | Q(is_in_before=True))
        if project_type:
            there = there.filter(
                Exists(_types_of_department([now, before]).filter(project_type=project_type))
            )
        return there.annotate(difference=F("money_now") - F("money_before")).annotate(size=Abs("difference"))

    def in_both_years(self) -> Self:
        """Of those `over_years`, those with a disclosure in each of the two years."""
        return self.filter(Q(is_in_now=True, is_in_before=True))

    def in_one_year(self) -> Self:
        """Of those `over_years`, those with a disclosure in one of the two years alone."""
        return self.exclude(Q(is_in_now=True, is_in_before=True))

    def sums_over_years(self) -> dict[str, Any]:
        """Of those `over_years`: `both`, `new` and `gone`, the numbers of departments in both years, in the
        later and in the earlier one alone; their sums `both_now`, `both_before`, `new_now`, `gone_before` in
        fen; `rows`, the projects and indicators in both years of those in both.
        """
        both = Q(is_in_now=True, is_in_before=True)
        new, gone = Q(is_in_before=False), Q(is_in_now=False)
        return self.aggregate(
            both=Count("pk", filter=both),
            new=Count("pk", filter=new),
            gone=Count("pk", filter=gone),
            both_now=Sum("money_now", filter=both),
            both_before=Sum("money_before", filter=both),
            new_now=Sum("money_now", filter=new),
            gone_before=Sum("money_before", filter=gone),
            rows=Coalesce(Sum(F("rows_now") + F("rows_before"), filter=both), 0),
        )

    def types_over_years(self, years: Sequence[int]) -> dict[str, int]:
        """How many of these departments have projects of each type in one of the years."""
        figures = apps.get_model("budget", "TypeFigures").objects.filter(
            disclosure__department__in=self.order_by().values("pk"), disclosure__fiscal_year__in=years
        )
        rows = figures.order_by().values_list("project_type")
        return dict(rows.annotate(number=Count("disclosure__department", distinct=True)))


def _types_of_department(years: Sequence[int]) -> QuerySet[Any]:
    """The stored sums by type of a department in some years, for a subquery."""
    figures: QuerySet[Any] = apps.get_model("budget", "TypeFigures").objects.filter(
        disclosure__department=OuterRef("pk"), disclosure__fiscal_year__in=years
    )
    return figures.order_by()


def _money_of(year: int, project_type: str, is_there: Exists) -> Any:
    """The sum of a department's projects of a year, or of those of a type."""
    if project_type:
        figures = _types_of_department([year]).filter(project_type=project_type)
        money = Subquery(figures.values("sum_total")[:1])
        return Case(
            When(Exists(figures), then=money), When(is_there, then=0), output_field=BigIntegerField(null=True)
        )
    statements: QuerySet[Any] = apps.get_model("budget", "UnitStatement").objects.filter(
        disclosure__department=OuterRef("pk"), disclosure__fiscal_year=year
    )
    sums = statements.order_by().values("disclosure__department").annotate(sum=Sum("sum_total"))
    return Subquery(sums.values("sum"), output_field=BigIntegerField(null=True))


class UnitQuerySet(NamedQuerySet["Unit"]):
    def narrowed(self, year: int, filters: Filters) -> Self:
        """Of those `for_list_page(year)`: a department's, with a sum in a range, with each word of `q` in
        their name, that of their department or as their sum, and with a project under the other filters
        (`ProjectQuerySet.narrowed`).
        """
        found = self
        if filters.department is not None:
            found = found.filter(department=filters.department)
        if filters.amount:
            found = found.filter(AMOUNT_RANGES[filters.amount].condition("sum_total"))
        for word in filters.q.words if filters.q is not None else ():
            one = Query((word,))
            of_unit = matching(one, "unit").filter(fiscal_year=year).values("unit")
            of_department = matching(one, "department").filter(fiscal_year=year)
            answers = Q(pk__in=of_unit) | Q(department__in=of_department.values("disclosure__department"))
            if (amount := has_amount(word, ["sum_total"])) is not None:
                answers |= amount
            found = found.filter(answers)
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
