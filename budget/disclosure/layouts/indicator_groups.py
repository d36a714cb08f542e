"""Tables with columns of indicators for each level (Henan): 成本指标 over 三级指标 | 指标值, 产出指标 over
the same, and so on. A row holds an indicator of each level.

Such a table becomes one of the flat layout: each row gives a row an indicator, whose level is the heading
over its columns.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from budget.disclosure.grid import EMPTY, Cell, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.headers import Column, Header, Table
from budget.disclosure.problems import Problem, Refused
from indicators.taxonomy import category_of, level1_of

_PARTS: Final = (
    words.INDICATOR_NAME,
    words.ANNUAL_TARGET,
    words.PERIOD_TARGET,
    words.COMPARATOR,
    words.UNIT_OF_MEASURE,
    words.WEIGHT,
)
_TARGETS: Final = (words.ANNUAL_TARGET, words.PERIOD_TARGET)
# A group's words are those of its own heading behind those of the headings above it.
_LABEL: Final = re.compile(r"[^指标度()（）]{1,8}度?指标(?:[(（][^()（）]*[)）])?")
_LEVELS: Final = (words.LEVEL1, words.LEVEL2)


class _Group(NamedTuple):
    """The columns of one level: its labels, and its columns by their meanings."""

    level1: str
    level2: str
    columns: dict[str, Column]


def unfolded(table: Table, place: str) -> Table:
    """Return a table with a row for each indicator, where several columns name indicators under headings of
    levels; another table as it is.

    Raises Refused (unknown-heading) where several columns name indicators whose levels cannot be told.
    """
    names = [column for column in table.header.columns if column.meaning == words.INDICATOR_NAME]
    targets = [column for column in table.header.columns if column.meaning in _TARGETS]
    if words.NAME not in table.header.fields or min(len(names), len(targets)) < 2:
        return table
    if not any(one.text(row) for row in table.rows for one in names[1:]):
        return table
    groups = _groups(table.header.columns)
    if groups is None:
        details = {"column_name": words.in_one_line(names[0].words)}
        text = " | ".join(words.in_one_line(column.group + column.words) for column in names)
        raise Refused(Problem("unknown-heading", place=place, row=table.row, text=text, details=details))
    grouped = {at for group in groups for column in group.columns.values() for at in column.places}
    others = [column for column in table.header.columns if not grouped.intersection(column.places)]
    width = table.header.width
    fields = (*_LEVELS, *(name for name in _PARTS if any(name in group.columns for group in groups)))
    titles = {name: column.words for group in groups for name, column in group.columns.items()}
    titles |= {words.LEVEL1: "一级指标", words.LEVEL2: "二级指标"}
    added = [Column(name, titles[name], (width + at,), "", name) for at, name in enumerate(fields)]
    header = Header((*others, *added), width + len(added), table.header.rows)
    rows = [row for one in table.rows for row in _rows(one, groups, fields, grouped, width)]
    return replace(table, header=header, rows=tuple(rows))


def _groups(columns: Sequence[Column]) -> list[_Group] | None:
    """The groups of columns under headings of levels, in order; None where a column of indicators is under no
    such heading, or two are under one.
    """
    groups: dict[str, _Group] = {}
    for column in columns:
        if column.meaning not in _PARTS or not column.group:
            if column.meaning == words.INDICATOR_NAME:
                return None
            continue
        if column.group not in groups:
            levels = _levels_in(column.group)
            if levels is None:
                if column.meaning == words.INDICATOR_NAME:
                    return None
                continue
            groups[column.group] = _Group(*levels, {})
        own = groups[column.group].columns
        if column.meaning in own:
            return None
        own[column.meaning] = column
    found = [group for group in groups.values() if words.INDICATOR_NAME in group.columns]
    return found if len(found) > 1 else None


def _levels_in(group: str) -> tuple[str, str] | None:
    """The labels of the levels that the words of a group name, None where they name none."""
    labels = _LABEL.findall(words.in_one_line(group))
    level1 = next((label for label in labels if level1_of("", label) is not None), "")
    level2 = next(
        (label for label in labels if label != level1 and category_of("", level1, "", label) is not None), ""
    )
    return (level1, level2) if level1 or level2 else None


def _rows(
    row: Row, groups: Sequence[_Group], fields: Sequence[str], grouped: set[int], width: int
) -> list[Row]:
    """The rows that a row gives: the first with all its other cells, the others with them as merged from
    above.
    """
    cells = [*row.cells, *[EMPTY] * (width - len(row.cells))]
    base = [EMPTY if at in grouped else cell for at, cell in enumerate(cells[:width])]
    merged = [replace(cell, from_above=True) if cell.text else cell for cell in base]
    found: list[Row] = []
    for group in groups:
        stated = {name: _own_text(column, row) for name, column in group.columns.items()}
        if any(stated.values()):
            stated |= {words.LEVEL1: group.level1, words.LEVEL2: group.level2}
            added = [Cell(stated.get(name, "")) for name in fields]
            found.append(replace(row, cells=(*(merged if found else base), *added, *cells[width:])))
    return found or [replace(row, cells=(*base, *[EMPTY] * len(fields), *cells[width:]))]


def _own_text(column: Column, row: Row) -> str:
    return " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
