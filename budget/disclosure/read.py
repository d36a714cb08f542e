"""The entry point of reading: the bytes of a file become disclosures with their problems, or a refusal."""

from collections.abc import Sequence
from dataclasses import replace

from budget.disclosure import omissions, unknown_characters
from budget.disclosure.grid import Grid
from budget.disclosure.layouts import flat, form, headers, target_parts, wide, years
from budget.disclosure.layouts.continuing import whole_tables
from budget.disclosure.layouts.headers import Table
from budget.disclosure.layouts.placing import place
from budget.disclosure.layouts.preamble import line_of, stated
from budget.disclosure.limits import DEFAULT_LIMITS, Limits, refuse_large_file
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers import grids_of
from budget.disclosure.reading import Given, Read, Reading

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
    as `read` does. A table that lacks a column refuses the file only where no other table is whole.
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
    reads: list[Read] = []
    forms: list[form.Form] = []
    grids_of_forms: list[Grid] = []
    passed_over: list[str] = []
    incomplete: list[Problem] = []
    for number, grid in enumerate(whole_tables(grids), start=1):
        found = False
        for table in headers.tables_in(grid):
            layout = next((one for one in (wide, flat) if one.is_this(table.header)), None)
            if layout is None:
                continue
            if layout is flat:
                table = target_parts.of_table(table, grid.place)
            missing = layout.missing_columns(table.header, grid.place)
            incomplete += missing
            if not missing:
                reads.append(_read_table(table, grid, given))
            found = True
        if found:
            continue
        found_forms = form.forms_in(grid)
        if forms and not found_forms and (whole := form.with_indicators_of(forms[-1], grid)):
            forms[-1] = whole
            grids_of_forms.append(grid)
        elif found_forms:
            forms += found_forms
            grids_of_forms.append(grid)
        else:
            passed_over.append(grid.place or f"table {number}")
    if forms:
        reads += omissions.reported_of_forms(form.read_forms(forms, given), grids_of_forms)
    if not reads:
        seen = headers.widest_words(grids)
        raise Refused(*(incomplete or [Problem("no-table", details={"seen": seen})]))
    return Reading(tuple(map(unknown_characters.with_problems, reads)), tuple(passed_over))


def _read_table(table: Table, grid: Grid, given: Given) -> Read:
    money_units = [unit for column in table.header.columns if (unit := column.money_unit)]
    statements = stated([line.text for line in grid.caption], table.above, money_units)
    if flat.is_this(table.header):
        statements = replace(statements, department=statements.department or flat.department_in(table))
    placement = place(statements, given, grid.place)
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
