"""The entry point of reading: the bytes of a file become disclosures with their problems, or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from budget.disclosure import omissions, unknown_characters
from budget.disclosure.grid import Grid
from budget.disclosure.layouts import flat, form, headers, missing, other_tables, target_parts, wide, years
from budget.disclosure.layouts.continuation import whole_tables
from budget.disclosure.layouts.headers import Table
from budget.disclosure.layouts.other_tables import OtherTable, Titled
from budget.disclosure.layouts.placing import place, with_column
from budget.disclosure.layouts.preamble import line_of, stated
from budget.disclosure.layouts.sole_total import with_sole_total
from budget.disclosure.layouts.wider_names import with_specific_name
from budget.disclosure.limits import DEFAULT_LIMITS, Limits, refuse_large_file
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers import grids_of
from budget.disclosure.reading import Given, Read, Reading
from budget.disclosure.together import one_for_each_department

__all__ = ["Given", "Read", "Reading", "read", "read_tables"]


def read(data: bytes, name: str, given: Given, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read one file's bytes. `name` is used in messages only: the format is recognised by content.

    Raises Refused where the whole file is unreadable or unplaceable; then nothing of it may be stored.
    """
    refuse_large_file(len(data), limits)
    return read_tables(grids_of(data, name, limits), given)


def read_tables(grids: Sequence[Grid], given: Given) -> Reading:
    """Read the performance target tables among a file's grids, in order; the forms of the file come last.

    The tables of hidden sheets are read only where no visible sheet holds any, with a warning. Raises Refused
    as `read` does. A table that lacks a column, is blank or is of another kind refuses the file only where no
    other table is whole.
    """
    visible = [grid for grid in grids if not grid.is_hidden]
    hidden = [grid for grid in grids if grid.is_hidden]
    if not hidden:
        return _read_visible(visible, given)
    try:
        reading = _read_visible(visible, given)
    except Refused as refusal:
        if any(problem.code != "no-table" for problem in refusal.problems) or not any(map(_is_table, hidden)):
            raise
        reading = _read_visible(hidden, given)
        return replace(reading, reads=tuple(map(omissions.read_from_hidden_sheet, reading.reads)))
    left_out = [grid for grid in hidden if _is_table(grid)]
    first = omissions.with_hidden_sheets(reading.reads[0], left_out)
    passed_over = (*reading.passed_over, *(grid.place for grid in hidden if grid not in left_out))
    return Reading((first, *reading.reads[1:]), passed_over)


def _is_table(grid: Grid) -> bool:
    """Whether a grid holds a performance target table, whole or not."""
    if any(one.is_this(table.header) for table in headers.tables_in(grid) for one in (wide, flat)):
        return True
    return bool(form.forms_in(grid))


def _read_visible(grids: Sequence[Grid], given: Given) -> Reading:
    sorting = _Sorting(given)
    for number, grid in enumerate(whole_tables(grids), start=1):
        for part, other in other_tables.sections(grid):
            if other is None:
                sorting.take(part, part.place or f"table {number}")
            else:
                sorting.pass_over(other)
    reads = sorting.reads
    if sorting.forms:
        reads += omissions.reported_of_forms(form.read_forms(sorting.forms, given), sorting.grids_of_forms)
    if not reads:
        raise Refused(*(sorting.refusals or missing.refusals(grids)))
    for table, problems in sorting.lacking:
        if missing.names_more(table, reads):
            raise Refused(*problems)
    reads = one_for_each_department(reads)
    return Reading(tuple(map(unknown_characters.with_problems, reads)), tuple(sorting.passed_over))


@dataclass(slots=True)
class _Sorting:
    """The tables of a file as they are sorted: those read, forms that are read together, and others.

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
        elif not found_forms:
            self._take_other(grid, place)

    def pass_over(self, other: OtherTable) -> None:
        """Note a table of another kind."""
        self.refusals.append(other.refusal)
        self.passed_over.append(other.described)

    def _take_table(self, table: Table, grid: Grid) -> bool:
        """Read a table; False where its header is no layout's."""
        table = with_specific_name(with_sole_total(table))
        layout = next((one for one in (wide, flat) if one.is_this(table.header)), None)
        if layout is None:
            return False
        other = other_tables.other_in_table(table, grid)
        if other is not None:
            self.pass_over(other)
            return True
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
            if other is not None:
                self.pass_over(other)
            elif other_tables.is_blank(one):
                self.refusals.append(Problem("blank-form", place=grid.place, row=one.rows[0].number))
                self.passed_over.append(grid.place)
            else:
                own.append(one)
        return own

    def _take_other(self, grid: Grid, place: str) -> None:
        """Take a grid without a target table: indicators of the form before it, or another kind of table."""
        other = other_tables.other_in_grid(grid)
        whole = form.with_indicators_of(self.forms[-1], grid) if self.forms else None
        if other is not None:
            if whole is not None and other.kind in ("self-evaluation", "monitoring"):
                self.forms.pop()  # its second half shows what it is
            self.pass_over(other)
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
    whole = replace(read, problems=(*unread, *other_years, *read.problems))
    return omissions.reported(whole, [grid], table)
