"""Self-evaluations, and one of them with its indicators."""

from typing import Any

from ninja import Schema

from budget.api.schemas.base import Money, Named, named
from budget.disclosure.amounts import wan_yuan
from budget.models import ResultIndicator, SelfEvaluation


class ResultRow(Schema):
    """A project's self-evaluation as in force; texts as disclosed. `matched_project` is the project that it
    is of; `met`, `missed` and `unknown` count its targets.
    """

    id: int
    department: Named
    region: str
    fiscal_year: int
    unit: str
    project: str
    matched_project: Named | None
    initial_budget: Money
    adjusted_budget: Money
    executed: Money
    rate: str
    score: str
    indicators: int
    met: int
    missed: int
    unknown: int


class ResultIndicatorOut(Schema):
    """An indicator with what came of it; `matched_position` is that of the project's indicator."""

    position: int
    level1: str
    level2: str
    category: str
    name: str
    target: str
    comparator: str
    unit_of_measure: str
    actual: str
    outcome: str
    points: str
    score: str
    reason: str
    row: int | None
    matched_position: int | None


class ResultOut(ResultRow):
    """A self-evaluation with its texts and indicators."""

    objective: str
    actual_objective: str
    conclusion: str
    budget_points: str
    budget_score: str
    row: int | None
    results: list[ResultIndicatorOut]


def result_row(row: SelfEvaluation) -> dict[str, Any]:
    """Of `for_list_page`."""
    return {
        "id": row.pk,
        "department": named(row.department),
        "region": row.department.region,
        "fiscal_year": row.fiscal_year,
        "unit": row.unit_name,
        "project": row.name,
        "matched_project": named(row.project) if row.project else None,
        "initial_budget": wan_yuan(row.initial_budget),
        "adjusted_budget": wan_yuan(row.adjusted_budget),
        "executed": wan_yuan(row.executed),
        "rate": row.rate,
        "score": row.score,
        "indicators": row.indicator_count,
        "met": row.met_count,
        "missed": row.missed_count,
        "unknown": row.unknown_count,
    }


def result_out(row: SelfEvaluation) -> dict[str, Any]:
    """Of `for_page`."""
    texts = ("objective", "actual_objective", "conclusion", "budget_points", "budget_score", "row")
    return {
        **result_row(row),
        **{name: getattr(row, name) for name in texts},
        "results": [_indicator(one) for one in sorted(row.indicators.all(), key=lambda one: one.position)],
    }


def _indicator(one: ResultIndicator) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ResultIndicatorOut.model_fields}
