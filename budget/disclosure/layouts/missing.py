"""Says why no table of a file is read: the column or label that a known header lacks, else the most similar
row.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure.grid import Grid, Row
from budget.disclosure.layouts import flat, headers, wide, words
from budget.disclosure.layouts.form_cells import OBJECTIVES, pairs_in
from budget.disclosure.layouts.form_indicators import is_indicator_header
from budget.disclosure.layouts.headers import Table
from budget.disclosure.layouts.loose_lines import loose_line
from budget.disclosure.layouts.preamble import line_of
from budget.disclosure.layouts.sums import sum_kind
from budget.disclosure.problems import Problem
from budget.disclosure.reading import Read
from indicators.folding import fold

_OF_ROWS: Final = frozenset({words.LEVEL1, words.LEVEL2, words.INDICATOR_NAME})
_OF_TARGETS: Final = frozenset({words.OBJECTIVE, words.INDICATORS, words.ANNUAL_TARGET, *_OF_ROWS})
_FEWEST_HEADINGS: Final = 3
_PROJECT: Final = "项目名称"
_OBJECTIVE: Final = "绩效目标"
_INDICATORS: Final = "三级指标"


def refusals(grids: Sequence[Grid]) -> list[Problem]:
    """Return the problems of a file in which no table and no form was found."""
    found = list(_of_tables(grids)) or list(_of_forms(grids))
    if found:
        return found
    for grid in grids:
        if headings := _headings_without_rules(grid):
            return [Problem("no-rules", place=grid.place, details={"seen": " | ".join(headings)})]
    seen, place, row = _most_like_header(grids)
    return [Problem("no-table", place=place, row=row, details={"seen": seen})]


def _headings_without_rules(grid: Grid) -> list[str]:
    """The headings among the lines of a PDF's page without a ruled table; none where they are too few for a
    target table's.
    """
    if grid.rows or not grid.place.startswith("page "):
        return []
    found = {meaning: line.text for line in grid.caption if (meaning := words.meaning_of(line.text))}
    is_ours = len(found) >= _FEWEST_HEADINGS and found.keys() & _OF_TARGETS
    return list(found.values()) if is_ours else []


def _most_like_header(grids: Collection[Grid]) -> tuple[str, str, int | None]:
    """Return words, place and number of the row of these grids that looks most like a header, for a refusal:
    most known words, then most cells.
    """
    best: tuple[int, int] = (0, 0)
    seen: tuple[str, str, int | None] = ("–", "", None)
    for grid in grids:
        for row in grid.rows[:200]:
            texts = [cell.text for cell in row.cells if cell.text and not cell.from_left]
            known = sum(words.meaning_of(text) is not None for text in texts)
            if (known, len(texts)) > best:
                best = (known, len(texts))
                shown = " | ".join(text.replace("\n", "")[:30] for text in texts[:20])
                seen = (shown, row.place or grid.place, row.number)
    return seen


def names_more(table: Table, reads: Iterable[Read]) -> bool:
    """Whether a table names a project or unit that none of the disclosures read has."""
    column = table.header.column(words.NAME)
    if column is None:
        return False
    known: set[str] = set()
    for read in reads:
        record = read.disclosure
        names = (
            record.department,
            *(unit.name for unit in record.units),
            *(one.name for one in record.projects),
        )
        known |= set(map(fold, names))
    rows = [row for row in table.rows if loose_line(row, table.header) is None]
    return any(
        fold(name) not in known and sum_kind(name) is None for row in rows if (name := column.text(row))
    )


def _of_tables(grids: Sequence[Grid]) -> Iterator[Problem]:
    """The columns that tables of projects lack."""
    for grid in grids:
        for table in headers.tables_in(grid):
            fields = table.header.fields
            if words.NAME in fields or {words.UNIT, words.TOTAL} <= fields:
                layout = flat if fields & _OF_ROWS else wide
                for problem in layout.missing_columns(table.header, grid.place):
                    yield replace(problem, row=table.row)


def _of_forms(grids: Sequence[Grid]) -> Iterator[Problem]:
    """The labels that forms lack: the project's name, or objective and indicators."""
    for grid in grids:
        rows = [row for row in grid.rows if not row.is_blank]
        labels = {pair.field: row for row in rows for pair in pairs_in(row)}
        header = next((row for row in rows if is_indicator_header(row)), None)
        is_of_project = bool(labels.keys() & (words.MONEY | {words.NAME}))
        if words.NAME not in labels and is_of_project and (header or labels.keys() & OBJECTIVES):
            yield _lacking(_PROJECT, grid, header or rows[0])
        elif words.NAME in labels and labels.keys() & words.MONEY and header is None:
            name = _INDICATORS if labels.keys() & OBJECTIVES else f"{_OBJECTIVE}, {_INDICATORS}"
            yield _lacking(name, grid, labels[words.NAME])


def _lacking(name: str, grid: Grid, row: Row) -> Problem:
    details = {"column_name": name, "seen": line_of(row)[:200]}
    return Problem("missing-column", place=row.place or grid.place, row=row.number, details=details)
