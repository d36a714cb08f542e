"""Queries over the sums that are stored of a disclosure and of a unit's statement."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Sum

from budget.models.filters import Filters
from budget.models.querysets.grouping import keyed

if TYPE_CHECKING:
    from budget.models.rollups import CategoryFigures, ChoiceFigures, TypeFigures


class CategoryFiguresQuerySet(models.QuerySet["CategoryFigures"]):
    def of_year(self, year: int, department: int | None = None) -> Self:
        found = self.filter(disclosure__fiscal_year=year)
        return found if department is None else found.filter(disclosure__department=department)

    def by_category(self) -> dict[str, dict[str, Any]]:
        """`indicators`, `projects` and `money` (fen) of each category; the unclassified under ""."""
        rows = self.order_by().values("category")
        sums = rows.annotate(
            indicators=Sum("indicator_count"), projects=Sum("project_count"), money=Sum("sum_total")
        )
        return keyed(sums, "category")


class TypeFiguresQuerySet(models.QuerySet["TypeFigures"]):
    def types_by(self, *groups: str) -> "models.QuerySet[TypeFigures, dict[str, Any]]":
        """By these groups: each `project_type` with its `projects` and `money` (fen)."""
        rows: models.QuerySet[TypeFigures, dict[str, Any]] = self.order_by().values(*groups, "project_type")
        return rows.annotate(projects=Sum("project_count"), money=Sum("sum_total"))

    def of_year(self, year: int, department: int | None = None) -> Self:
        found = self.filter(disclosure__fiscal_year=year)
        return found if department is None else found.filter(disclosure__department=department)

    def by_type(self) -> dict[str, dict[str, Any]]:
        """`projects` and `money` (fen) of each project type that occurs."""
        return keyed(self.types_by(), "project_type")


class ChoiceFiguresQuerySet(models.QuerySet["ChoiceFigures"]):
    def of_year(self, year: int) -> Self:
        return self.filter(statement__disclosure__fiscal_year=year)

    def narrowed(self, filters: Filters) -> Self:
        """Those of a region, department or unit. Raises ValueError where other filters narrow."""
        filters.require("region", "department", "unit")
        found = self
        if filters.department is not None:
            found = found.filter(statement__disclosure__department=filters.department)
        if filters.unit is not None:
            found = found.filter(statement__unit=filters.unit)
        if filters.region:
            found = found.filter(statement__disclosure__department__region=filters.region)
        return found

    def by_choice(self, number: models.Aggregate) -> dict[str, dict[str, int]]:
        """By filter and value: a sum or a count over these rows."""
        found: dict[str, dict[str, int]] = {}
        for name, value, counted in self.order_by().values_list("name", "value").annotate(number=number):
            found.setdefault(name, {})[value] = counted
        return found
