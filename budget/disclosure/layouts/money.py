"""Reads a row's amounts."""

from collections.abc import Iterable, Sequence

from budget.disclosure.amounts import (
    FinerThanFen,
    MoneyUnit,
    NotAnAmount,
    OutOfRange,
    parse_amount,
    without_note_marks,
)
from budget.disclosure.grid import Row
from budget.disclosure.layouts.headers import Column
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.sources import SourceColumn
from budget.disclosure.records import Amounts, NamedSource


def read_amount(text: str, money_unit: MoneyUnit, row: Row | int, column: str, ledger: Ledger) -> int | None:
    """Return a cell's amount in fen, None where it states none. Text that is no amount refuses the table
    through the ledger.
    """
    if not text:
        return None
    try:
        amount = parse_amount(text, money_unit)
        if mark := without_note_marks(text)[1]:
            ledger.report("note-mark", row, column, mark)
        return amount
    except NotAnAmount:
        ledger.report("not-an-amount", row, column, text)
    except FinerThanFen:
        ledger.report("finer-than-fen", row, column, text, {"money_unit": money_unit})
    except OutOfRange:
        ledger.report("amount-out-of-range", row, column, text)
    return None


def read_named_amount(
    text: str, money_unit: MoneyUnit, row: Row | int, name: str, ledger: Ledger
) -> int | None:
    """Return the amount of a named source as `read_amount` does. Text that is no amount is reported, and
    refuses nothing: the source is unread.
    """
    try:
        parse_amount(text, money_unit)
    except NotAnAmount:
        ledger.report("unread-source", row, name, text)
        return None
    except ValueError:
        pass  # read_amount refuses it
    return read_amount(text, money_unit, row, name, ledger)


def read_amounts(
    row: Row,
    columns: Iterable[Column],
    money_unit: MoneyUnit,
    ledger: Ledger,
    named: Sequence[SourceColumn] = (),
) -> Amounts:
    """A row's amounts by its columns of money (those whose field is one of Amounts'), and by those of named
    sources.
    """
    found = {
        column.field: read_amount(text, money_unit, row, column.words, ledger)
        for column in columns
        if (text := column.text(row))
    }
    others = []
    for column, candidate in named:
        fen = read_amount(column.text(row), money_unit, row, column.words, ledger)
        if fen is not None:
            others.append(NamedSource(candidate.name, fen))
    return Amounts(**found, other_sources=tuple(others))
