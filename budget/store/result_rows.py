"""The rows of a self-evaluation and its records: each made of the other."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from budget.disclosure.problems import Problem as ProblemRecord
from budget.disclosure.self_evaluation_data import money_from_fen, money_in_fen, records_in
from budget.disclosure.self_evaluations import (
    ActualIndicator,
    MoneyRow,
    SelfEvaluation as Entry,
    SelfEvaluations,
    number_of,
)
from budget.models import ResultIndicator, SelfEvaluation, SelfEvaluationRevision
from budget.models.names import name_key
from budget.store import bulk
from budget.store.batches import batches
from indicators import taxonomy

# The columns of an indicator that a record gives have the names of the record's fields.
INDICATOR_FIELDS: Final = tuple(ActualIndicator.__dataclass_fields__)
_INDICATOR_COLUMNS: Final = ("self_evaluation_id", *INDICATOR_FIELDS, "category")
_TEXTS: Final = ("code", "place", "objective", "actual_objective", "score", "total_points", "conclusion")
# A score with more digits is no score: the column holds eight before the point and four behind it.
_LARGEST_SCORE, _DECIMALS_OF_SCORE = Decimal(10**8), 4
# An execution above this is a mistake of units; the column would hold it, a table has no room for it.
_LARGEST_EXECUTION: Final = 10**12


def write_indicators(entries: dict[int, Entry]) -> None:
    """Replace the indicators of self-evaluations, which are given by id."""
    for keys in batches(entries):
        ResultIndicator.objects.filter(self_evaluation__in=keys).delete()
    rows = (
        (key, *(getattr(one, name) for name in INDICATOR_FIELDS), category_of(one))
        for key, entry in entries.items()
        for one in entry.indicators
    )
    bulk.insert(ResultIndicator, _INDICATOR_COLUMNS, rows)


def columns_of(record: SelfEvaluations, entry: Entry, problems: Sequence[ProblemRecord]) -> dict[str, Any]:
    """The columns of a self-evaluation that an entry of a record gives, without those of its match."""
    money = entry.budget
    score = number_of(entry.score)
    return {
        "name": entry.name,
        "unit_name": entry.unit,
        "unit_folded": name_key(entry.unit),
        "department_name": record.department,
        "title": record.title,
        "money_unit": record.money_unit,
        "row": entry.row,
        **{name: getattr(entry, name) for name in _TEXTS},
        "budget_label": money.label,
        "budget_row": money.row,
        "initial_budget": money.initial,
        "adjusted_budget": money.adjusted,
        "executed": money.executed,
        "rate": money.rate,
        "budget_points": money.points,
        "budget_score": money.score,
        "sources": [money_in_fen(one) for one in entry.sources],
        "problems": [_plain(problem) for problem in problems],
        "score_number": score if score is not None and _fits(score) else None,
        "execution": execution_of(money),
        "indicator_count": len(entry.indicators),
    }


def execution_of(money: MoneyRow) -> int | None:
    """The executed share of the adjusted budget, else of the initial one, in hundredths of a percent, rounded
    half up; None where it cannot be told.
    """
    budget = money.adjusted if money.adjusted is not None else money.initial
    if money.executed is None or not budget or budget < 0:
        return None
    share = (2 * money.executed * 10_000 + budget) // (2 * budget)
    return share if abs(share) < _LARGEST_EXECUTION else None


def head_of(row: SelfEvaluation) -> SelfEvaluations:
    """The head of the table that a self-evaluation in force came from, without entries."""
    return SelfEvaluations(
        department=row.department_name or row.department.name,
        region=row.department.region,
        fiscal_year=row.fiscal_year,
        title=row.title,
        money_unit=row.money_unit,
        place=row.place,
    )


def entry_of(row: SelfEvaluation) -> Entry:
    """The record of a self-evaluation in force, made of its rows."""
    budget = MoneyRow(
        row.budget_label,
        row.initial_budget,
        row.adjusted_budget,
        row.executed,
        row.budget_points,
        row.rate,
        row.budget_score,
        row.budget_row,
    )
    return Entry(
        name=row.name,
        unit=row.unit_name,
        row=row.row,
        budget=budget,
        sources=tuple(map(money_from_fen, row.sources)),
        indicators=tuple(map(indicator_record, row.indicators.all())),
        **{name: getattr(row, name) for name in _TEXTS},
    )


def indicator_record(row: ResultIndicator) -> ActualIndicator:
    return ActualIndicator(**{name: getattr(row, name) for name in INDICATOR_FIELDS})


def as_disclosed(revision: SelfEvaluationRevision) -> Entry:
    """The record that a revision holds."""
    return records_in(bytes(revision.snapshot)).entries[0]


def category_of(one: ActualIndicator | ResultIndicator) -> str:
    """The key of an indicator's category, "" where its labels leave it open."""
    category = taxonomy.category_of("", one.level1, "", one.level2)
    return category.key if category else ""


def _fits(score: Decimal) -> bool:
    exponent = score.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= _DECIMALS_OF_SCORE and abs(score) < _LARGEST_SCORE


def _plain(problem: ProblemRecord) -> dict[str, Any]:
    return asdict(problem) | {"details": dict(problem.details)}
