"""Reads XLS workbooks (BIFF 5 and 8) into grids, through xlrd.

Hidden rows and columns, struck-out and invisible text and raised marks that point to a note are left out; the
grids say so. The grid of a hidden sheet says that it is one. A formula's result is the one in the file. The
format writes an empty text for a result that was never computed: the two cannot be distinguished.
"""

import io
import struct
from typing import Any

import xlrd
from xlrd.compdoc import CompDocError

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits, refuse_large_file
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.format_codes import BUILTIN
from budget.disclosure.readers.marked import INVISIBLE, marked
from budget.disclosure.readers.merging import Merge
from budget.disclosure.readers.number_format import show_number, show_text
from budget.disclosure.readers.sheets import Sheet
from budget.disclosure.readers.xls_conditions import conditions_in
from budget.disclosure.readers.xls_styles import Styles
from budget.disclosure.readers.xlsx_formulas import Value
from budget.disclosure.readers.xlsx_styles import CellStyle

# The format that the program shows by the country's habit, and that xlrd knows only as the American one.
_DATE_OF_THE_COUNTRY = 14
# Errors of xlrd (2.0) on damaged bytes: it uses unchecked values as sizes, offsets and keys.
_BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
    ZeroDivisionError,
)


def read_xls(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The sheets of a workbook in their order, each a grid without caption, cells as displayed.

    `name` is for words alone. Raises Refused where the file is encrypted, damaged or over the limits.
    """
    refuse_large_file(len(data), limits)
    count = CellCount(limits)
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            ragged_rows=True,
            logfile=io.StringIO(),  # its remarks on odd files: what matters of them is in the exception
            on_demand=True,  # keeps the bytes, of which xls_conditions reads what xlrd passes over
            # xlrd calls streams that share a sector corrupt. Some programs write them, and others open them.
            ignore_workbook_corruption=True,
        )
        return [_grid(book, number, count) for number in range(book.nsheets)]
    except _BROKEN as error:
        if isinstance(error, xlrd.XLRDError) and "encrypted" in str(error):
            raise Refused(Problem("encrypted")) from error
        raise unreadable(_("the workbook's records do not fit together")) from error


def _grid(book: Any, at: int, count: CellCount) -> Grid:
    sheet = book.sheet_by_index(at)
    collected = Sheet(str(sheet.name), is_hidden=sheet.visibility != 0)
    styles = Styles(book)
    conditions = conditions_in(book, at, styles.color)
    if conditions is not None:
        conditions.values = _values(sheet)
    for number in range(sheet.nrows):
        length = sheet.row_len(number)
        count.add(length, collected.place)
        cells = {}
        for column in range(length):
            cell = sheet.cell(number, column)
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            style = styles.style(cell.xf_index)
            if conditions is not None:
                style = conditions.style(number + 1, column + 1, style, collected.place)
            runs = sheet.rich_text_runlist_map.get((number, column))
            pieces = styles.pieces(str(cell.value), runs, style) if runs else ""
            if text := _shown(book, cell, style, pieces):
                cells[column + 1] = text
        collected.add_row(number + 1, cells)
    collected.hidden_rows = {number + 1 for number, info in sheet.rowinfo_map.items() if info.hidden}
    collected.hidden_columns = [
        (column + 1, column + 1)
        for column, info in sheet.colinfo_map.items()
        if info.hidden or info.width == 0
    ]
    collected.merges = [
        Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
    ]
    return collected.grid(count)


def _values(sheet: Any) -> dict[tuple[int, int], Value]:
    """The cells of a sheet as a formula has them."""
    values: dict[tuple[int, int], Value] = {}
    for number in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(number)):
            if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                values[number + 1, column + 1] = float(cell.value)
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                values[number + 1, column + 1] = bool(cell.value)
            elif cell.ctype == xlrd.XL_CELL_TEXT and cell.value:
                values[number + 1, column + 1] = str(cell.value)
    return values


def _shown(book: Any, cell: Any, style: CellStyle, pieces: str) -> str:
    """A cell's text, marked where it is not read; `pieces` is a text of several fonts, marked, else ""."""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return marked("TRUE" if cell.value else "FALSE", style.mark)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    code = _code(book, cell.xf_index)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        pieces = pieces or marked(str(cell.value), style.mark)
        return displayed(show_text(pieces, code)) or marked(displayed(pieces), INVISIBLE)
    shown = displayed(show_number(float(cell.value), code, from_1904=book.datemode == 1))
    if not shown:  # a zero that is not shown says nothing
        return marked(show_number(float(cell.value), "General"), INVISIBLE) if cell.value else ""
    return marked(shown, style.mark) if style.mark else shown


def _code(book: Any, style: int) -> str:
    key = book.xf_list[style].format_key
    if key == _DATE_OF_THE_COUNTRY:
        return BUILTIN[key]
    return str(book.format_map[key].format_str or BUILTIN.get(key, "General"))
