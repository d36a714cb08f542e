"""The lines of a table as disclosed, and which of them are on a page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from budget.disclosure import records
from budget.disclosure.records import Amounts
from budget.links import row_anchor
from budget.models import Disclosure, Problem

# Lines of a page: a project's objective and indicators fill a good part of a screen.
LINES_PER_PAGE = 100


class CorrectedValue(NamedTuple):
    """A value that is in force instead of the disclosed one: fen of an amount, else a text.

    `indicator` is the number of its indicator in the project, None where it is not an indicator's.
    """

    label: str
    value: str | int | None
    is_money: bool = False
    indicator: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table as disclosed. `kind` is "grand-total", "unit" or "project"; `anchor` is its id on
    the page.

    `indicators` are given where the layout has no cell that holds them all (`indicators_text`). `url` is the
    page of the unit or project, "" where it has none now. `file` is the SHA-256 of the file that `row` is of,
    where the disclosure is made of several. `problems` and `corrected` are by cell, and name what is in doubt
    and what is corrected.
    """

    kind: str
    anchor: str
    name: str
    row: int | None
    place: str
    amounts: Amounts
    objective: str = ""
    period_objective: str = ""
    indicators_text: str = ""
    indicators: tuple[Any, ...] = ()
    url: str = ""
    is_confidential: bool = False
    file: str = ""
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    corrected: dict[str, list[CorrectedValue]] = field(default_factory=dict)


def grand_total_line(stated: Disclosure | records.Disclosure) -> Line:
    return Line("grand-total", row_anchor(stated.row), "", stated.row, stated.place, stated.amounts)


def unit_line(stated: Any, url: str) -> Line:
    """The line of a unit, of its statement in force or its record."""
    return Line(
        "unit", row_anchor(stated.row), stated.name, stated.row, stated.place, stated.amounts, url=url
    )


def project_line(stated: Any, url: str, indicators: tuple[Any, ...]) -> Line:
    """The line of a project, of its row in force or its record."""
    return Line(
        kind="project",
        anchor=row_anchor(stated.row, stated.file),
        name=stated.name,
        row=stated.row,
        place=stated.place,
        amounts=stated.amounts,
        objective=stated.objective,
        period_objective=stated.period_objective,
        indicators_text=stated.indicators_text,
        indicators=() if stated.indicators_text else indicators,
        url=url,
        is_confidential=stated.is_confidential,
        file=stated.file,
    )


def indicator_words(one: Any) -> str:
    """What an indicator (its row in force or its record) states, in the order of a table's columns."""
    annual = " ".join(filter(None, (one.comparator, one.annual_target, one.unit_of_measure)))
    return " · ".join(filter(None, (one.level1, one.level2, one.name, one.period_target, annual)))


def rows_of(lines: Iterable[Line]) -> set[int]:
    """The rows of the file that these lines and their indicators are of."""
    return {
        row
        for line in lines
        for row in (line.row, *(indicator.row for indicator in line.indicators))
        if row is not None
    }


def number_of_lines(sizes: Sequence[int]) -> int:
    """How many lines a table has; `sizes` are the numbers of projects of its units."""
    return 1 + len(sizes) + sum(sizes)


@dataclass(frozen=True, slots=True)
class UnitSlice:
    """What of a unit is in a range of lines: its own line or not, and its projects from `start` to before
    `stop`. `before` is the number of projects of the units before it.
    """

    unit: int
    with_unit: bool
    start: int
    stop: int
    before: int


def unit_slices(sizes: Sequence[int], first: int, last: int) -> Iterator[UnitSlice]:
    """Yield what of each unit is in the lines from `first` to before `last`; `sizes` as `number_of_lines`."""
    unit_line_number, before = 1, 0
    for unit, size in enumerate(sizes):
        begin = unit_line_number + 1
        start = min(max(first - begin, 0), size)
        stop = min(max(last - begin, start), size)
        with_unit = first <= unit_line_number < last
        if with_unit or start < stop:
            yield UnitSlice(unit, with_unit, start, stop, before)
        unit_line_number = begin + size
        before += size
