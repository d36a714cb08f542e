"""The filters of the pages' lists, as every `narrowed` takes them."""

from dataclasses import dataclass

from django.db.models import Q

from budget.audit.catalogue import RESULT_CHECKS
from budget.search.words import Query
from indicators.filters import FilterSet, IndicatorFilters

# What findings are about: tables of targets, or self-evaluations.
ABOUT = ("targets", "results")


def about(check: str) -> str:
    """What the findings of a check are about, one of ABOUT."""
    return "results" if check in RESULT_CHECKS else "targets"


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
    """The filters of findings; `category` a key or UNCLASSIFIED, `about` one of ABOUT, `state` of the review
    for auditors alone.
    """

    department: int | None = None
    unit: int | None = None
    project: int | None = None
    check: str = ""
    level: str = ""
    category: str = ""
    about: str = ""
    state: str = ""


def of_checks_about(about: str) -> Q:
    """The condition of rows that have a `check_id`: of the checks that are about one of ABOUT, "" for all."""
    if not about:
        return Q()
    of_results = Q(check_id__in=RESULT_CHECKS)
    return of_results if about == "results" else ~of_results
