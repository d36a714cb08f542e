"""A disclosure's table as disclosed, a stretch at a time: from the rows in force or a revision's records.

Line 0 is the grand total; then comes each unit with its projects behind it, in the order of the table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.utils.text import capfirst

from budget.disclosure import records
from budget.disclosure.layouts import words
from budget.disclosure.namesakes import number_namesakes
from budget.disclosure.records import Amounts
from budget.links import address, row_anchor
from budget.models import Disclosure, Problem, Project
from budget.models.names import name_key
from budget.store.corrections import INDICATORS
from budget.store.names import other_names_of_units
from budget.store.rows_reader import indicator_record
from indicators.folding import fold
from indicators.models import Indicator

# Lines of a page: a project's objective and indicators fill a good part of a screen.
LINES_PER_PAGE = 100
# Lines of a file that are fetched at a time.
_STRETCH = 1_000


class Corrected(NamedTuple):
    """A value that stands instead of the disclosed one: fen of an amount, else a text. `indicator`: its
    number in the project, None where it is none's.
    """

    label: str
    value: str | int | None
    is_money: bool = False
    indicator: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. `kind` is "grand-total", "unit" or "project"; `anchor` is its id on the page.

    `indicators` are given where the layout has no cell that holds them all (`indicators_text`). `url` is the
    page of the unit or project, "" where it has none now; `file` the SHA-256 of the file that `row` is of,
    where the disclosure is made of several. `problems`: what is in doubt, `corrected`: what is
    corrected, both by cell. All else is as it was disclosed.
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
    corrected: dict[str, list[Corrected]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What of a unit lies in a window: its own line or not, its projects from `start` to before `stop`."""

    unit: int
    with_unit: bool
    start: int
    stop: int


def number_of_lines(sizes: Sequence[int]) -> int:
    """How many lines a table has whose units have so many projects."""
    return 1 + len(sizes) + sum(sizes)


def _window(sizes: Sequence[int], first: int, last: int) -> Iterator[_Stretch]:
    """The stretches of units in the lines from `first` to before `last`."""
    unit_line = 1
    for unit, size in enumerate(sizes):
        begin = unit_line + 1
        start = min(max(first - begin, 0), size)
        stop = min(max(last - begin, start), size)
        with_unit = first <= unit_line < last
        if with_unit or start < stop:
            yield _Stretch(unit, with_unit, start, stop)
        unit_line = begin + size


class InForce:
    """The table of a disclosure out of its rows in force: each line as disclosed, corrections beside it; the
    sums (`stated`, `computed`) are those of the values that count.
    """

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure
        self.statements = list(disclosure.statements.for_disclosure_page())
        self.sizes = [statement.project_count for statement in self.statements]

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

    def lines(self, first: int, last: int) -> list[Line]:
        """The lines from `first` to before `last`."""
        disclosure = self.disclosure
        lines = [_as_disclosed(_grand_total(disclosure), disclosure)] if first == 0 else []
        stretches = list(_window(self.sizes, first, last))
        projects = iter(self._projects(stretches))
        for stretch in stretches:
            statement = self.statements[stretch.unit]
            if stretch.with_unit:
                url = address("unit", statement.unit_id, year=disclosure.fiscal_year)
                lines.append(_as_disclosed(_unit(statement, url), statement))
            for _ in range(stretch.start, stretch.stop):
                project = next(projects)
                indicators = tuple(project.indicators.all())
                line = _project(project, project.get_absolute_url(), indicators)
                lines.append(_as_disclosed(line, project, indicators))
        return lines

    def _projects(self, stretches: Sequence[_Stretch]) -> Iterable[Project]:
        filled = [stretch for stretch in stretches if stretch.start < stretch.stop]
        if not filled:
            return []
        before = sum(self.sizes[: filled[0].unit]) + filled[0].start
        number = sum(stretch.stop - stretch.start for stretch in filled)
        return self.disclosure.projects.for_disclosure_page(before, before + number)

    def line_of_project(self, pk: int) -> int | None:
        """The line of a project of this disclosure."""
        place = self.disclosure.projects.place_of(pk=pk)
        return None if place is None else self._line(*place)

    def line_of_row(self, row: int) -> int | None:
        """The line that stands in a row of the file."""
        for number, statement in enumerate(self.statements):
            if statement.row == row:
                return 1 + number + sum(self.sizes[:number])
        place = self.disclosure.projects.place_of(row=row)
        return None if place is None else self._line(*place)

    def _line(self, statement: int, before: int) -> int:
        units = next(number for number, one in enumerate(self.statements, start=1) if one.pk == statement)
        return 1 + units + before


