"""Reads drawn PDF files in tests."""

from collections.abc import Sequence

import pytest

from budget.disclosure.grid import Grid
from budget.disclosure.problems import Refused
from budget.disclosure.readers.pdf import read_grids
from tests.disclosure.readers.drawn import Drawn

HEADER = ["项目名称", "总计", "绩效目标", "绩效指标"]


WIDTHS = [90, 60, 120, 120]


FIRST = ["供水管网改造", "10.00", "改造老旧管网", "1、完成率"]


def read(data: bytes) -> list[Grid]:
    return read_grids(data, "a.pdf")


def texts(grid: Grid) -> list[list[str]]:
    return [list(row.texts) for row in grid.rows]


def captions(grid: Grid) -> list[str]:
    return [line.text for line in grid.caption]


def only(grids: Sequence[Grid]) -> list[list[str]]:
    """The texts of the one table."""
    (grid,) = grids
    return texts(grid)


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    (problem,) = refused.value.problems
    assert problem.message
    return problem.code


def small() -> bytes:
    drawn = Drawn()
    drawn.table(50, WIDTHS, [HEADER, FIRST])
    return drawn.done()
