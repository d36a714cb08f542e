"""Expands merged cells: every part has the cell's text and its direction of origin."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from budget.disclosure.grid import EMPTY, Cell, Row
from budget.disclosure.limits import CellCount


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell of a sheet: its first and last row and column, all inclusive, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


def sheet_rows(
    texts: Mapping[int, Mapping[int, str]], merges: Iterable[Merge], count: CellCount, place: str
) -> tuple[Row, ...]:
    """The rows of a sheet from its cells (row -> column -> displayed text, from 1; blanks may be left out)
    and its merged cells.

    Rows without a text of their own mean nothing and are left out; the others keep their number and end at
    their last text. So a merge over a million empty rows costs nothing. Raises Refused where the sheet has
    more cells than the limits let in.
    """
    own = {number: row for number, row in sorted(texts.items()) if any(row.values())}
    numbers = list(own)
    cells = {number: {col: Cell(text) for col, text in row.items() if text} for number, row in own.items()}
    right_edge = max((max(row) for row in cells.values()), default=0)
    for merge in merges:
        text = own.get(merge.top, {}).get(merge.left, "")
        if not text:
            continue
        last_column = min(merge.right, right_edge)
        for number in _between(numbers, merge.top, merge.bottom):
            count.add(last_column - merge.left + 1, place)
            for col in range(merge.left, last_column + 1):
                cells[number][col] = Cell(text, from_above=number > merge.top, from_left=col > merge.left)
    rows = []
    for number, row in cells.items():
        width = max(row)
        count.add(width, place)
        rows.append(Row(number, tuple(row.get(col, EMPTY) for col in range(1, width + 1))))
    return tuple(rows)


def _between(numbers: list[int], first: int, last: int) -> list[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
