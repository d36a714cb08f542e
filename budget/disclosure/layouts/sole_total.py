"""Finds the total of a table whose only column of money has a heading of unknown meaning (财政支持金额)."""

from collections.abc import Sequence
from dataclasses import replace

from budget.disclosure.amounts import states_no_amount
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Table, looks_like_amount
from budget.disclosure.layouts.sources import columns_in, may_be_source


def with_sole_total(table: Table) -> Table:
    """Return a table with its only column of money as the total's; a table that has another one is returned
    as it is.

    The heading must mention money, and nothing that was spent or is left. All cells below it are amounts.
    """
    header = table.header
    if header.fields & words.MONEY or columns_in(header):
        return table
    unknown = [column for column in header.unknown if _holds_amounts(column, table.rows)]
    if len(unknown) != 1 or not (unknown[0].is_money and may_be_source(unknown[0].words)):
        return table
    columns = tuple(
        replace(column, field=words.TOTAL, meaning=words.TOTAL) if column is unknown[0] else column
        for column in header.columns
    )
    return replace(table, header=replace(header, columns=columns))


def _holds_amounts(column: Column, rows: Sequence[Row]) -> bool:
    texts = [text for row in rows if (text := column.text(row)) and not states_no_amount(text)]
    return bool(texts) and all(map(looks_like_amount, texts))
