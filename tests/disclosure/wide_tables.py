"""Reads and builds tables in the wide layout in tests."""

from collections.abc import Sequence

from budget.disclosure.grid import Cell, Grid, Line, Row
from budget.disclosure.read import Given, Read, read
from tests.disclosure.tables import HEADER, NOTHING_GIVEN, PREAMBLE

WAN_YUAN = 1_000_000  # fen in one 万元


def read_one(data: bytes, operator: Given = NOTHING_GIVEN) -> Read:
    (one,) = read(data, "table.txt", operator).reads
    return one


def merged_grid(*rows: Sequence[str | Cell]) -> Grid:
    texts = [HEADER, *rows]
    return Grid(
        rows=tuple(
            Row(number, tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row))
            for number, row in enumerate(texts, start=1)
        ),
        place="Sheet1",
        caption=tuple(Line(text) for text in PREAMBLE),
    )
