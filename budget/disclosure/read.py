"""The entry point of reading: the bytes of a file become disclosures and self-evaluations with their
problems, or a refusal.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure import omissions, unknown_characters
from budget.disclosure.aligned import arranged
from budget.disclosure.evaluations import left_out
from budget.disclosure.evaluations.columns import is_this as is_of_evaluations
from budget.disclosure.grid import Grid
from budget.disclosure.layouts import flat, form, headers, missing, other_tables, wide
from budget.disclosure.layouts.continuation import whole_tables
from budget.disclosure.limits import DEFAULT_LIMITS, Limits, refuse_large_file
from budget.disclosure.problems import Refused
from budget.disclosure.readers import grids_of
from budget.disclosure.reading import Given, Read, Reading
from budget.disclosure.sorting import Sorting
from budget.disclosure.together import one_for_each_department

__all__ = ["Given", "Read", "Reading", "read", "read_tables"]

_LAYOUTS: Final = (wide.is_this, flat.is_this, is_of_evaluations)


def read(data: bytes, name: str, given: Given, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read one file's bytes. `name` is used in messages only: the format is recognised by content.

    Raises Refused where the whole file is unreadable or unplaceable; then nothing of it may be stored.
    """
    refuse_large_file(len(data), limits)
    return read_tables(grids_of(data, name, limits), given)


def read_tables(grids: Sequence[Grid], given: Given) -> Reading:
    """Read the performance target tables and self-evaluations among a file's grids, in order; the forms of
    the file come last.

    The tables of hidden sheets are read only where no visible sheet holds any, with a warning. Raises Refused
    as `read` does. A table that lacks a column, is blank or is of another kind refuses the file only where no
    other table is whole.
    """
    grids = [arranged(grid) if grid.placed else grid for grid in grids]
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
        evaluations = tuple(map(left_out.read_from_hidden_sheet, reading.evaluations))
        reads = tuple(map(omissions.read_from_hidden_sheet, reading.reads))
        return replace(reading, reads=reads, evaluations=evaluations)
    tables = [grid for grid in hidden if _is_table(grid)]
    passed_over = (*reading.passed_over, *(grid.place for grid in hidden if grid not in tables))
    if reading.reads:
        first = omissions.with_hidden_sheets(reading.reads[0], tables)
        return replace(reading, reads=(first, *reading.reads[1:]), passed_over=passed_over)
    first_evaluations = left_out.with_hidden_sheets(reading.evaluations[0], tables)
    evaluations = (first_evaluations, *reading.evaluations[1:])
    return replace(reading, evaluations=evaluations, passed_over=passed_over)


def _is_table(grid: Grid) -> bool:
    """Whether a grid holds a performance target table or a self-evaluation, whole or not."""
    if any(one(table.header) for table in headers.tables_in(grid) for one in _LAYOUTS):
        return True
    return bool(form.forms_in(grid))


def _read_visible(grids: Sequence[Grid], given: Given) -> Reading:
    sorting = Sorting(given)
    for number, grid in enumerate(whole_tables(grids), start=1):
        for part, other in other_tables.sections(grid):
            if other is None:
                sorting.take(part, part.place or f"table {number}")
            else:
                sorting.take_titled(part, other)
    reads = sorting.reads
    if sorting.forms:
        reads += omissions.reported_of_forms(form.read_forms(sorting.forms, given), sorting.grids_of_forms)
    evaluations = sorting.evaluations.read(given)
    blank = sorting.evaluations.blank
    if not reads and not evaluations:
        raise Refused(*([*sorting.refusals, *blank] or missing.refusals(grids)))
    for table, problems in sorting.lacking:
        if missing.names_more(table, reads):
            raise Refused(*problems)
    reads = one_for_each_department(reads)
    passed_over = (*sorting.passed_over, *(problem.place for problem in blank))
    return Reading(tuple(map(unknown_characters.with_problems, reads)), passed_over, tuple(evaluations))
