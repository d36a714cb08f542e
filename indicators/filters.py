"""The filters of lists, and the values that filters on indicators take in an address."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from indicators import taxonomy
from indicators.kinds import Kind

# As a category in a filter: the indicators whose code or label leaves it open.
UNCLASSIFIED = "unclassified"
# A comparator in a filter, since an address holds no ≥ as it is; NO_COMPARATOR: the targets without one.
NO_COMPARATOR = "none"
COMPARATORS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "=", "within": "±", NO_COMPARATOR: ""}

# The filters on indicators, each with its column.
COLUMNS = {"category": "category", "kind": "annual_kind", "comparator": "annual_comparator"}

# The values that each of these columns can have.
COLUMN_VALUES = {
    "category": ("", *taxonomy.CATEGORY_BY_KEY),
    "kind": tuple(kind.value for kind in Kind),
    "comparator": tuple(COMPARATORS.values()),
}


def filter_value(name: str, value: str) -> str:
    """Return the value of a filter of COLUMNS for a value of its column."""
    match name:
        case "category":
            return value or UNCLASSIFIED
        case "comparator":
            return next((key for key, symbol in COMPARATORS.items() if symbol == value), NO_COMPARATOR)
        case _:
            return value


@dataclass(frozen=True, slots=True)
class FilterSet:
    """The filters of a list, each a field with its name in an address; None and "" do not narrow."""

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that narrow, by name: arguments for `budget.links.address`."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value not in (None, "")}

    def without(self, *names: str) -> Self:
        """Return the same filters but for these."""
        return replace(self, **{field.name: field.default for field in fields(self) if field.name in names})

    def only(self, *names: str) -> Self:
        """Return these filters alone."""
        return self.without(*(field.name for field in fields(self) if field.name not in names))

    def is_within(self, *names: str) -> bool:
        """Whether none but these filters narrows."""
        return self.chosen.keys() <= set(names)

    def require(self, *names: str) -> None:
        """Raise ValueError where another filter narrows: a query that ignored it would return too much."""
        others = self.without(*names).chosen
        if others:
            raise ValueError(f"filters that these rows do not have: {sorted(others)}")


@dataclass(frozen=True, slots=True)
class IndicatorFilters(FilterSet):
    """The filters of indicators: keys of their department, unit and project; `category` a key or
    UNCLASSIFIED; `kind` of the annual target; `comparator` of the annual target, a key of COMPARATORS.
    """

    department: int | None = None
    unit: int | None = None
    project: int | None = None
    category: str = ""
    kind: str = ""
    comparator: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """The columns that `category`, `kind` and `comparator` narrow to, with their values."""
        values = {
            "category": "" if self.category == UNCLASSIFIED else self.category,
            "kind": self.kind,
            "comparator": COMPARATORS.get(self.comparator, ""),
        }
        return {COLUMNS[name]: value for name, value in values.items() if name in self.chosen}
