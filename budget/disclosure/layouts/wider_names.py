"""Tables that name a project in two columns (一级项目名称, 二级项目名称): the narrower name is the project's.

The other column names the wider project. It is the project's attribute where the table has no other one, and
the name of a row that has no specific one.
"""

import re
from dataclasses import replace
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Header, Table

# How a heading of names begins, and how specific it is; one that begins otherwise has the rank 1.
_RANKS: Final = tuple(
    (rank, re.compile(pattern)) for rank, pattern in ((0, r"一级"), (2, r"二级|子|具体|明细"), (3, r"三级"))
)


def with_specific_name(table: Table) -> Table:
    """Return a table whose column of names is the most specific one, and the next one WIDER_NAME; a table
    whose columns of names are equally specific is returned as it is.
    """
    named = [column for column in table.header.columns if column.meaning == words.NAME]
    ranked = sorted(named, key=_specificity, reverse=True)
    if len(ranked) < 2 or _specificity(ranked[0]) == _specificity(ranked[1]):
        return table
    fields = {ranked[0].places: words.NAME, ranked[1].places: words.WIDER_NAME}
    columns = tuple(
        replace(column, field=(field := fields.get(column.places, "")), meaning=field)
        if column in named
        else column
        for column in table.header.columns
    )
    return replace(table, header=replace(table.header, columns=columns))


def _specificity(column: Column) -> int:
    bare = words.bare_of(column.words)
    return next((rank for rank, pattern in _RANKS if pattern.match(bare)), 1)


def wider_name(header: Header, row: Row) -> str:
    """The name of the wider project that a row states itself, not by a merge with the row above."""
    column = header.column(words.WIDER_NAME)
    return " ".join(cell.text for cell in column.cells(row) if not cell.from_above) if column else ""


def attribute_in(header: Header, row: Row) -> str:
    """The attribute of a row's project (项目属性), else the name of the wider project, merged or not."""
    for field in (words.ATTRIBUTE, words.WIDER_NAME):
        column = header.column(field)
        if column is not None:
            return column.text(row)
    return ""
