"""The table of a disclosure out of its rows in force, with what of them is corrected."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.text import capfirst

from budget.disclosure.records import AMOUNT_FIELDS, Amounts
from budget.links import address
from budget.models import Disclosure, Project
from budget.pages.disclosed_table.lines import (
    CorrectedValue,
    Line,
    UnitSlice,
    grand_total_line,
    number_of_lines,
    project_line,
    unit_line,
    unit_slices,
)
from budget.store.corrections import INDICATORS
from budget.store.rows_reader import indicator_record
from indicators.models import Indicator

# Lines of a file that are fetched at a time.
_LINES_AT_A_TIME = 1_000


class InForce:
    """The table in force: each line as disclosed, with its corrections; `stated` and `computed` are of the
    values that count.
    """

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure
        self.statements = list(disclosure.statements.for_disclosure_page())
        self.sizes = [statement.project_count for statement in self.statements]

    @property
    def head(self) -> Disclosure:
        """What is stated of the whole table."""
        return self.disclosure

    @property
    def money_unit(self) -> str:
        return self.disclosure.money_unit

    @property
    def stated(self) -> Amounts:
        return self.disclosure.amounts

    @property
    def computed(self) -> Amounts:
        """The sum of all projects, out of the units' sums."""
        return Amounts.sum(statement.sums for statement in self.statements)

    @property
    def has_other_sources(self) -> bool:
        """Whether a row states a source that has no column."""
        rows = (self.disclosure, *self.statements)
        return any(row.other_sources for row in rows) or any(
            statement.projects_have_other_sources for statement in self.statements
        )

    def lines(self, first: int, last: int) -> list[Line]:
        """The lines from `first` to before `last`."""
        disclosure = self.disclosure
        lines = [_as_disclosed(grand_total_line(disclosure), disclosure)] if first == 0 else []
        slices = list(unit_slices(self.sizes, first, last))
        projects = iter(self._projects(slices))
        for one in slices:
            statement = self.statements[one.unit]
            if one.with_unit:
                url = address("unit", statement.unit_id, year=disclosure.fiscal_year)
                lines.append(_as_disclosed(unit_line(statement, url), statement))
            for _ in range(one.start, one.stop):
                project = next(projects)
                indicators = tuple(project.indicators.all())
                line = project_line(project, project.get_absolute_url(), indicators)
                lines.append(_as_disclosed(line, project, indicators))
        return lines

    def all_lines(self) -> Iterator[Line]:
        """All lines, some of them in memory at a time."""
        number = number_of_lines(self.sizes)
        for first in range(0, number, _LINES_AT_A_TIME):
            yield from self.lines(first, min(first + _LINES_AT_A_TIME, number))

    def _projects(self, slices: Sequence[UnitSlice]) -> Iterable[Project]:
        """The projects of these slices, which follow each other, in one query."""
        filled = [one for one in slices if one.start < one.stop]
        if not filled:
            return []
        first, last = filled[0], filled[-1]
        return self.disclosure.projects.for_disclosure_page(
            first.before + first.start, last.before + last.stop
        )

    def line_of_project(self, pk: int) -> int | None:
        """The number of the line of a project, None where it is not of this disclosure."""
        place = self.disclosure.projects.place_of(pk=pk)
        return None if place is None else self._line(*place)

    def line_of_row(self, row: int) -> int | None:
        """The number of the line that is of a row of the file, None where none is."""
        for number, statement in enumerate(self.statements):
            if statement.row == row:
                return 1 + number + sum(self.sizes[:number])
        place = self.disclosure.projects.place_of(row=row)
        return None if place is None else self._line(*place)

    def _line(self, statement: int, before: int) -> int:
        """The number of the line of a project, by its statement's id and the number of projects before it."""
        units = next(number for number, one in enumerate(self.statements, start=1) if one.pk == statement)
        return 1 + units + before


def _as_disclosed(line: Line, row: Any, indicators: Sequence[Indicator] = ()) -> Line:
    """The line of a row in force with the values that were disclosed, and with the corrected ones by cell."""
    if not row.as_disclosed:
        return line
    money = {name: fen for name, fen in row.as_disclosed.items() if name in AMOUNT_FIELDS}
    texts = {
        name: row.as_disclosed[name] for name in ("objective", "period_objective") if name in row.as_disclosed
    }
    shown = tuple(
        replace(indicator_record(one), **one.as_disclosed) if isinstance(one, Indicator) else one
        for one in line.indicators
    )
    return replace(
        line,
        amounts=replace(line.amounts, **money),
        indicators=shown,
        corrected=_corrected_values(row, indicators),
        **texts,
    )


def _corrected_values(row: Any, indicators: Sequence[Indicator]) -> dict[str, list[CorrectedValue]]:
    """What is corrected of a row in force and of its indicators, by cell."""
    cells: dict[str, list[CorrectedValue]] = defaultdict(list)
    for name in row.as_disclosed:
        if name == INDICATORS:
            continue
        is_money = name in AMOUNT_FIELDS
        cell = name if is_money else "objective" if name.endswith("objective") else "name"
        cells[cell].append(CorrectedValue(_label(row, name), getattr(row, name), is_money))
    for one in indicators:
        for name in one.as_disclosed:
            value = CorrectedValue(_label(one, name), getattr(one, name), indicator=one.position)
            cells["indicators"].append(value)
    return dict(cells)


def _label(row: Any, name: str) -> str:
    return capfirst(str(row._meta.get_field(name).verbose_name))
