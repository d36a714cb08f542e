"""Joins a table that a document breaks in several: at a page break, under 续表, or on the next sheet."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from budget.disclosure.amounts import states_no_amount
from budget.disclosure.grid import Grid, Line, Row
from budget.disclosure.layouts import words
from budget.disclosure.layouts.form import forms_in
from budget.disclosure.layouts.headers import Header, looks_like_amount, tables_in
from budget.disclosure.layouts.loose_lines import loose_line_of_form
from budget.disclosure.layouts.notes import is_note
from budget.disclosure.layouts.preamble import goes_on, identifies_table, line_of, without_continued
from budget.disclosure.layouts.sums import sum_kind
from indicators.folding import fold

# Rows above a repeated header: a caption 续表, the title again, the unit of money.
_MOST_ROWS_ABOVE: Final = 6
_LEVEL: Final = re.compile(r"指标|产出|效益|效果|满意|成本|影响|数量|质量|时效|投入|过程")
_PART_OF_DOCUMENT: Final = re.compile(r"(?:table|page) [0-9]+")
_LONGEST_LEVEL: Final = 20


def whole_tables(grids: Sequence[Grid]) -> list[Grid]:
    """Return the grids of a file with the parts of broken tables joined. Each row of a later part gets its
    place. Grids without text between two parts are left out.

    A grid continues the one before it where no new text is between them, and it has the same header, or
    no header and the same columns.
    """
    whole: list[Grid] = []
    header: Header | None = None
    for grid in grids:
        if whole and header is not None and all(row.is_blank for row in grid.rows) and not grid.caption:
            continue
        start = _start_of_part(whole[-1], header, grid) if whole and header is not None else None
        if start is not None:
            rows = tuple(replace(row, place=row.place or grid.place) for row in grid.rows[start:])
            omissions = (*whole[-1].omissions, *grid.omissions)
            whole[-1] = replace(whole[-1], rows=(*whole[-1].rows, *rows), omissions=omissions)
        else:
            whole.append(grid if header is None else _with_statements(whole[-1], header, grid))
            tables = tables_in(grid) if len(grids) > 1 else []
            header = tables[-1].header if tables else None
    return whole


def _start_of_part(before: Grid, header: Header, grid: Grid) -> int | None:
    """The index of the row from which a grid continues the table before it, None where it does not."""
    known = {_line(line.text) for line in before.caption} | {_line(line_of(row)) for row in before.rows[:20]}
    captions = [line.text for line in grid.caption if line.text and not is_note(line.text)]
    if any(_line(text) not in known and not goes_on(text, known) for text in captions):
        return None
    rows = [(at, row) for at, row in enumerate(grid.rows) if not row.is_blank]
    if not rows or not header.fields & {*words.MONEY, words.INDICATOR_NAME, words.LEVEL2}:
        return None
    is_continued = any(goes_on(line.text, known) for line in grid.caption)
    for count, (at, row) in enumerate(rows[: _MOST_ROWS_ABOVE + 1]):
        below = [row for _, row in rows[count:]]
        if header.begins(below):
            return None if _is_another_version(before, below, grid.place, header) else at
        is_continued = is_continued or goes_on(line_of(row), known)
        if not (_is_repeated_line(row, known) or (is_continued and _line(line_of(row)) in {"", *known})):
            break
    begins = next((at for at, row in rows if loose_line_of_form(row) is None), None)
    if begins is None or tables_in(grid) or forms_in(grid):
        return None
    return begins if _has_the_columns([row for at, row in rows if at >= begins], header) else None


def _with_statements(before: Grid, header: Header, grid: Grid) -> Grid:
    """Return a grid that begins with the same header as the one before, under that one's lines where it has
    none of its own: it is another table of the same department.
    """
    rows = [row for row in grid.rows if not row.is_blank]
    if grid.caption or not header.begins(rows):
        return grid
    above = tables_in(before)[-1].above
    return replace(grid, caption=(*before.caption, *(Line(line_of(row)) for row in above)))


def _is_repeated_line(row: Row, known: set[str]) -> bool:
    """Whether a row above a header says nothing new: a mark of the printed page, or a line of the part
    before that does not begin a table.
    """
    text = line_of(row)
    if loose_line_of_form(row) is not None or goes_on(text, known):
        return True
    return _line(text) in known and (fold(text) not in known or not identifies_table(text))


def _is_another_version(before: Grid, rows: Sequence[Row], place: str, header: Header) -> bool:
    """Whether rows under the same header give the projects of the table before it once more: all their names
    are in it, and they have a grand total of their own or are on a sheet of their own.
    """
    identity = [header.column(field) for field in (words.UNIT, words.NAME, words.INDICATOR_NAME)]
    columns = [column for column in identity if column is not None]

    def identities(part: Sequence[Row]) -> list[tuple[str, ...]]:
        found = (tuple(fold(column.text(row)) for column in columns) for row in part)
        return [texts for texts in found if any(texts)]

    own = identities(rows[len(header.rows) :])
    names = [texts for texts in own if not any(map(sum_kind, texts))]
    has_total = any(sum_kind(text) == "grand" for texts in own for text in texts)
    is_apart = has_total or not _PART_OF_DOCUMENT.match(place)
    return is_apart and bool(names) and set(names) <= set(identities(before.rows))


def _line(text: str) -> str:
    """A line folded, without the words that it is continued."""
    return without_continued(text) or fold(text)


def _has_the_columns(rows: Sequence[Row], header: Header) -> bool:
    """Whether rows are as wide as a header, and their cells are what its columns hold: amounts alone in those
    of money, and amounts or an indicator's levels at all.
    """
    width = max(at + 1 for row in rows for at, cell in enumerate(row.cells) if cell.text)
    is_as_wide = width == header.width or all(len(row.cells) == header.width for row in rows)
    if not is_as_wide or width > header.width:
        return False
    columns = [column for column in header.columns if column.field in words.MONEY]
    money = [cell.text for row in rows for column in columns for cell in column.cells(row)]
    if not all(looks_like_amount(text) or states_no_amount(text) for text in money):
        return False
    return any(map(looks_like_amount, money)) or _has_levels(rows, header)


def _has_levels(rows: Sequence[Row], header: Header) -> bool:
    """Whether the columns of an indicator's levels hold levels, and that of its name names indicators."""
    named = header.column(words.INDICATOR_NAME)
    levels = [column for column in header.columns if column.field in (words.LEVEL1, words.LEVEL2)]
    texts = [cell.text for row in rows for column in levels for cell in column.cells(row)]
    if named is None or not any(named.text(row) for row in rows):
        return False
    return bool(texts) and all(len(text) <= _LONGEST_LEVEL and _LEVEL.search(text) for text in texts)
