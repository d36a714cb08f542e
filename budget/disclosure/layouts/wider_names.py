"""Tables that name a project in two columns (一级项目名称, 二级项目名称): the narrower name is the project's.

The other column names the wider project. It is part of the project's attribute, and the name of a row that
has no specific one.
"""

import re
from dataclasses import replace
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Header, Table

# How a heading of names begins, and how specific it is; one that begins otherwise has the rank 1.
_RANKS: Final = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (0, r"一级|上级"),
        (2, r"二级|子|具体|明细|细|下级|项目明细"),
        (3, r"三级"),
        (4, r"四级|末级"),
    )
)
# Headings that name the wider project, and no table's projects.
_WIDER: Final = re.compile(
    r"(?:(?:一级|上级|所属|母|大)项目|项目大类|大类|(?:所属)?专项|政策|类)(?:资金)?(?:名称|全称)?"
)


def with_specific_name(table: Table) -> Table:
    """Return a table whose column of names is the most specific one, and the next one WIDER_NAME; a table
    whose columns of names are equally specific is returned as it is.

    A column with another heading of wider projects (专项名称) beside one of names is WIDER_NAME.
    """
    named = [column for column in table.header.columns if column.meaning == words.NAME]
    ranked = sorted(named, key=_specificity, reverse=True)
    if len(ranked) < 2:
        return _with_wider_column(table) if ranked else table
    if _specificity(ranked[0]) == _specificity(ranked[1]):
        return table
    fields = {ranked[0].places: words.NAME, ranked[1].places: words.WIDER_NAME}
    columns = tuple(
        replace(column, field=(field := fields.get(column.places, "")), meaning=field)
        if column in named
        else column
        for column in table.header.columns
    )
    return replace(table, header=replace(table.header, columns=columns))


def _with_wider_column(table: Table) -> Table:
    wider = [column for column in table.header.unknown if names_wider(column.words)]
    if len(wider) != 1:
        return table
    columns = tuple(
        replace(column, field=words.WIDER_NAME, meaning=words.WIDER_NAME) if column is wider[0] else column
        for column in table.header.columns
    )
    return replace(table, header=replace(table.header, columns=columns))


def names_wider(heading: str) -> bool:
    """Whether a heading or label is of the name of a wider project."""
    return bool(_WIDER.fullmatch(words.bare_of(heading)))


def specificity_of(heading: str) -> int:
    """How specific the name of a project is that a heading or label names: more for 二级项目名称 than for
    项目名称.
    """
    bare = words.bare_of(heading)
    return next((rank for rank, pattern in _RANKS if pattern.match(bare)), 1)


def _specificity(column: Column) -> int:
    return specificity_of(column.words)


def wider_name(header: Header, row: Row) -> str:
    """The name of the wider project that a row states itself, not by a merge with the row above."""
    column = header.column(words.WIDER_NAME)
    return " ".join(cell.text for cell in column.cells(row) if not cell.from_above) if column else ""


def attribute_in(header: Header, row: Row) -> str:
    """The attribute of a row's project (项目属性), and the name of the wider project, merged or not."""
    found = map(header.column, (words.ATTRIBUTE, words.WIDER_NAME))
    return "；".join(text for column in found if column is not None and (text := column.text(row)))
