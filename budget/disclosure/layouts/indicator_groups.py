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
from indicators.folding import fold
from indicators.taxonomy import category_of, level1_of

_TARGETS: Final = (words.ANNUAL_TARGET, words.PERIOD_TARGET)
# A group's words are those of its own heading behind those of the headings above it.
_LABEL: Final = re.compile(r"[^指标度()（）]{1,8}度?指标(?:[(（][^()（）]*[)）])?")
_LEVELS: Final = (words.LEVEL1, words.LEVEL2)


class _Group(NamedTuple):
    """The columns of one level: its labels, and its columns by their meanings, or their words where these are
    unknown.
    """

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
    titles = {words.LEVEL1: "一级指标", words.LEVEL2: "二级指标"}
    titles |= {name: column.words for group in groups for name, column in group.columns.items()}
    meanings = {name: column.meaning for group in groups for name, column in group.columns.items()}
    added = [
        Column(meaning, title, (width + at,), "", meaning)
        for at, (name, title) in enumerate(titles.items())
        for meaning in (meanings.get(name, name),)
    ]
    # What is right of the indicators stays right of them.
    behind = [at for column in others if column.places[0] > min(grouped) for at in column.places]
    moved = {at: width + len(added) + number for number, at in enumerate(behind)}
    columns = [replace(column, places=tuple(moved.get(at, at) for at in column.places)) for column in others]
    first = [column for column in columns if column.places[0] < width]
    header = Header(
        (*first, *added, *(column for column in columns if column not in first)),
        width + len(added) + len(behind),
        table.header.rows,
    )
    grid = _Places(tuple(titles), frozenset(grouped), tuple(behind), width)
    rows = [row for one in table.rows for row in _rows(one, groups, grid)]
    return replace(table, header=header, rows=tuple(rows))


class _Places(NamedTuple):
    """Which cells of a row are of indicators, and which are right of them, in a table of so many cells; the
    fields of the indicators' own columns.
    """

    fields: tuple[str, ...]
    grouped: frozenset[int]
    behind: tuple[int, ...]
    width: int


def _groups(columns: Sequence[Column]) -> list[_Group] | None:
    """The groups of columns under headings of levels, in order; None where a column of indicators is under no
    such heading, or two are under one.
    """
    groups: dict[str, _Group] = {}
    for column in columns:
        levels = _levels_in(column.group) if column.group else None
        if levels is None:
            if column.meaning == words.INDICATOR_NAME:
                return None
            continue
        own = groups.setdefault(column.group, _Group(*levels, {})).columns
        name = column.meaning or fold(column.words)
        if name in own:
            return None
        own[name] = column
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


def _rows(row: Row, groups: Sequence[_Group], places: _Places) -> list[Row]:
    """The rows that a row gives: the first with all its other cells, the others with them as merged from
    above.
    """
    width = places.width
    cells = [*row.cells, *[EMPTY] * (width - len(row.cells))]
    moved = places.grouped.union(places.behind)
    base = [EMPTY if at in moved else cell for at, cell in enumerate(cells[:width])]
    behind = [cells[at] for at in places.behind]
    found: list[Row] = []
    for group in groups:
        stated = {name: _own_text(column, row) for name, column in group.columns.items()}
        if any(stated.values()):
            stated |= {words.LEVEL1: group.level1, words.LEVEL2: group.level2}
            own = [Cell(stated.get(name, "")) for name in places.fields]
            before, after = (_merged(base), _merged(behind)) if found else (base, behind)
            found.append(replace(row, cells=(*before, *own, *after, *cells[width:])))
    blank = [EMPTY] * len(places.fields)
    return found or [replace(row, cells=(*base, *blank, *behind, *cells[width:]))]


def _merged(cells: Sequence[Cell]) -> list[Cell]:
    return [replace(cell, from_above=True) if cell.text else cell for cell in cells]


def _own_text(column: Column, row: Row) -> str:
    return " ".join(cell.text for cell in column.cells(row) if not cell.from_above)
