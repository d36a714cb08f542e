"""Queries over the sums that are stored of a disclosure."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Sum

from budget.models.querysets.grouping import keyed

if TYPE_CHECKING:
    from budget.models.rollups import CategoryFigures, TypeFigures


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
