"""Reads XML spreadsheets of 2003 (SpreadsheetML, often named .xls) into grids: cells as displayed.

Hidden rows and columns, struck-out and invisible text and raised marks that point to a note are left out; the
grids say so. XML is read without opening any address, and a document type refuses the file.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits, refuse_large_file
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import unreadable
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.marked import INVISIBLE, LOWERED, RAISED, SHIFTED, STRUCK, marked
from budget.disclosure.readers.merging import Merge
from budget.disclosure.readers.number_format import show_number, show_text
from budget.disclosure.readers.package import SAFE, Element, attribute, child_of, children_of, local_name
from budget.disclosure.readers.sheets import Sheet
from budget.disclosure.readers.xlsx_formulas import Value
from budget.disclosure.readers.xlsx_styles import GENERAL, WHITE, WHITE_FORMAT, CellStyle, Font
from budget.disclosure.readers.xml_conditions import conditions_of

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# The formats that such a file names in words.
_NAMED_FORMATS: Final = {
    "general": "General",
    "general number": "General",
    "general date": "yyyy/m/d h:mm",
    "long date": 'yyyy"年"m"月"d"日"',
    "short date": "yyyy/m/d",
    "currency": '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "scientific": "0.00E+00",
}
_DAY_ZERO: Final = 25_569  # 1970-01-01, counted in the days of a workbook


def read_grids(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The sheets of a workbook in their order, each a grid without caption.

    `name` is for words alone. Raises Refused where the file is damaged or over the limits.
    """
    refuse_large_file(len(data), limits)
    try:
        root = etree.fromstring(data.lstrip(), etree.XMLParser(**SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable(_("its XML is broken")) from error
    if root.getroottree().docinfo.doctype:
        raise unreadable(_("it declares a document type, which could name other files"))
    styles = _styles(child_of(root, "Styles"))
    count = CellCount(limits)
    return [_sheet(sheet, styles, count).grid(count) for sheet in children_of(root, "Worksheet")]


def _styles(container: Element | None) -> dict[str, CellStyle]:
    own: dict[str, Element] = {}
    for style in [] if container is None else children_of(container, "Style"):
        own[attribute(style, "ID") or ""] = style
    return {name: _style(name, own) for name in own}


def _style(name: str, own: dict[str, Element]) -> CellStyle:
    """A style with what it takes over of its parents, or else of the default style."""
    chain: list[Element] = []
    while name in own and own[name] not in chain:
        chain.append(own[name])
        name = attribute(own[name], "Parent") or "Default"
    code, fill, is_struck, shift, color = "General", WHITE, False, "", "text"
    for style in reversed(chain):
        for part in style:
            tag = local_name(part)
            if tag == "NumberFormat":
                written = attribute(part, "Format") or "General"
                code = _NAMED_FORMATS.get(written.lower(), written)
            elif tag == "Interior":
                pattern = attribute(part, "Pattern") or "None"
                fill = WHITE if pattern == "None" else _color(attribute(part, "Color"), "fill")
            elif tag == "Font":
                is_struck = attribute(part, "StrikeThrough") == "1"
                shift = attribute(part, "VerticalAlign") or ""
                color = _color(attribute(part, "Color"), "text")
    font = Font(is_struck, shift == "Superscript", color=color, is_lowered=shift == "Subscript")
    mark = font.mark(fill)
    if fill == WHITE and WHITE_FORMAT.search(code.partition(";")[0]):
        mark = INVISIBLE
    return CellStyle(code, font, fill, "" if mark in SHIFTED else mark)


def _color(text: str | None, unknown: str) -> str:
    color = (text or "").lower().lstrip("#")
    if len(color) != 6:
        return unknown
    return WHITE if all(part >= "f5" for part in (color[:2], color[2:4], color[4:])) else color


def _sheet(element: Element, styles: dict[str, CellStyle], count: CellCount) -> Sheet:
    options = child_of(element, "WorksheetOptions")
    sheet = Sheet(attribute(element, "Name") or "", is_hidden=child_of(options, "Visible") is not None)
    table = child_of(element, "Table")
    if table is None:
        return sheet
    column_styles = _columns(table, sheet)
    conditions = conditions_of(children_of(element, "ConditionalFormatting"))
    if conditions.rules:
        conditions.values = _values(table, sheet.place)
    last = 0
    for row in children_of(table, "Row"):
        last = _index(row, last, _LAST_ROW, sheet.place)
        is_hidden = attribute(row, "Hidden") == "1" or attribute(row, "Height") == "0"
        cells: dict[int, str] = {}
        for column, cell in _cells(row, sheet.place):
            count.add(1, sheet.place)
            name = attribute(cell, "StyleID") or attribute(row, "StyleID") or column_styles.get(column, "")
            style = styles.get(name) or styles.get("Default") or GENERAL
            if conditions.rules:
                style = conditions.style(last, column, style, sheet.place)
            if text := _shown(cell, style, last, sheet.place):
                cells[column] = text
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            if across or down:
                sheet.merges.append(Merge(last, column, last + down, column + across))
        span = _number(row, "Span")
        for number in range(last, last + span + 1) if cells else ():
            count.add(len(cells), sheet.place)
            sheet.add_row(number, cells)
            if is_hidden:
                sheet.hidden_rows.add(number)
        last += span
    return sheet


def _values(table: Element, place: str) -> dict[tuple[int, int], Value]:
    """The cells of a table as a formula has them."""
    values: dict[tuple[int, int], Value] = {}
    last = 0
    for row in children_of(table, "Row"):
        last = _index(row, last, _LAST_ROW, place)
        for column, cell in _cells(row, place):
            data = child_of(cell, "Data")
            written = "" if data is None else "".join(data.itertext())
            if data is not None and written and attribute(data, "Type") == "Number":
                try:
                    values[last, column] = float(written)
                except ValueError as error:
                    raise unreadable(
                        _("a cell holds “{number}” as a number"), place, last, number=written[:40]
                    ) from error
            elif written:
                values[last, column] = written
        last += _number(row, "Span")
    return values


def _columns(table: Element, sheet: Sheet) -> dict[int, str]:
    """Keep which columns of a table are hidden; return the styles that columns give to their cells."""
    styles: dict[int, str] = {}
    last = 0
    for column in children_of(table, "Column"):
        first = _index(column, last, _LAST_COLUMN, sheet.place)
        last = min(first + _number(column, "Span"), _LAST_COLUMN)
        if attribute(column, "Hidden") == "1" or attribute(column, "Width") == "0":
            sheet.hidden_columns.append((first, last))
        if style := attribute(column, "StyleID"):
            styles |= dict.fromkeys(range(first, last + 1), style)
    return styles


def _cells(row: Element, place: str) -> Iterator[tuple[int, Element]]:
    last = 0
    for cell in children_of(row, "Cell"):
        column = _index(cell, last, _LAST_COLUMN, place)
        yield column, cell
        last = column + _number(cell, "MergeAcross")


def _index(element: Element, last: int, most: int, place: str) -> int:
    """Return the number that a row, column or cell bears, or the one after the last."""
    written = attribute(element, "Index")
    if written is None:
        number = last + 1
    else:
        number = int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
    if not last < number <= most:
        raise unreadable(_("a row or cell bears the number {number}"), place, number=str(written or number))
    return number


def _number(element: Element, name: str) -> int:
    written = attribute(element, name) or "0"
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 7 else 0


def _shown(cell: Element, style: CellStyle, row: int, place: str) -> str:
    """A cell's text, marked where it is not read."""
    data = child_of(cell, "Data")
    if data is None:
        return ""
    kind = attribute(data, "Type") or "String"
    if kind == "String":
        text = _rich(data, style.mark)
        return displayed(show_text(text, style.code)) or marked(displayed(text), INVISIBLE)
    written = "".join(data.itertext()).strip()
    if kind == "Boolean":
        return marked({"1": "TRUE", "0": "FALSE"}.get(written, written), style.mark)
    if kind not in ("Number", "DateTime") or not written:
        return marked(displayed(written), style.mark)
    try:
        value = _days(written) if kind == "DateTime" else written
        shown = displayed(show_number(value, style.code))
        if not shown and (general := show_number(value, "General")) != "0":
            return marked(general, INVISIBLE)
        return marked(shown, style.mark)
    except ValueError as error:
        raise unreadable(_("a cell holds “{number}” as a number"), place, row, number=written[:40]) from error


def _days(written: str) -> Decimal:
    """Return a moment as a workbook counts it: in days. Raises ValueError for another text."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d):(\d\d(?:\.\d+)?))?Z?", written, re.ASCII)
    if match is None:
        raise ValueError(written)
    days = date.fromisoformat(match[1]).toordinal() - date(1970, 1, 1).toordinal() + _DAY_ZERO
    clock = zip(match.groups()[1:], (3600, 60, 1), strict=True)
    return days + Decimal(sum(Decimal(part) * factor for part, factor in clock if part)) / 86_400


def _rich(element: Element, mark: str) -> str:
    """Return the text of a cell with its pieces marked: such a file writes them as HTML elements."""
    pieces = [marked(element.text or "", mark)]
    for child in element:
        tag = local_name(child)
        own = mark
        if tag in ("S", "Strike", "Del"):
            own = mark or STRUCK
        elif tag == "Sup":
            own = mark or RAISED
        elif tag == "Sub":
            own = mark or LOWERED
        elif tag == "Font" and _color(attribute(child, "Color"), "text") == WHITE:
            own = mark or INVISIBLE
        if tag:
            pieces.append(_rich(child, own))
        pieces.append(marked(child.tail or "", mark))
    return "".join(pieces)
