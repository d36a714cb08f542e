"""The cells of a form's row as labels and values."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from budget.disclosure.amounts import states_no_amount
from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_labels import ENDS_ON, SPAN, STARTS_ON, label_of, money_label_of
from budget.disclosure.layouts.headers import looks_like_amount

# Labels whose value is a short text of the project or of who is responsible.
PLAIN: Final = frozenset(
    {words.NAME, words.DEPARTMENT, words.UNIT, words.ATTRIBUTE, STARTS_ON, ENDS_ON, SPAN}
)
OBJECTIVES: Final = frozenset({words.OBJECTIVE, words.PERIOD_OBJECTIVE})
_MONEY: Final = words.MONEY | {words.NAMED_SOURCE}
_OF_INDICATORS: Final = frozenset({words.INDICATORS, words.LEVEL1, words.LEVEL2, words.INDICATOR_NAME})
# A label at the beginning of a row; elsewhere it may be a value (项目属性 | 部门).
_DEPARTMENT_ALONE: Final = "部门"
_LABEL_AND_VALUE: Final = re.compile(r"(?P<label>[^:：\n]{2,20})[:：]\s*(?P<value>\S.*)", re.DOTALL)


class Text(NamedTuple):
    """A cell's text and its place in the row, from 0."""

    at: int
    text: str


class Pair(NamedTuple):
    """A label with its value (None where a blank or another label follows)."""

    field: str
    label: Text
    value: Text | None


def own_cells(row: Row) -> list[Text]:
    """The row's cells with a text of their own; `项目名称：甲` in one cell is a label and a value."""
    cells: list[Text] = []
    for at, cell in enumerate(row.cells):
        text = cell.text
        if not text or cell.from_left or cell.from_above:
            continue
        if ":" not in text and "：" not in text:
            cells.append(Text(at, text))
            continue
        both = _LABEL_AND_VALUE.fullmatch(text)
        if both and _is_label(both["label"], both["value"]) and not words.money_unit_in(cell.text):
            cells += [Text(at, both["label"]), Text(at, both["value"])]
        else:
            cells.append(Text(at, cell.text))
    return cells


def _is_label(text: str, value: str) -> bool:
    """Whether a text before a colon is a label: a known one, or a year before an amount."""
    return label_of(text) is not None or (words.is_year(text) and looks_like_amount(value))


def pairs_in(row: Row) -> list[Pair]:
    """Return the labels of a row with their values: the text right behind a label that is no label itself."""
    return pairs_of(own_cells(row), row)


def pairs_of(cells: Sequence[Text], row: Row) -> list[Pair]:
    """The labels of a row with their values, from its own cells."""
    pairs: list[Pair] = []
    at = 0
    while at < len(cells):
        name = label_of(cells[at].text)
        behind = cells[at + 1] if at + 1 < len(cells) else None
        if name is None and at == 0 and cells[0].at == 0 and behind is not None:
            name = words.DEPARTMENT if words.bare_of(cells[0].text) == _DEPARTMENT_ALONE else None
        if name is None and behind is not None and looks_like_amount(behind.text):
            name = money_label_of(cells[at].text)
        if name is None and behind is not None and _is_years_amount(cells[at], behind, row):
            # 项目资金 | 2024年 | 100.00 | 2025年 | 120.00
            pairs.append(Pair(words.TOTAL, cells[at], behind))
            at += 2
        elif name is None:
            at += 1
        elif behind is None or not _is_value(name, cells[at:], row):
            pairs.append(Pair(name, cells[at], None))
            at += 1
        else:
            pairs.append(Pair(name, cells[at], behind))
            at += 2
    return pairs


def _is_value(name: str, cells: Sequence[Text], row: Row) -> bool:
    """Whether the first of these cells behind a label is its value: no label itself, nor the label of
    another amount.

    A project may be named like a label of money or objectives (项目资金): the text is its name where it
    directly follows its label, or has no value itself. An objective may read like a label of money that
    no amount follows.
    """
    label, behind = cells[0], cells[1:]
    field = label_of(behind[0].text)
    if field is not None and name == words.NAME:
        has_own_value = len(behind) > 1 and label_of(behind[1].text) is None
        return field not in PLAIN and (not has_own_value or _are_adjacent(label, behind[0], row))
    if field is not None and name == words.ATTRIBUTE and field in _MONEY:
        # 项目类别 | 项目经费: an amount would follow the label of one.
        return not (
            len(behind) > 1 and (looks_like_amount(behind[1].text) or states_no_amount(behind[1].text))
        )
    if field is not None:
        return name in OBJECTIVES and field in _MONEY and len(cells) == 2
    return not (
        name in _MONEY
        and len(behind) > 1
        and not looks_like_amount(behind[0].text)
        and looks_like_amount(behind[1].text)
    )


def _is_years_amount(label: Text, behind: Text, row: Row) -> bool:
    """Whether a year is the label of the amount behind it: to its left is a label of money."""
    return (
        words.is_year(label.text)
        and looks_like_amount(behind.text)
        and any(words.mentions_money(cell.text) for cell in row.cells[: label.at])
    )


def _are_adjacent(label: Text, behind: Text, row: Row) -> bool:
    """Whether all cells between two cells are parts of the first one, merged over several columns."""
    return all(cell.from_left for cell in row.cells[label.at + 1 : behind.at])


def values_in(row: Row) -> list[Text]:
    """Return the cells of a row that are no labels."""
    return [cell for cell in own_cells(row) if label_of(cell.text) is None]


def names_project(row: Row, below: Row | None) -> bool:
    """Whether a row labels the project's name, and is no header of a table of projects. The name may be
    empty.

    `below` is the next row. A project may be named like a column (其他资金). In a form, the row then has
    another label with its value, or the name's label alone above a row that begins with another label.
    """
    if not any("称" in cell.text for cell in row.cells):  # 名称, with blanks within or without
        return False
    cells = own_cells(row)
    labels = {label_of(cell.text) for cell in cells}
    if words.NAME not in labels or labels & _OF_INDICATORS:
        return False
    pairs = pairs_of(cells, row)
    named = next((pair for pair in pairs if pair.field == words.NAME), None)
    if named is None:
        return False
    if named.value is not None and words.meaning_of(named.value.text) is None:
        return True
    if any(_has_own_value(pair) for pair in pairs if pair is not named):
        return True
    if len(cells) > 2 or below is None:
        return False
    first = next(iter(own_cells(below)), None)
    return first is not None and label_of(first.text) in PLAIN


def _has_own_value(pair: Pair) -> bool:
    """Whether a label has a value that no column's heading is: a short text, or an amount."""
    if pair.value is None:
        return False
    return pair.field in PLAIN or (pair.field in words.MONEY and looks_like_amount(pair.value.text))
