"""The wide layout (Guangdong): one table a department, one row a project, all its indicators in one cell.

A grand total (合计), then units with their subtotals and their projects, or projects alone. Every row under
the header becomes the grand total, a unit, a project or a Problem with its text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure.grid import Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.cells import read_cell
from budget.disclosure.layouts.headers import Column, Header, Table, looks_like_amount
from budget.disclosure.layouts.ledger import Ledger
from budget.disclosure.layouts.loose_lines import LooseLine, loose_line
from budget.disclosure.layouts.money import read_amounts
from budget.disclosure.layouts.names import name_kind
from budget.disclosure.layouts.placing import Placement
from budget.disclosure.layouts.preamble import identifies_table, line_of
from budget.disclosure.layouts.sources import columns_in, with_parts
from budget.disclosure.layouts.sums import sum_kind
from budget.disclosure.layouts.units import UnitReading
from budget.disclosure.layouts.wide_lines import Classifier, WideLine, states_something
from budget.disclosure.layouts.wider_names import attribute_in, wider_name
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Read
from budget.disclosure.records import Amounts, Disclosure, Project, Unit
from indicators.folding import fold

# Without these, figures or targets would be lost; the sources of the money may be absent.
REQUIRED: Final = (words.NAME, words.TOTAL, words.OBJECTIVE, words.INDICATORS)
_CHINESE: Final = {
    words.NAME: "项目名称",
    words.TOTAL: "总计",
    words.OBJECTIVE: "绩效目标",
    words.INDICATORS: "绩效指标",
}
# So many of the layout's columns make it this table, even where another is lacking.
_FEWEST_OF_THIS_TABLE: Final = 4


def is_this(header: Header) -> bool:
    """Whether a header is this layout's, complete or not."""
    if header.fields & {words.LEVEL1, words.LEVEL2, words.INDICATOR_NAME}:
        return False
    wanted = {*REQUIRED, words.FISCAL, words.SPECIAL, words.OTHER, words.PERIOD_OBJECTIVE}
    return len(header.fields & wanted) >= _FEWEST_OF_THIS_TABLE


def missing_columns(header: Header, where: str) -> list[Problem]:
    """A Problem for each column that this layout cannot do without."""
    return [
        Problem("missing-column", place=where, details={"column_name": _CHINESE[name], "seen": header.seen})
        for name in REQUIRED
        if header.column(name) is None
        and not (name == words.OBJECTIVE and header.column(words.PERIOD_OBJECTIVE) is not None)
    ]


def read_wide(table: Table, placement: Placement, where: str) -> Read:
    """The disclosure of a wide table at `where` (sheet, table or page; "" for a text file).

    Raises Refused with every row that makes the table unreadable: too-many-cells, not-an-amount,
    finer-than-fen, amount-out-of-range, unknown-amount-column; missing-column; no-rows.
    """
    missing = missing_columns(table.header, where)
    if missing:
        raise Refused(*missing)
    ledger = Ledger(where, placement.problems)
    reader = _Reader(table.header, placement, ledger)
    lines = reader.lines(table.rows)
    if ledger.refusals:
        raise Refused(*ledger.refusals)
    grand, units = reader.totals_and_units(lines)
    if not units:
        raise Refused(Problem("no-rows", place=where))
    disclosure = Disclosure(
        department=placement.department,
        region=placement.region,
        fiscal_year=placement.fiscal_year,
        layout="wide",
        amounts=grand.amounts if grand else Amounts(),
        row=grand.row.number if grand else None,
        units=units,
        title=placement.title,
        money_unit=placement.money_unit,
        place=where,
    )
    return Read(with_parts(disclosure, reader.named), tuple(ledger.problems))


