"""The flat layout (Sichuan): one table a department, one row an indicator.

Unit, project, amount and objective are on the project's first row only (merged, or blank below); some
systems repeat them on every row. Rows without a project state sums: the department's own
(`820-马踏镇部门`, 合计) or a unit's (`820001-…`). Names are stored as disclosed, with their codes.
"""

import re
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.flat_drafts import ProjectDraft, UnitDraft, repeats_projects
from budget.disclosure.layouts.headers import Header, Table
from budget.disclosure.layouts.indicator_rows import (
    INDICATOR_FIELDS,
    IndicatorRows,
    numbered,
    report_doubts,
)
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.loose_lines import LooseLine, loose_line
from budget.disclosure.layouts.money import read_amounts
from budget.disclosure.layouts.names import name_kind
from budget.disclosure.layouts.notes import is_placeholder
from budget.disclosure.layouts.placing import Placement
from budget.disclosure.layouts.preamble import identifies_table, line_of
from budget.disclosure.layouts.sources import columns_in, with_parts
from budget.disclosure.layouts.sums import is_sum_of_unit, sum_kind
from budget.disclosure.layouts.wider_names import attribute_in, wider_name
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Read
from budget.disclosure.records import Amounts, Disclosure, Project, Unit
from indicators.folding import fold

_REQUIRED: Final = {
    words.NAME: "项目名称",
    words.TOTAL: "预算数",
    words.INDICATOR_NAME: "三级指标",
    words.ANNUAL_TARGET: "指标值",
}
_FEWEST_OF_THIS_TABLE: Final = 4
# The code of a department has three digits, that of a unit six: 820-马踏镇部门, 820001-马踏镇人民政府.
_DEPARTMENT_CODE: Final = re.compile(r"[0-9]{3}\s*[-—－]")
_UNIT_CODE: Final = re.compile(r"[0-9]{6}\s*[-—－]?")
_NO_AMOUNTS: Final = Amounts()
_READ: Final = frozenset(
    {
        words.NAME,
        words.UNIT,
        words.OBJECTIVE,
        words.PERIOD_OBJECTIVE,
        words.ATTRIBUTE,
        words.WIDER_NAME,
        *words.MONEY,
        *INDICATOR_FIELDS,
    }
)


def is_this(header: Header) -> bool:
    """Whether a header has this layout, complete or not: columns of projects and of indicators row by row."""
    if not header.fields & {words.INDICATOR_NAME, words.LEVEL2}:
        return False
    wanted = {*_REQUIRED, words.UNIT, words.OBJECTIVE, words.LEVEL1, words.LEVEL2}
    about_projects = {words.NAME, words.UNIT, words.TOTAL, words.OBJECTIVE} & header.fields
    return len(about_projects) > 1 and len(header.fields & wanted) >= _FEWEST_OF_THIS_TABLE


def missing_columns(header: Header, where: str) -> list[Problem]:
    """A Problem for each column that this layout cannot do without."""
    return [
        Problem("missing-column", place=where, details={"column_name": chinese, "seen": header.seen})
        for name, chinese in _REQUIRED.items()
        if header.column(name) is None
        and not (name == words.ANNUAL_TARGET and header.column(words.PERIOD_TARGET) is not None)
    ]


def department_in(table: Table) -> str:
    """The department that the table's own rows name (`820-马踏镇部门`), "" where none does."""
    unit, name = table.header.column(words.UNIT), table.header.column(words.NAME)
    for row in table.rows:
        stated = unit.text(row) if unit else ""
        if stated and _DEPARTMENT_CODE.match(fold(stated)) and not (name and name.text(row)):
            return stated
    return ""


def read_flat(table: Table, placement: Placement, where: str) -> Read:
    """The disclosure of a flat table at `where` (sheet, table or page; "" for a text file).

    Raises Refused as the wide layout does: missing-column, too-many-cells, not-an-amount, finer-than-fen,
    amount-out-of-range, unknown-amount-column, no-rows.
    """
    missing = missing_columns(table.header, where)
    if missing:
        raise Refused(*missing)
    ledger = Ledger(where, placement.problems)
    reader = _Reader(table, placement, ledger)
    for row in table.rows:
        reader.take(row)
    reader.end()
    if ledger.refusals:
        raise Refused(*ledger.refusals)
    units = reader.units()
    total_row, total_amounts = reader.grand_total()
    if not any(unit.projects for unit in units):
        raise Refused(Problem("no-rows", place=where))
    disclosure = Disclosure(
        department=placement.department,
        region=placement.region,
        fiscal_year=placement.fiscal_year,
        layout="flat",
        amounts=total_amounts,
        row=total_row,
        units=units,
        title=placement.title,
        money_unit=placement.money_unit,
        place=where,
    )
    return Read(with_parts(disclosure, reader.named), tuple(ledger.problems))


