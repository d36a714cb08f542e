"""The cells of a form's row as labels and values."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form_labels import ENDS_ON, SPAN, STARTS_ON, label_of
from budget.disclosure.layouts.headers import looks_like_amount

# Labels whose value is a short text of the project or of who is responsible.
PLAIN: Final = frozenset(
    {words.NAME, words.DEPARTMENT, words.UNIT, words.ATTRIBUTE, STARTS_ON, ENDS_ON, SPAN}
)
OBJECTIVES: Final = frozenset({words.OBJECTIVE, words.PERIOD_OBJECTIVE})
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
        if not cell.text or cell.from_left or cell.from_above:
            continue
        both = _LABEL_AND_VALUE.fullmatch(cell.text)
        if both and label_of(both["label"]):
            cells += [Text(at, both["label"]), Text(at, both["value"])]
        else:
            cells.append(Text(at, cell.text))
    return cells


def pairs_in(row: Row) -> list[Pair]:
    """The labels of a row with their values: what stands right behind a label and is none itself."""
    cells = own_cells(row)
    pairs: list[Pair] = []
    at = 0
    while at < len(cells):
        name = label_of(cells[at].text)
        behind = cells[at + 1] if at + 1 < len(cells) else None
        if name is None:
            at += 1
        elif behind is None or not _is_value(name, cells[at + 1 :]):
            pairs.append(Pair(name, cells[at], None))
            at += 1
        else:
            pairs.append(Pair(name, cells[at], behind))
            at += 2
    return pairs


def _is_value(name: str, behind: Sequence[Text]) -> bool:
    """Whether what stands behind a label is its value: no label itself, nor the words before another amount.

    A project may bear the name of a label of money or objectives (`项目资金`).
    """
    field = label_of(behind[0].text)
    if name == words.NAME:
        return field not in PLAIN
    if field is not None:
        return False
    return not (
        name in words.MONEY
        and len(behind) > 1
        and not looks_like_amount(behind[0].text)
        and looks_like_amount(behind[1].text)
    )


def values_in(row: Row) -> list[Text]:
    """What a row says besides labels."""
    return [cell for cell in own_cells(row) if label_of(cell.text) is None]


def names_project(row: Row) -> bool:
    """True for the row that labels the project's name (be it left empty), and is no header of a table of
    projects.
    """
    pairs = pairs_in(row)
    for pair in pairs:
        if pair.field == words.NAME and pair.value is not None:
            return words.meaning_of(pair.value.text) is None
        if pair.field == words.NAME:
            return any(other.field in PLAIN and other.value is not None for other in pairs)
    return False
