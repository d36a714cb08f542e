"""A Word table's cells, which lie on a grid of drawn borders and name the merges they are part of, as cells
that stretch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from budget.disclosure.readers.blocks import Block, Table, TableCell

# Twentieths of a point, a quarter of a centimetre: no column is that narrow, only two borders drawn a little
# beside each other.
_NARROW = 142


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as written. `continues_above`, `continues_left`: it is a later part of a merged cell and shows
    nothing of its own.
    """

    blocks: tuple[Block, ...] = ()
    columns: int = 1
    continues_above: bool = False
    continues_left: bool = False


def table_of(rows: Sequence[Sequence[RawCell]], widths: Sequence[int]) -> Table:
    """The table of these rows; `widths` are its grid's columns in twentieths of a point, empty where it has
    none.
    """
    joined = [_join_continued(row) for row in rows]
    placed = _placed(joined, widths)
    # (column, columns) of a merged cell -> where it began: the row, and the cell's place in it
    open_cells: dict[tuple[int, int], tuple[int, int]] = {}
    shown: list[list[TableCell]] = []
    for row in placed:
        still_open: dict[tuple[int, int], tuple[int, int]] = {}
        cells: list[TableCell] = []
        for column, cell in row:
            key = (column, cell.columns)
            if cell.continues_above and key in open_cells:
                number, index = open_cells[key]
                first = shown[number][index]
                shown[number][index] = replace(first, rows=first.rows + 1)
                still_open[key] = open_cells[key]
            else:
                still_open[key] = (len(shown), len(cells))
                cells.append(TableCell(cell.blocks, cell.columns))
        open_cells = still_open
        shown.append(cells)
    return Table(tuple(map(tuple, shown)))


def _join_continued(row: Sequence[RawCell]) -> list[RawCell]:
    cells: list[RawCell] = []
    for cell in row:
        if cell.continues_left and cells:
            cells[-1] = replace(cells[-1], columns=cells[-1].columns + cell.columns)
        else:
            cells.append(cell)
    return cells


def _placed(rows: Sequence[Sequence[RawCell]], widths: Sequence[int]) -> list[list[tuple[int, RawCell]]]:
    """Each cell with the column at which it begins, counted without the grid's columns that are too narrow to
    be any.
    """
    columns = _columns(widths)
    placed = [_on_columns(row, columns) for row in rows]
    if any(cell.columns < 1 for row in placed for _, cell in row):
        # A cell within a narrow column is one after all.
        return [_on_columns(row, []) for row in rows]
    return placed


def _columns(widths: Sequence[int]) -> list[int]:
    """For each border of the grid, from the left edge on, which column begins there."""
    columns = [0]
    for width in widths:
        columns.append(columns[-1] + (width >= _NARROW))
    return columns


def _on_columns(row: Sequence[RawCell], columns: Sequence[int]) -> list[tuple[int, RawCell]]:
    def column(border: int) -> int:
        known = len(columns) - 1
        return (
            columns[border] if border <= known else (columns[-1] if columns else 0) + border - max(known, 0)
        )

    placed = []
    border = 0
    for cell in row:
        start, border = border, border + max(cell.columns, 1)
        width = column(border) - column(start)
        if width or cell.blocks:  # what only keeps a row from the table's edge may be too narrow to count
            placed.append((column(start), cell if cell.columns == width else replace(cell, columns=width)))
    return placed
