"""Joins a table that a document breaks in two, with or without a repeated header."""

from collections.abc import Sequence
from dataclasses import replace

from budget.disclosure.amounts import states_no_amount
from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Header, looks_like_amount, tables_in
from budget.disclosure.layouts.notes import is_note
from budget.disclosure.layouts.preamble import line_of
from indicators.folding import fold


def whole_tables(grids: Sequence[Grid]) -> list[Grid]:
    """Return the grids of a file with the parts of broken tables joined. Each row of a later part gets its
    place.

    A grid continues the one before it where no new text is between them, and it has the same header, or
    no header and the same columns: only amounts where the header has money.
    """
    whole: list[Grid] = []
    header: Header | None = None
    for grid in grids:
        if whole and header is not None and _continues(whole[-1], header, grid):
            rows = tuple(replace(row, place=row.place or grid.place) for row in grid.rows)
            omissions = (*whole[-1].omissions, *grid.omissions)
            whole[-1] = replace(whole[-1], rows=(*whole[-1].rows, *rows), omissions=omissions)
        else:
            whole.append(grid)
            tables = tables_in(grid) if len(grids) > 1 else []
            header = tables[-1].header if tables else None
    return whole


def _continues(before: Grid, header: Header, grid: Grid) -> bool:
    known = {fold(line.text) for line in before.caption} | {fold(line_of(row)) for row in before.rows[:20]}
    if any(line.text and not is_note(line.text) and fold(line.text) not in known for line in grid.caption):
        return False
    rows = [row for row in grid.rows if not row.is_blank]
    if not rows or words.MONEY.isdisjoint(header.fields):
        return False
    return header.begins(rows) or (not tables_in(grid) and _has_the_columns(rows, header))


def _has_the_columns(rows: Sequence[Row], header: Header) -> bool:
    """Whether rows are as wide as a header, with amounts alone in its columns of money."""
    width = max(at + 1 for row in rows for at, cell in enumerate(row.cells) if cell.text)
    columns = [column for column in header.columns if column.field in words.MONEY]
    money = [cell.text for row in rows for column in columns for cell in column.cells(row)]
    return (
        width == header.width
        and any(looks_like_amount(text) for text in money)
        and all(looks_like_amount(text) or states_no_amount(text) for text in money)
    )
