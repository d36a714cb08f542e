"""A row's amounts, and the refusal of what is none."""

from collections.abc import Iterable

from budget.disclosure.amounts import FinerThanFen, MoneyUnit, NotAnAmount, OutOfRange, parse_amount
from budget.disclosure.grid import Row
from budget.disclosure.layouts.headers import Column
from budget.disclosure.problems import Problem
from budget.disclosure.records import Amounts


def read_amount(
    text: str, money_unit: MoneyUnit, where: str, row: int, column: str, problems: list[Problem]
) -> int | None:
    """The fen of a cell, None where it states none. What is no amount becomes a Problem of level error, which
    refuses the table.
    """
    if not text:
        return None
    try:
        return parse_amount(text, money_unit)
    except NotAnAmount:
        code, details = "not-an-amount", {}
    except FinerThanFen:
        code, details = "finer-than-fen", {"money_unit": money_unit}
    except OutOfRange:
        code, details = "amount-out-of-range", {}
    problems.append(Problem(code, place=where, row=row, column=column, text=text, details=details))
    return None


def read_amounts(
    row: Row, columns: Iterable[Column], money_unit: MoneyUnit, where: str, problems: list[Problem]
) -> Amounts:
    """A row's amounts by its columns of money (those whose field is one of Amounts')."""
    found = {
        column.field: read_amount(text, money_unit, where, row.number, column.words, problems)
        for column in columns
        if (text := column.text(row))
    }
    return Amounts(**found)
