"""Grids of plain texts, for tests of layouts."""

from collections.abc import Sequence

from budget.disclosure.grid import Cell, Grid, Line, Row


def grid_of(texts: Sequence[Sequence[str]], *, place: str = "", caption: Sequence[str] = ()) -> Grid:
    """Return a grid without merged cells, its rows numbered from 1; `texts` are its cells row by row."""
    rows = tuple(
        Row(number, tuple(Cell(text.strip()) for text in row)) for number, row in enumerate(texts, start=1)
    )
    return Grid(rows=rows, place=place, caption=tuple(Line(text) for text in caption))
