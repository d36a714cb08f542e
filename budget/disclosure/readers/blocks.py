"""Flowing documents (web pages, Word) as lines of text and tables, and these as grids.

A table may be nested in another's cell. An outer table that only lays out a page is skipped, and its
texts become lines before the inner table. An outer table with data of its own is a grid too, and its
cell contains the inner table's text, so that no text is lost. Lines after the last table are a grid
without rows, so that they can be reported as unread.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from budget.disclosure.grid import EMPTY, Cell, Grid, Line, Omission, Row
from budget.disclosure.limits import CellCount
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.marked import settled


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as written: its lines and tables, and over how many columns and rows it stretches."""

    blocks: tuple["Block", ...] = ()
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table as written; a row lacks the cells that one above stretches into.

    `omissions`: its hidden rows and the like, each at the row (counted from 1) at which it would be.
    """

    rows: tuple[tuple[TableCell, ...], ...]
    omissions: tuple[Omission, ...] = ()


Block = str | Table


def grids_of_blocks(blocks: Iterable[Block], count: CellCount) -> list[Grid]:
    """The tables among the blocks as grids, in their order, each with the lines before it as its caption.

    A grid's place is "table N", its rows are counted within it. Raises Refused where there are more cells
    than the limits let in.
    """
    walk = _Walk(count)
    walk.over(blocks)
    walk.end()
    return walk.grids


class _Walk:
    def __init__(self, count: CellCount) -> None:
        self.grids: list[Grid] = []
        self._lines: list[str] = []
        self._omissions: list[Omission] = []
        self._tables = 0
        self._count = count

    def over(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if isinstance(block, Table):
                self._table(block)
            else:
                text, omitted = settled(block)
                self._lines.extend(line for line in map(displayed, text.split("\n")) if line)
                self._omissions += [Omission(kind, piece) for kind, piece in omitted]

    def end(self) -> None:
        """Keep the lines after the last table."""
        if self.grids and self._lines:
            self.grids.append(Grid((), f"text after table {self._tables}", self._caption()))

    def _caption(self) -> tuple[Line, ...]:
        return tuple(Line(line) for line in self._lines)

    def _table(self, table: Table) -> None:
        if len(table.rows) == 1 and len(table.rows[0]) == 1:  # a frame around its content
            self.over(table.rows[0][0].blocks)
            return
        has_inner = any(_has_table(cell) for row in table.rows for cell in row)
        if not has_inner or _holds_data(table):
            self._tables += 1
            place = f"table {self._tables}"
            omissions = list(table.omissions)
            rows = _rows(table, self._count, place, omissions)
            placed = tuple(replace(one, place=place) for one in (*self._omissions, *omissions))
            self.grids.append(Grid(rows, place, self._caption(), placed))
        if not has_inner:
            self._lines = []
            self._omissions = []
            return
        for row in table.rows:
            for cell in row:
                self.over(cell.blocks)


def _has_table(cell: TableCell) -> bool:
    return any(isinstance(block, Table) for block in cell.blocks)


def _holds_data(table: Table) -> bool:
    """Whether a table around other tables is one itself: two rows or more of several texts, as a frame's rows
    are not.
    """
    plain = [row for row in table.rows if not any(map(_has_table, row))]
    return sum(sum(bool(_text(cell.blocks)) for cell in row) > 1 for row in plain) > 1


def _text(blocks: Iterable[Block]) -> str:
    return displayed(settled("\n".join(_lines(blocks)))[0])


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(_text(cell.blocks) for cell in row)
        else:
            yield block


def _rows(table: Table, count: CellCount, place: str, omissions: list[Omission]) -> tuple[Row, ...]:
    """A table's rows with every part of a merged cell written out. What is left out of them is added to
    `omissions`.
    """
    rows: list[Row] = []
    # column -> (the part of a cell from above, in how many more rows)
    continued: dict[int, tuple[Cell, int]] = {}
    for number, written in enumerate(_without_drawn_spans(table.rows), start=1):
        count.add(len(continued), place)
        cells = {column: cell for column, (cell, _) in continued.items()}
        continued = {column: (cell, left - 1) for column, (cell, left) in continued.items() if left > 1}
        column = 0
        for cell in written:
            while column in cells:
                column += 1
            count.add(cell.columns, place)
            written_text, omitted = settled("\n".join(_lines(cell.blocks)))
            text = displayed(written_text)
            omissions += [Omission(kind, piece, number) for kind, piece in omitted]
            for part in range(cell.columns):
                # A cell never overlaps one from above: it ends where that one begins.
                if column + part in cells:
                    break
                cells[column + part] = Cell(text, from_left=part > 0)
                if cell.rows > 1:
                    below = Cell(text, from_above=True, from_left=part > 0)
                    continued[column + part] = (below, cell.rows - 1)
            column += cell.columns
        width = max(cells, default=-1) + 1
        count.add(width - len(cells), place)
        rows.append(Row(number, tuple(cells.get(c, EMPTY) for c in range(width))))
    return tuple(rows)


def _without_drawn_spans(rows: Sequence[Sequence[TableCell]]) -> Sequence[Sequence[TableCell]]:
    """Return the rows without spans that result only from slightly misaligned borders.

    Where all rows of several cells have the same number of cells, and none spans rows, each cell is one
    column, whatever spans the program wrote. A row of one cell (a title) spans all columns.
    """
    widths = {len(row) for row in rows if len(row) > 1}
    if len(widths) != 1 or any(cell.rows > 1 for row in rows for cell in row):
        return rows
    (width,) = widths
    return [
        [cell if cell.columns == 1 else replace(cell, columns=1) for cell in row]
        if len(row) > 1
        else [replace(cell, columns=width if cell.columns > 1 else 1) for cell in row]
        for row in rows
    ]
