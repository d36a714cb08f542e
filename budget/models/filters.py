"""The filters of the pages' lists, as every `narrowed` takes them."""

from dataclasses import dataclass

from budget.search.words import Query
from indicators.filters import FilterSet, IndicatorFilters


@dataclass(frozen=True, slots=True)
class Filters(IndicatorFilters):
    """The filters of projects and of what has projects: a question of the search; a department's region;
    `source` a column of money, or UNACCOUNTED; `amount` a key of AMOUNT_RANGES; a project type; the `level`
    of a finding; `quantified` a key of SHARE_RANGES. `project` and the filters of an indicator are those of
    IndicatorFilters.
    """

    q: Query | None = None
    region: str = ""
    source: str = ""
    amount: str = ""
    type: str = ""
    level: str = ""
    quantified: str = ""


@dataclass(frozen=True, slots=True)
class FindingFilters(FilterSet):
    """The filters of findings; `category` a key or UNCLASSIFIED, `state` of the review for auditors alone."""

    department: int | None = None
    unit: int | None = None
    project: int | None = None
    check: str = ""
    level: str = ""
    category: str = ""
    state: str = ""