class _Reader:
    """Takes a table's rows in order; refusals and doubts go into the ledger."""

    def __init__(self, table: Table, placement: Placement, ledger: Ledger) -> None:
        self._header = table.header
        self._placement = placement
        self._ledger = ledger
        self._money = [column for column in self._header.columns if column.field in words.MONEY]
        self.named = columns_in(self._header)
        named = [one.column for one in self.named]
        self._all_money = [*self._money, *named]
        # A lone 总体目标 is the year's objective.
        has_objective = self._header.column(words.OBJECTIVE) is not None
        self._objective = words.OBJECTIVE if has_objective else words.PERIOD_OBJECTIVE
        self._others = [
            column for column in self._header.columns if column.field not in _READ and column not in named
        ]
        self._indicators = IndicatorRows(
            [column for column in self._header.columns if column.field in INDICATOR_FIELDS], ledger
        )
        self._repeats = repeats_projects(table)
        self._has_no_units = self._header.column(words.UNIT) is None
        self._units: dict[str, UnitDraft] = {}
        self._unit: UnitDraft | None = None
        self._project: ProjectDraft | None = None
        self._totals: list[tuple[Row, Amounts]] = []
        # A row of a unit without amounts, until the next row shows whether projects follow it.
        self._heading: tuple[Row, str] | None = None
        self._of_rows_above: set[int] = set()

    def take(self, row: Row) -> None:
        """Read one row: a sum, a project's first row, or another indicator of the project above."""
        if all(cell.from_above or not cell.text for cell in row.cells):
            return
        loose = loose_line(row, self._header)
        if loose is not None:
            self._take_line(row, loose)
            return
        self._ledger.refuse_cells_beyond(row, self._header)
        self._ledger.report_unread_columns(self._others, row)
        if self._heading is not None:
            self._settle_heading(row)
        unit, name = self._own(words.UNIT, row), self._own(words.NAME, row)
        serial = self._own(words.SERIAL, row)
        if not unit and not name and sum_kind(serial):
            name = serial
        wider = "" if name else wider_name(self._header, row)
        if wider and (sum_kind(wider) or not self._states_nothing_else(row)):
            name = wider
        elif wider:
            self._ledger.report("subtotal", row, text=line_of(row))
            return
        if self._has_no_units and name_kind(name, self._placement.department) == "unit":
            unit, name = (name, "") if self._states_nothing_else(row) else (unit, name)
        if self._is_sum(row, unit, name):
            self._take_sum(row, unit, name)
            return
        is_template = bool(name) and is_placeholder(name)
        unit, name = ("" if is_placeholder(text) else text for text in (unit, name))
        if unit:
            self._enter(unit)
        project = self._begun_or_above(row, name)
        if project is None:
            self._ledger.report("text-outside-table", row, text=line_of(row))
            return
        if project is not self._project:
            self._project = project
            self._indicators.forget_levels()
        indicator = self._indicators.read(row)
        if indicator is not None:
            project.indicators.append(indicator)
        elif is_template:
            self._ledger.report("template-row", row, text=line_of(row))

    def end(self) -> None:
        """Take the end of the table."""
        self._settle_heading(None)

    def units(self) -> tuple[Unit, ...]:
        """Return the units in the order of their first rows, and report doubts about their projects.

        A unit's row that sums the projects above it alone is a page's sum: it is reported.
        """
        for unit in self._units.values():
            if unit.is_of_page:
                self._ledger.report("subtotal", unit.row, text=unit.name)
                unit.row, unit.amounts = None, Amounts()
        return tuple(
            Unit(
                unit.name,
                unit.row,
                unit.amounts,
                tuple(self._finished(project) for project in unit.projects),
                self._ledger.where,
            )
            for unit in self._units.values()
            if unit.projects or unit.amounts != Amounts() or self._is_named_like_unit(unit)
        )

    def grand_total(self) -> tuple[int | None, Amounts]:
        """Return the row of the grand total and its amounts: of several the one that is the sum of the
        units, else the first; none where they are the totals of pages: together they are that sum, or each is
        the sum of the projects above it. The others are reported.
        """
        summed = sum(unit.total for unit in self._units.values())
        totals = [amounts.total or 0 for _, amounts in self._totals]
        chosen = totals.index(summed) if summed in totals else 0
        is_of_pages = summed not in totals and (
            (len(totals) > 1 and sum(totals) == summed)
            or all(row.number in self._of_rows_above for row, _ in self._totals)
        )
        for at, (row, amounts) in enumerate(self._totals):
            if at != chosen or is_of_pages:
                is_other = amounts.total != totals[chosen] and at == len(totals) - 1 and not is_of_pages
                self._ledger.report("second-grand-total" if is_other else "subtotal", row, text=line_of(row))
        if not self._totals or is_of_pages:
            return None, Amounts()
        row, amounts = self._totals[chosen]
        return row.number, amounts

    def _is_named_like_unit(self, unit: UnitDraft) -> bool:
        """Whether a unit without money and projects has the name of one; else its row is a line of text."""
        if unit.row is None:
            return False
        is_named = bool(_UNIT_CODE.match(fold(unit.name)))
        if is_named or name_kind(unit.name, self._placement.department) == "unit":
            return True
        self._ledger.report("text-outside-table", unit.row, text=unit.name)
        return False

    def _take_line(self, row: Row, line: LooseLine) -> None:
        """Report a row that is text. A text over all columns that names a unit is that unit's row."""
        if line.is_heading and not identifies_table(line.text):
            is_unit = name_kind(line.text, self._placement.department) == "unit"
            if is_unit or _UNIT_CODE.match(fold(line.text)):
                self._enter(line.text)
                return
        self._ledger.report_line(row, line, self._placement.money_unit)

    def _finished(self, project: ProjectDraft) -> Project:
        indicators = numbered(project.indicators)
        named = self._header.column(words.INDICATOR_NAME)
        place = self._ledger.place_of(project.row)
        report_doubts(indicators, named.words if named else "", place, self._ledger)
        return Project(
            name=project.name,
            row=project.row.number,
            amounts=project.amounts,
            objective=project.objective,
            indicators=indicators,
            place=place,
            period_objective=project.period_objective,
            attribute=project.attribute,
        )

    def _own(self, name: str, row: Row) -> str:
        """Return the text that a row has in a column by itself, not by a merge with the row above."""
        column = self._header.column(name)
        return " ".join(cell.text for cell in column.cells(row) if not cell.from_above) if column else ""

    def _states_nothing_else(self, row: Row) -> bool:
        """Whether a row has a name and amounts at most, as a unit's row where units have no column."""
        return not self._indicators.states(row) and not self._own(self._objective, row)

    def _is_sum(self, row: Row, unit: str, name: str) -> bool:
        if self._indicators.states(row) or self._own(self._objective, row):
            return False
        return (bool(unit) and not name) or sum_kind(name) is not None

    def _take_sum(self, row: Row, unit: str, name: str) -> None:
        amounts = read_amounts(row, self._money, self._placement.money_unit, self._ledger, self.named)
        is_of_unit = bool(unit) and not sum_kind(unit) and (not name or is_sum_of_unit(name))
        kind = None if is_of_unit else sum_kind(name or unit)
        if kind == "grand" and amounts.total not in (None, 0) and amounts.total == self._summed_so_far():
            self._of_rows_above.add(row.number)
        if kind == "grand" or (is_of_unit and _DEPARTMENT_CODE.match(fold(unit))):
            self._totals.append((row, amounts))
        elif kind == "subtotal":
            self._ledger.report("subtotal", row, text=line_of(row))
        elif self._project is not None and amounts == Amounts() and not name:
            self._heading = (row, unit)
        else:
            entered = self._enter(unit or name)
            self._project = None
            if entered.row is None:
                entered.row, entered.amounts = row.number, amounts
                entered.summed_above = entered.summed
            else:
                self._ledger.report("subtotal", row, text=line_of(row))

    def _settle_heading(self, row: Row | None) -> None:
        """Enter the unit of the row before, or report that row as text where `row` goes on with the project
        above it.
        """
        if self._heading is None:
            return
        above, name = self._heading
        self._heading = None
        if row is not None and not self._own(words.NAME, row) and not self._own(words.UNIT, row):
            self._ledger.report("text-outside-table", above, text=name)
            return
        entered = self._enter(name)
        self._project = None
        if entered.row is None:
            entered.row = above.number

    def _summed_so_far(self) -> int:
        return sum(one.amounts.total or 0 for unit in self._units.values() for one in unit.projects)

    def _enter(self, name: str) -> UnitDraft:
        entered = self._units.setdefault(fold(name), UnitDraft(name))
        if entered is not self._unit:
            self._project = None
        self._unit = entered
        return entered

    def _begun_or_above(self, row: Row, name: str) -> ProjectDraft | None:
        """Return the project that the row begins, or the project above, extended by the row; None for a row
        that states nothing of a project.
        """
        amounts = read_amounts(row, self._money, self._placement.money_unit, self._ledger, self.named)
        begun = ProjectDraft(
            row,
            name or self._text(words.NAME, row),
            amounts,
            self._text(self._objective, row),
            self._text(words.PERIOD_OBJECTIVE, row) if self._objective == words.OBJECTIVE else "",
            attribute_in(self._header, row),
        )
        above = self._project
        if above is not None and self._repeats and begun.is_same(above):
            return above
        if above is not None and not name and not self._states_money(row, amounts):
            more = self._own(self._objective, row)
            above.objective = "\n".join(filter(None, [above.objective, more]))
            return above
        if not any(
            (begun.name, self._states_money(row, amounts), begun.objective, self._indicators.states(row))
        ):
            return None
        if self._unit is None:
            self._ledger.report("implied-unit", row, self._words(words.NAME), begun.name)
        if not begun.name:
            self._ledger.report("no-name", row, text=line_of(row))
        unit = self._unit or self._enter(self._placement.implied_unit)
        unit.projects.append(begun)
        return begun

    def _states_money(self, row: Row, amounts: Amounts) -> bool:
        """Whether a row states an amount itself, not by a merge with the row above."""
        return amounts != _NO_AMOUNTS and any(column.has_own_text(row) for column in self._all_money)

    def _text(self, name: str, row: Row) -> str:
        column = self._header.column(name)
        return column.text(row) if column else ""

    def _words(self, name: str) -> str:
        column = self._header.column(name)
        return column.words if column else ""
