"""The queries over indicators, each in a method named for what it serves."""

from typing import Self

from django.db import models
from django.db.models import Case, F, IntegerField, Value, When

from indicators import taxonomy

# As a category in a filter: the indicators whose code or label leaves it open.
UNCLASSIFIED = "unclassified"


class IndicatorQuerySet(models.QuerySet):
    def of_year(self, year: int) -> Self:
        return self.filter(project__fiscal_year=year)

    def narrowed(
        self,
        department: int | None = None,
        unit: int | None = None,
        project: int | None = None,
        category: str = "",
        kind: str = "",
    ) -> Self:
        """Those of a department, unit or project, of a category or UNCLASSIFIED, of a target's kind."""
        found = self
        if department is not None:
            found = found.filter(project__disclosure__department=department)
        if unit is not None:
            found = found.filter(project__unit=unit)
        if project is not None:
            found = found.filter(project=project)
        if category:
            found = found.filter(category="" if category == UNCLASSIFIED else category)
        if kind:
            found = found.filter(annual_kind=kind)
        return found

    def for_list_page(self) -> Self:
        """Each with its project, unit and department, and its category's place in the classification."""
        places = [
            When(category=category.key, then=Value(place))
            for place, category in enumerate(taxonomy.CATEGORIES)
        ]
        last = Value(len(places))
        return self.annotate(
            category_place=Case(*places, default=last, output_field=IntegerField())
        ).select_related("project__unit__department")

    def for_project_page(self) -> Self:
        return self.order_by(F("position").asc(), "pk")