class Snapshot:
    """The table of a revision out of the records it keeps; a project still in force leads to its page."""

    def __init__(self, disclosure: Disclosure, record: records.Disclosure) -> None:
        self.disclosure = disclosure
        self.record = record
        self.other_names = other_names_of_units(disclosure.department_id)
        self.sizes = [len(unit.projects) for unit in record.units]

    @property
    def money_unit(self) -> str:
        return self.record.money_unit

    @property
    def stated(self) -> Amounts:
        return self.record.amounts

    @property
    def computed(self) -> Amounts:
        """The sum of all projects."""
        return Amounts.sum(project.amounts for project in self.record.projects)

    def lines(self, first: int, last: int) -> list[Line]:
        """The lines from `first` to before `last`."""
        lines = [_grand_total(self.record)] if first == 0 else []
        pages = self._pages()
        for stretch in _window(self.sizes, first, last):
            unit = self.record.units[stretch.unit]
            if stretch.with_unit:
                lines.append(_unit(unit, ""))
            for number in range(stretch.start, stretch.stop):
                project = unit.projects[number]
                url = pages.get((self._unit_key(unit.name), name_key(project.name), project.row), "")
                lines.append(_project(project, url, project.indicators))
        return lines

    def _pages(self) -> dict[tuple[str, str, int | None], str]:
        """The address of each project in force, by unit, name and row of the revision that is shown.

        Namesakes are told apart by their order, as when they were stored.
        """
        names = (
            (self._unit_key(unit.name), name_key(project.name))
            for unit in self.record.units
            for project in unit.projects
        )
        rows = (project.row for project in self.record.projects)
        wanted = dict(zip(number_namesakes(names), rows, strict=True))
        in_force = self.disclosure.projects.values_list("pk", "unit__name_folded", "name_folded", "ordinal")
        return {
            (unit, name, wanted[unit, name, ordinal]): address("project", pk)
            for pk, unit, name, ordinal in in_force
            if (unit, name, ordinal) in wanted
        }

    def _unit_key(self, name: str) -> str:
        """What the unit that is stated under a name is compared by."""
        folded = fold(name)
        return name_key(self.other_names.get(folded, folded))

    def line_of_row(self, row: int) -> int | None:
        line = 1
        for unit in self.record.units:
            if unit.row == row:
                return line
            for number, project in enumerate(unit.projects, start=1):
                if project.row == row:
                    return line + number
            line += 1 + len(unit.projects)
        return None


def every_line(table: InForce | Snapshot) -> Iterator[Line]:
    """All lines of a table, a stretch at a time; of a revision's records all at once: it holds them."""
    number = number_of_lines(table.sizes)
    stretch = number if isinstance(table, Snapshot) else _STRETCH
    for first in range(0, number, stretch):
        yield from table.lines(first, min(first + stretch, number))


def _grand_total(stated: Disclosure | records.Disclosure) -> Line:
    return Line("grand-total", row_anchor(stated.row), "", stated.row, stated.place, stated.amounts)


def _unit(stated: Any, url: str) -> Line:
    return Line(
        "unit", row_anchor(stated.row), stated.name, stated.row, stated.place, stated.amounts, url=url
    )


def _project(stated: Any, url: str, indicators: tuple[Any, ...]) -> Line:
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


def _as_disclosed(line: Line, row: Any, indicators: Sequence[Indicator] = ()) -> Line:
    """The line of a row in force as it was disclosed, with what is corrected by cell."""
    if not row.as_disclosed:
        return line
    cells: dict[str, list[Corrected]] = defaultdict(list)
    for name in row.as_disclosed:
        if name == INDICATORS:
            continue
        is_money = name in records.AMOUNT_FIELDS
        cell = name if is_money else "objective" if name.endswith("objective") else "name"
        label = capfirst(str(row._meta.get_field(name).verbose_name))
        cells[cell].append(Corrected(label, getattr(row, name), is_money))
    for one in indicators:
        for name in one.as_disclosed:
            label = capfirst(str(one._meta.get_field(name).verbose_name))
            cells["indicators"].append(Corrected(label, getattr(one, name), indicator=one.position))
    money = {name: row.as_disclosed[name] for name in cells.keys() & set(records.AMOUNT_FIELDS)}
    texts = {
        name: row.as_disclosed[name] for name in ("objective", "period_objective") if name in row.as_disclosed
    }
    shown = tuple(
        replace(indicator_record(one), **one.as_disclosed) if isinstance(one, Indicator) else one
        for one in line.indicators
    )
    amounts = replace(line.amounts, **money)
    return replace(line, amounts=amounts, indicators=shown, corrected=dict(cells), **texts)


# Where a problem is marked, by what its column's words mean; the name's cell bears what is about the row.
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
    """The cell in which a problem of a column (its header's words) is marked: a field of Line's."""
    meaning = words.meaning_of(column) if column else None
    if meaning in words.MONEY:
        return str(meaning)
    return _CELL_OF.get(meaning, "name") if meaning else "name"


def with_problems(lines: Sequence[Line], problems: Iterable[Problem]) -> list[Line]:
    """The lines, each with the problems of its row (and of its indicators' own rows), by cell."""
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


def rows_of(lines: Iterable[Line]) -> set[int]:
    """The rows of the file that these lines stand in."""
    return {
        row
        for line in lines
        for row in (line.row, *(indicator.row for indicator in line.indicators))
        if row is not None
    }
