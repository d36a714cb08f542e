"""Sorts the tables of a file by their kind: tables and forms of targets, self-evaluations, and others."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from budget.disclosure import omissions, stated_sums
from budget.disclosure.evaluations.collecting import Collected
from budget.disclosure.evaluations.columns import is_this as is_of_evaluations
from budget.disclosure.grid import Grid
from budget.disclosure.layouts import (
    flat,
    form,
    headers,
    indicator_groups,
    other_tables,
    target_parts,
    wide,
    years,
)
from budget.disclosure.layouts.headers import Table
from budget.disclosure.layouts.other_tables import OtherTable, Titled
from budget.disclosure.layouts.placing import place, with_column
from budget.disclosure.layouts.preamble import line_of, stated
from budget.disclosure.layouts.sole_total import with_sole_total
from budget.disclosure.layouts.wider_names import with_specific_name
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.reading import Given, Read


@dataclass(slots=True)
class Sorting:
    """The tables of a file as they are sorted: those read, forms that are read together, self-evaluations,
    and others.

    `refusals` are of tables that are no whole target table. They refuse the file where it holds no other one.
    `lacking` are the tables among them that lack a column or rows. They also refuse a file in which another
    table is whole, where they name projects that are in no other table.
    """

    given: Given
    reads: list[Read] = field(default_factory=list)
    forms: list[form.Form] = field(default_factory=list)
    grids_of_forms: list[Grid] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    lacking: list[tuple[Table, list[Problem]]] = field(default_factory=list)
    evaluations: Collected = field(default_factory=Collected)

    def take(self, grid: Grid, place: str) -> None:
        """Read the tables of a grid, and set its forms aside."""
        found = [self._take_table(table, grid) for table in headers.tables_in(grid)]
        if any(found):
            return
        found_forms = form.forms_in(grid)
        own = self._own_forms(found_forms, grid)
        if own:
            self.forms += own
            self.grids_of_forms.append(grid)
            self.evaluations.is_last = False
        elif not found_forms:
            self._take_other(grid, place)

    def take_titled(self, grid: Grid, other: OtherTable) -> None:
        """Take a grid whose title says that it is of another kind: a self-evaluation is read."""
        if other.kind != "self-evaluation" or not self.evaluations.take_grid(grid):
            self.pass_over(other)

    def pass_over(self, other: OtherTable) -> None:
        """Note a table of another kind."""
        self.refusals.append(other.refusal)
        self.passed_over.append(other.described)

    def _take_table(self, table: Table, grid: Grid) -> bool:
        """Read a table; False where its header is no layout's."""
        table = indicator_groups.unfolded(with_specific_name(with_sole_total(table)), grid.place)
        layout = next((one for one in (wide, flat) if one.is_this(table.header)), None)
        if layout is None and not is_of_evaluations(table.header):
            return False
        other = other_tables.other_in_table(table, grid)
        if other is not None:
            # No sum shows the columns of results.
            if (
                other.kind != "self-evaluation"
                or grid.is_aligned
                or not self.evaluations.take_table(table, grid)
            ):
                self.pass_over(other)
            return True
        if layout is None:
            return False
        self.evaluations.is_last = False
        if layout is flat:
            table = target_parts.of_table(table, grid.place)
        lacking = layout.missing_columns(table.header, grid.place)
        if not lacking and not table.rows:
            lacking = [Problem("no-rows", place=grid.place)]
        if lacking:
            problems = [replace(problem, row=table.row) for problem in lacking]
            self.refusals += problems
            self.lacking.append((table, problems))
            self.passed_over.append(grid.place)
        else:
            self.reads.append(_read_table(table, grid, self.given))
        return True

    def _own_forms(self, forms: Sequence[form.Form], grid: Grid) -> list[form.Form]:
        """The forms of a grid that are of projects, with values; the others are passed over."""
        own: list[form.Form] = []
        title: Titled | None = None
        for one in forms:
            other, title = other_tables.other_in_form(one, grid, title)
            is_evaluation = other is not None and other.kind == "self-evaluation"
            if other is not None and not is_evaluation:
                self.pass_over(other)
            elif is_evaluation and not other_tables.is_blank(one):
                self.evaluations.take_form(one, grid)
            elif is_evaluation or other_tables.is_blank(one):
                self.refusals.append(Problem("blank-form", place=grid.place, row=one.rows[0].number))
                self.passed_over.append(grid.place)
            else:
                own.append(one)
        return own

    def _take_other(self, grid: Grid, place: str) -> None:
        """Take a grid without a target table: a part of the form before it, or another kind of table."""
        other = other_tables.other_in_grid(grid)
        is_evaluation = other is not None and other.kind == "self-evaluation"
        if (other is None or is_evaluation) and self.evaluations.continue_with(grid):
            return
        has_form = self.forms and not self.evaluations.is_last
        whole = form.with_indicators_of(self.forms[-1], grid) if has_form else None
        if whole is not None and is_evaluation:
            self.forms.pop()  # its second half shows what it is
            self.evaluations.take_form(whole, grid)
        elif other is not None:
            if whole is not None and other.kind == "monitoring":
                self.forms.pop()
            self.take_titled(grid, other)
        elif whole is not None:
            self.forms[-1] = whole
            self.grids_of_forms.append(grid)
        else:
            self.passed_over.append(place)


def _read_table(table: Table, grid: Grid, given: Given) -> Read:
    money_units = [unit for column in table.header.columns if (unit := column.money_unit)]
    statements = stated([line.text for line in grid.caption], table.above, money_units)
    if flat.is_this(table.header):
        statements = replace(statements, department=statements.department or flat.department_in(table))
    try:
        statements = with_column(statements, table.departments, given, grid.place)
        placement = place(statements, given, grid.place)
    except Refused as refusal:
        raise refusal.at_row(table.row) from refusal
    table = table.with_department(placement.department)
    table, other_years = years.of_the_year(table, placement.fiscal_year, grid.place)
    if flat.is_this(table.header):
        read = flat.read_flat(table, placement, grid.place)
    else:
        read = wide.read_wide(table, placement, grid.place)
    unread = [
        Problem("text-outside-table", place=grid.place, row=row.number, text=line_of(row))
        for row in statements.unused
    ]
    if grid.is_aligned and not stated_sums.prove(read.disclosure):
        raise Refused(Problem("columns-unproved", place=grid.place, row=table.row))
    whole = replace(read, problems=(*unread, *other_years, *read.problems))
    return omissions.reported(whole, [grid], table)
