"""Refusals of self-evaluations that the databases do not store, or not alike."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, Final

from budget.disclosure.amounts import LARGEST_FEN, wan_yuan
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.self_evaluations import MoneyRow, SelfEvaluation, SelfEvaluations, keys_of
from budget.models import Department
from budget.models.names import can_be_stored
from budget.store.refusals import MOST_NAMESAKES

# A text that is no text is quoted up to this length.
_QUOTED: Final = 100
# Columns of money by the names that forms give them.
_COLUMNS: Final = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数"}


def refuse_unstorable_results(record: SelfEvaluations, problems: Sequence[Problem] = ()) -> None:
    """Raise Refused for a problem of the level error, and for what a database would not store: a text
    (`no-storable-text`), a sum of one column (`sum-out-of-range`), too many namesakes, a region's name.
    """
    if errors := [problem for problem in problems if problem.level == "error"]:
        raise Refused(*errors)
    for text in _texts_of(record):
        if not can_be_stored(text):
            raise Refused(Problem("no-storable-text", text=text[:_QUOTED]))
    for column, name in _COLUMNS.items():
        if sum(abs(getattr(row, column) or 0) for row in _money_of(record)) > LARGEST_FEN:
            details = {"column_name": name, "limit": wan_yuan(LARGEST_FEN) or ""}
            raise Refused(Problem("sum-out-of-range", details=details))
    for _unit, name, ordinal in keys_of(record.entries):
        if ordinal > MOST_NAMESAKES:
            raise Refused(Problem("too-many-namesakes", text=name, details={"limit": str(MOST_NAMESAKES)}))
    longest = Department._meta.get_field("region").max_length or 0
    if len(record.region) > longest:
        raise Refused(Problem("region-too-long", text=record.region, details={"limit": str(longest)}))


def _money_of(record: SelfEvaluations) -> Iterator[MoneyRow]:
    for entry in record.entries:
        yield entry.budget
        yield from entry.sources


def _texts_of(record: SelfEvaluations) -> Iterator[str]:
    """Every text of a record."""
    yield from _strings(record)
    for entry in record.entries:
        yield from _of_entry(entry)


def _of_entry(entry: SelfEvaluation) -> Iterator[str]:
    for part in (entry, entry.budget, *entry.sources, *entry.indicators):
        yield from _strings(part)


def _strings(record: Any) -> Iterator[str]:
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str):
            yield value
