"""Problems of reading, marked in the cells of a disclosure's table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from budget.disclosure.layouts import words
from budget.models import Problem
from budget.pages.disclosed_table.lines import Line

# The cell in which a problem is marked, by what its column's words mean.
_CELL_OF = {
    words.OBJECTIVE: "objective",
    words.PERIOD_OBJECTIVE: "objective",
    **dict.fromkeys(
        (
            words.INDICATORS,
            words.LEVEL1,
            words.LEVEL2,
            words.INDICATOR_NAME,
            words.PERIOD_TARGET,
            words.ANNUAL_TARGET,
            words.COMPARATOR,
            words.UNIT_OF_MEASURE,
            words.WEIGHT,
            words.DIRECTION,
            words.STANDARD,
        ),
        "indicators",
    ),
}


def cell_of(column: str) -> str:
    """The cell (a field of Line) in which a problem of a column is marked; `column` is the header's words.

    A problem of the whole row, or of a column that a line does not show, is marked in the name's cell.
    """
    meaning = words.meaning_of(column) if column else None
    if meaning in words.MONEY:
        return str(meaning)
    return _CELL_OF.get(meaning, "name") if meaning else "name"


def with_problems(lines: Sequence[Line], problems: Iterable[Problem]) -> list[Line]:
    """The lines, each with the problems of its row and of its indicators' own rows, by cell."""
    of_row: dict[tuple[str, str, int | None], list[Problem]] = defaultdict(list)
    for problem in problems:
        of_row[problem.file, problem.place, problem.row].append(problem)
    marked = []
    for line in lines:
        rows = {line.row, *(indicator.row for indicator in line.indicators)} - {None}
        cells: dict[str, list[Problem]] = defaultdict(list)
        for row in sorted(rows):
            for problem in of_row[line.file, line.place, row]:
                cells[cell_of(problem.column)].append(problem)
        marked.append(replace(line, problems=dict(cells)))
    return marked
