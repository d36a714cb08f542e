"""The queries over indicators, each in a method named for its page."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, F, IntegerField, Value, When

from indicators import taxonomy
from indicators.filters import COLUMNS, IndicatorFilters, filter_value

if TYPE_CHECKING:
    from indicators.models import Indicator


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def of_year(self, year: int) -> Self:
        return self.filter(project__fiscal_year=year)

    def narrowed(self, filters: IndicatorFilters) -> Self:
        """Those of a department, unit or project, with the category, kind and comparator of the filters.

        Raises ValueError where other filters narrow.
        """
        filters.require("department", "unit", "project", *COLUMNS)
        found = self
        if filters.department is not None:
            found = found.filter(project__disclosure__department=filters.department)
        if filters.unit is not None:
            found = found.filter(project__unit=filters.unit)
        if filters.project is not None:
            found = found.filter(project=filters.project)
        return found.filter(**filters.columns)

    def counted_by(self, name: str) -> dict[str, int]:
        """How many there are by a key of COLUMNS, under the values that its filter has."""
        rows = self.order_by().values_list(COLUMNS[name]).annotate(number=Count("pk"))
        return {filter_value(name, value): number for value, number in rows}

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
