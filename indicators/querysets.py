"""The queries over indicators, each in a method named for what it serves."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, F, IntegerField, Value, When

from indicators import taxonomy
from indicators.targets import Kind

if TYPE_CHECKING:
    from indicators.models import Indicator

# As a category in a filter: the indicators whose code or label leaves it open.
UNCLASSIFIED = "unclassified"
# A comparator in a filter, since an address holds no ≥ as it is; NO_COMPARATOR: targets without one.
NO_COMPARATOR = "none"
COMPARATORS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "=", NO_COMPARATOR: ""}


def indicator_conditions(category: str = "", kind: str = "", comparator: str = "") -> dict[str, Any]:
    """The columns, with their values, of an indicator of a category or UNCLASSIFIED, a kind of annual target,
    a comparator of it (a key of COMPARATORS).
    """
    conditions = {}
    if category:
        conditions["category"] = "" if category == UNCLASSIFIED else category
    if kind:
        conditions["annual_kind"] = kind
    if comparator:
        conditions["annual_comparator"] = COMPARATORS[comparator]
    return conditions


# The filters on indicators: the column that each looks at.
COLUMNS = {"category": "category", "kind": "annual_kind", "comparator": "annual_comparator"}

# What each of these columns may hold.
COLUMN_VALUES = {
    "category": ("", *taxonomy.CATEGORY_BY_KEY),
    "kind": tuple(kind.value for kind in Kind),
    "comparator": tuple(COMPARATORS.values()),
}


def filter_value(name: str, value: str) -> str:
    """A column's value as a filter of one of COLUMNS has it."""
    match name:
        case "category":
            return value or UNCLASSIFIED
        case "comparator":
            return next((key for key, symbol in COMPARATORS.items() if symbol == value), NO_COMPARATOR)
        case _:
            return value


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def of_year(self, year: int) -> Self:
        return self.filter(project__fiscal_year=year)

    def narrowed(
        self,
        department: int | None = None,
        unit: int | None = None,
        project: int | None = None,
        category: str = "",
        kind: str = "",
        comparator: str = "",
    ) -> Self:
        """Those of a department, unit or project that fulfil `indicator_conditions`."""
        found = self
        if department is not None:
            found = found.filter(project__disclosure__department=department)
        if unit is not None:
            found = found.filter(project__unit=unit)
        if project is not None:
            found = found.filter(project=project)
        return found.filter(**indicator_conditions(category, kind, comparator))

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