class _Reader:
    """Reads one table's rows; refusals and doubts go into the ledger."""

    def __init__(self, header: Header, placement: Placement, ledger: Ledger) -> None:
        self._header = header
        self._placement = placement
        self._ledger = ledger
        self._name = header.column(words.NAME)
        self._objective = header.column(words.OBJECTIVE) or header.column(words.PERIOD_OBJECTIVE)
        self._indicators = header.column(words.INDICATORS)
        self._money = [column for column in header.columns if column.field in words.MONEY]
        self._read = {
            *words.MONEY,
            words.NAME,
            words.OBJECTIVE,
            words.INDICATORS,
            words.UNIT,
            words.ATTRIBUTE,
            words.WIDER_NAME,
            words.PERIOD_OBJECTIVE,
        }
        self.named = columns_in(header)
        named = [one.column for one in self.named]
        fields = [*(column.field for column in self._money), *(one.candidate.name for one in self.named)]
        self._classifier = Classifier(header, placement.department, fields)
        self._others = [
            column for column in header.columns if column.field not in self._read and column not in named
        ]

    def lines(self, rows: Iterable[Row]) -> list[WideLine]:
        """Return the parsed rows. Notes, cells in unknown columns and rows that only continue a merged cell
        are handled here.
        """
        lines: list[WideLine] = []
        for row in rows:
            if all(cell.from_above or not cell.text for cell in row.cells):
                continue
            loose = loose_line(row, self._header)
            if loose is not None:
                heading = self._heading(row, loose)
                if heading is not None:
                    lines.append(heading)
                else:
                    self._ledger.report_line(row, loose, self._placement.money_unit)
                continue
            self._ledger.refuse_cells_beyond(row, self._header)
            line = self._line(row)
            if line.is_template:
                self._ledger.report("text-outside-table", row, text=line_of(row))
                continue
            self._ledger.report_unread_columns(self._others, row)
            if self._sums_wider_project(line):
                self._ledger.report("subtotal", row, text=line_of(row))
                continue
            if lines and self._is_continuation(row):
                lines[-1] = self._continued(lines[-1], row)
                continue
            self._doubt_merged_amounts(row)
            if not line.name and not (line.unit and line.is_bare):
                self._ledger.report("no-name", row, text=line_of(row))
            lines.append(line)
        return lines

    def totals_and_units(self, lines: Sequence[WideLine]) -> tuple[WideLine | None, tuple[Unit, ...]]:
        """Return the row of the grand total, and the units with their projects. Other rows of sums are
        reported, and counted nowhere.
        """
        totals: list[WideLine] = []
        others: list[WideLine] = []
        names = {fold(line.name) for line in lines}
        for line in lines:
            kind = self._classifier.sum_kind_of(line, names)
            if kind == "grand":
                totals.append(line)
            elif kind == "subtotal":
                self._ledger.report("subtotal", line.row, text=line_of(line.row))
            else:
                others.append(line)
        read, grand, reading = self._classifier.weighed(totals, others)
        for line in others:
            if line.is_heading and line not in read:
                self._ledger.report("text-outside-table", line.row, text=line.name)
        for line in totals:
            if line is not grand:
                is_other = grand is not None and line.amounts != grand.amounts and line is totals[-1]
                code = "second-grand-total" if is_other else "subtotal"
                self._ledger.report(code, line.row, text=line_of(line.row))
        return grand, self._units(read, reading)

    def _units(self, lines: Sequence[WideLine], reading: UnitReading) -> tuple[Unit, ...]:
        """Return the units with their projects."""
        if self._header.column(words.UNIT) is not None:
            return self._units_by_column(lines)
        for index in reading.doubtful:
            line = lines[index]
            self._ledger.report("unit-or-project", line.row, _words(self._name), line.name)
        units: list[Unit] = []
        projects: list[Project] = []
        for line, is_unit in zip(lines, reading.is_unit, strict=True):
            if is_unit:
                _close(units, projects)
                units.append(Unit(line.name, line.row.number, line.amounts, place=self._place_of(line)))
            else:
                if not units:
                    units.append(self._implied_unit(self._placement.implied_unit, line))
                projects.append(self._project(line))
        _close(units, projects)
        return tuple(units)

    def _units_by_column(self, lines: Sequence[WideLine]) -> tuple[Unit, ...]:
        """The units of a table that names them in a column of their own; a row that names a unit and no
        project is the unit's.
        """
        units: dict[str, Unit] = {}
        projects: dict[str, list[Project]] = {}
        current = ""
        for line in lines:
            current = line.unit or current or self._placement.implied_unit
            key = fold(current)
            is_unit = self._classifier.is_unit_row(line)
            if is_unit and (key not in units or units[key].row is None):
                units[key] = Unit(current, line.row.number, line.amounts, place=self._place_of(line))
            elif is_unit:
                self._ledger.report("subtotal", line.row, text=line_of(line.row))
            else:
                if key not in units:
                    units[key] = Unit(current, None, place=self._ledger.where)
                projects.setdefault(key, []).append(self._project(line))
        return tuple(replace(unit, projects=tuple(projects.get(key, ()))) for key, unit in units.items())

    def _implied_unit(self, name: str, line: WideLine) -> Unit:
        self._ledger.report("implied-unit", line.row, _words(self._name), line.name)
        return Unit(name, None, place=self._ledger.where)

    def _project(self, line: WideLine) -> Project:
        cell = line.indicators if states_something(line.indicators) else ""
        indicators, unread, problems = read_cell(
            cell, self._place_of(line), line.row.number, _words(self._indicators)
        )
        self._ledger.problems += problems
        return Project(
            name=line.name,
            row=line.row.number,
            amounts=line.amounts,
            objective=line.objective,
            indicators=indicators,
            indicators_text=line.indicators,
            unread=unread,
            place=self._place_of(line),
            period_objective=line.period_objective,
            attribute=line.attribute,
        )

    def _place_of(self, line: WideLine) -> str:
        return self._ledger.place_of(line.row)

    def _line(self, row: Row) -> WideLine:
        period = self._header.column(words.PERIOD_OBJECTIVE)
        return WideLine(
            row=row,
            name=self._name_in(row),
            amounts=read_amounts(row, self._money, self._placement.money_unit, self._ledger, self.named),
            objective=_text(self._objective, row),
            period_objective=_text(period, row) if period is not self._objective else "",
            indicators=_text(self._indicators, row),
            unit=_text(self._header.column(words.UNIT), row),
            attribute=attribute_in(self._header, row) if _text(self._name, row) else "",
        )

    def _name_in(self, row: Row) -> str:
        """The row's name, else that of its wider project; a 合计 or a note merged over, or written in, the
        running number's column is one.
        """
        name = _text(self._name, row) or wider_name(self._header, row)
        serial = _text(self._header.column(words.SERIAL), row)
        return name or ("" if looks_like_amount(serial) else serial)

    def _sums_wider_project(self, line: WideLine) -> bool:
        """Whether a row states the money of a project in parts, which have rows of their own."""
        is_wider = not _text(self._name, line.row) and bool(wider_name(self._header, line.row))
        is_unit = name_kind(line.name, self._placement.department) == "unit"
        return is_wider and line.is_bare and sum_kind(line.name) is None and not is_unit

    def _heading(self, row: Row, loose: LooseLine) -> WideLine | None:
        """A text over all columns as the line of the unit that it may name; None where it is a note."""
        if not loose.is_heading or identifies_table(loose.text):
            return None
        is_unit = name_kind(loose.text, self._placement.department) == "unit"
        by_column = self._header.column(words.UNIT) is not None
        if by_column and not is_unit:
            return None
        name, unit = ("", loose.text) if by_column else (loose.text, "")
        return WideLine(row, name, Amounts(), "", "", "", unit, "", is_heading=not is_unit)

    def _is_continuation(self, row: Row) -> bool:
        """True where name and amounts are the row's above by a merge: the same project, its text in several
        cells.
        """
        if self._name is None:
            return False
        money = [*self._money, *(one.column for one in self.named)]
        merged = [cell for column in (self._name, *money) for cell in column.cells(row)]
        return bool(merged) and bool(self._name.cells(row)) and all(cell.from_above for cell in merged)

    def _continued(self, line: WideLine, row: Row) -> WideLine:
        def more(text: str, column: Column | None) -> str:
            own = [cell.text for cell in column.cells(row) if not cell.from_above] if column else []
            return "\n".join(filter(None, [text, *own]))

        return replace(
            line,
            objective=more(line.objective, self._objective),
            indicators=more(line.indicators, self._indicators),
        )

    def _doubt_merged_amounts(self, row: Row) -> None:
        for column in self._money:
            for cell in column.cells(row):
                if cell.from_above and looks_like_amount(cell.text):
                    self._ledger.report("merged-amount", row, column.words, cell.text)


def _close(units: list[Unit], projects: list[Project]) -> None:
    """Put the projects gathered under the last unit."""
    if units:
        units[-1] = replace(units[-1], projects=tuple(projects))
    projects.clear()


def _text(column: Column | None, row: Row) -> str:
    return column.text(row) if column else ""


def _words(column: Column | None) -> str:
    return column.words if column else ""
