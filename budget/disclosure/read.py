"""The one door: the bytes of a file become disclosures with their doubts, or a refusal that says why."""

from collections.abc import Iterator
from dataclasses import replace

from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts import headers, wide
from budget.disclosure.layouts.headers import Table
from budget.disclosure.layouts.placing import place
from budget.disclosure.layouts.preamble import line_of, stated
from budget.disclosure.limits import DEFAULT_LIMITS, refuse_large_file
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers import grids_of
from budget.disclosure.reading import Given, Read, Reading

__all__ = ["Given", "Read", "Reading", "read"]


def read(data: bytes, name: str, given: Given) -> Reading:
    """Read one file's bytes (`name` is for words alone: the format is told by content).

    Raises Refused where the whole file is unreadable or unplaceable; then nothing of it may be stored.
    """
    refuse_large_file(len(data), DEFAULT_LIMITS)
    return read_tables(grids_of(data, name), given)


def read_tables(grids: list[Grid], given: Given) -> Reading:
    """Read the performance target tables among a file's grids. Raises Refused as `read` does."""
    reads: list[Read] = []
    passed_over: list[str] = []
    incomplete: list[Problem] = []
    for number, grid in enumerate(grids, start=1):
        found = False
        for table in headers.tables_in(grid):
            if not wide.is_wide(table.header):
                continue
            missing = wide.missing_columns(table.header, grid.place)
            if missing:
                incomplete += missing
                continue
            reads.append(_read_wide(table, grid, given))
            found = True
        if not found:
            passed_over.append(grid.place or f"table {number}")
    if not reads:
        seen = headers.widest_words(grids)
        raise Refused(*(incomplete or [Problem("no-table", details={"seen": seen})]))
    return Reading(tuple(reads), tuple(passed_over))


def _read_wide(table: Table, grid: Grid, given: Given) -> Read:
    money_units = [unit for column in table.header.columns if (unit := column.money_unit)]
    said = stated([line.text for line in grid.caption], table.above, money_units)
    read = wide.read_wide(table, place(said, given, grid.place), grid.place)
    beside = tuple(_beside(said.unused, grid.place))
    return replace(read, problems=(*beside, *read.problems))


def _beside(rows: tuple[Row, ...], where: str) -> Iterator[Problem]:
    """The rows above a header that say nothing of where the table belongs."""
    for row in rows:
        yield Problem("text-outside-table", place=where, row=row.number, text=line_of(row))
