"""Reads XLSX workbooks into grids, from the document's XML.

openpyxl (3.1) is not used: it returns either a formula or its result, so that a result that was never
computed cannot be distinguished from an empty cell; it removes `x005F_` from texts; and it refuses a
whole workbook for an unknown colour.

Hidden rows and columns, struck-out and invisible text and raised marks that point to a note are left out; the
grids say so. The grid of a hidden sheet says that it is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits, refuse_large_file
from budget.disclosure.problem_catalogue import _
from budget.disclosure.problems import Problem, Refused, unreadable
from budget.disclosure.readers.conditions import Conditions
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.marked import INVISIBLE, marked
from budget.disclosure.readers.merging import Merge
from budget.disclosure.readers.number_format import show_number, show_text
from budget.disclosure.readers.package import Element, Package, attribute, child_of, local_name
from budget.disclosure.readers.sheets import Sheet
from budget.disclosure.readers.xlsx_conditions import conditions_of
from budget.disclosure.readers.xlsx_formulas import Value, column_letters, column_number
from budget.disclosure.readers.xlsx_styles import (
    GENERAL,
    CellStyle,
    Changes,
    Font,
    Rich,
    read_font,
    read_formats,
    read_styles,
    text_of,
)

_REFERENCE = re.compile(r"\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class _Workbook:
    """The data that cells of all sheets share: texts, styles, and the epoch of dates."""

    texts: tuple[str | Rich, ...]
    styles: tuple[CellStyle, ...]
    formats: tuple[Changes, ...]
    from_1904: bool
    computes_on_load: bool


def read_xlsx(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The sheets of a workbook in their order, each a grid without caption, cells as displayed.

    `name` is for words alone. Raises Refused where the file is encrypted, damaged or over the limits, and
    where a formula has no result.
    """
    refuse_large_file(len(data), limits)
    package = Package(data, limits)
    path = _main_part(package)
    root = package.tree(path)
    relations = package.relations(path)
    parts = dict(relations.values())
    styles = package.tree(parts["styles"]) if "styles" in parts else None
    workbook = _Workbook(
        texts=_shared_texts(package, parts.get("sharedStrings")),
        styles=() if styles is None else read_styles(styles),
        formats=() if styles is None else read_formats(styles),
        from_1904=_flag(root, "workbookPr", "date1904"),
        computes_on_load=_flag(root, "calcPr", "fullCalcOnLoad"),
    )
    count = CellCount(limits)
    grids = []
    for sheet in root.iter("{*}sheet"):
        place = str(sheet.get("name", ""))
        kind, target = relations.get(attribute(sheet, "id") or "", ("", ""))
        if not kind:
            raise unreadable(_("the workbook does not say where the sheet's cells are"), place)
        if kind == "worksheet":  # a sheet of another kind is a chart or a dialogue
            collected = Sheet(place, is_hidden=sheet.get("state", "visible") != "visible")
            _collect(package, target, collected, workbook, count)
            grids.append(collected.grid(count))
    return grids


def _main_part(package: Package) -> str:
    for kind, target in package.relations("").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def _flag(root: Element, tag: str, name: str) -> bool:
    found = root.find(f"{{*}}{tag}")
    return found is not None and found.get(name, "").lower() in _TRUE


def _shared_texts(package: Package, part: str | None) -> tuple[str | Rich, ...]:
    if part is None:
        return ()
    return tuple(_text(element) for _, element in package.elements(part, ends=frozenset({"si"})))


def _collect(package: Package, part: str, sheet: Sheet, workbook: _Workbook, count: CellCount) -> None:
    place = sheet.place
    conditions = _conditions(package, part, workbook, place)
    last = 0
    for _event, element in package.elements(part, ends=frozenset({"row", "mergeCell", "col"})):
        tag = local_name(element)
        if tag == "mergeCell":
            sheet.merges.append(_merge(element.get("ref", ""), place))
            continue
        if tag == "col":
            _collect_column(element, sheet)
            continue
        last = _row_number(element, last + 1, place)
        if element.get("hidden", "").lower() in _TRUE or _is_zero(element.get("ht", "")):
            sheet.hidden_rows.add(last)
        row: dict[int, str] = {}
        for column, cell in _cells(element, last, place):
            count.add(1, place)
            style = _style(cell.get("s", "0"), workbook, place)
            if conditions is not None:
                style = conditions.style(last, column, style, place)
            text = _shown(cell, _At(place, last, column), workbook, style)
            if text and row.setdefault(column, text) is not text:
                raise unreadable(
                    _("cell {cell} is there twice"), place, last, cell=f"{column_letters(column)}{last}"
                )
        if last in sheet.texts and any(column in sheet.texts[last] for column in row):
            raise unreadable(_("a row is there twice"), place, last)
        sheet.add_row(last, row)


def _collect_column(element: Element, sheet: Sheet) -> None:
    first, last = element.get("min", ""), element.get("max", "")
    is_hidden = element.get("hidden", "").lower() in _TRUE or _is_zero(element.get("width", ""))
    if is_hidden and first.isdecimal() and last.isdecimal() and len(first) < 8 and len(last) < 8:
        sheet.hidden_columns.append((max(int(first), 1), int(last)))


def _is_zero(text: str) -> bool:
    return bool(text) and not text.strip("0.")


def _row_number(element: Element, expected: int, place: str) -> int:
    written = element.get("r", str(expected))
    if not (written.isascii() and written.isdecimal()) or not 1 <= int(written) <= _LAST_ROW:
        raise unreadable(_("a row bears the number {number}"), place, expected, number=written[:20])
    return int(written)


def _cells(row: Element, number: int, place: str) -> Iterator[tuple[int, Element]]:
    column = 0
    for cell in row:
        if local_name(cell) == "c":
            reference = cell.get("r")
            column = _column(reference, number, place) if reference else column + 1
            yield column, cell


def _column(reference: str, row: int, place: str) -> int:
    found = _position(reference)
    if found is None or found[0] != row:
        raise unreadable(_("a cell bears the name {cell}"), place, row, cell=reference[:20])
    return found[1]


def _position(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match["row"]), column_number(match["column"])
    return (row, column) if 1 <= row <= _LAST_ROW and column <= _LAST_COLUMN else None


def _merge(reference: str, place: str) -> Merge:
    first, _colon, last = reference.partition(":")
    start, end = _position(first), _position(last or first)
    if start is None or end is None:
        raise unreadable(_("a merged cell bears the name {cell}"), place, cell=reference[:40])
    return Merge(
        top=min(start[0], end[0]),
        left=min(start[1], end[1]),
        bottom=max(start[0], end[0]),
        right=max(start[1], end[1]),
    )


class _At(NamedTuple):
    """The place of a cell: its sheet, its row and its column."""

    place: str
    row: int
    column: int


def _conditions(package: Package, part: str, workbook: _Workbook, place: str) -> Conditions | None:
    """The conditional formats of a sheet, None where it has none that change what is read."""
    if not package.contains(part, b"cfRule"):
        return None
    elements = (one for _, one in package.elements(part, ends=frozenset({"conditionalFormatting"})))
    conditions = conditions_of(elements, workbook.formats)
    if not conditions.rules:
        return None
    last = 0
    for _event, row in package.elements(part, ends=frozenset({"row"})):
        last = _row_number(row, last + 1, place)
        for column, cell in _cells(row, last, place):
            value = _value(cell, workbook, place)
            if value != "":
                conditions.values[last, column] = value
    return conditions


def _value(cell: Element, workbook: _Workbook, place: str) -> Value:
    """A cell's value as it is stored, as a formula of the sheet has it."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _plain(_text(part)) if (part := child_of(cell, "is")) is not None else ""
    written = getattr(child_of(cell, "v"), "text", None) or ""
    if kind == "s":
        return _plain(_shared(workbook, written, place)) if written else ""
    if kind == "b":
        return written.strip() == "1"
    if kind == "n" and written.strip():
        try:
            return float(written)
        except ValueError:
            return written
    return _unescape(written)


def _plain(text: str | Rich) -> str:
    return text if isinstance(text, str) else "".join(piece for piece, _ in text)


def _shown(cell: Element, at: _At, workbook: _Workbook, style: CellStyle) -> str:
    """A cell's displayed text."""
    place, row, column = at
    kind = cell.get("t", "n")
    parts = {part.tag.rpartition("}")[2]: part for part in cell.iterchildren("{*}*")}
    value, formula = parts.get("v"), parts.get("f")
    written = (value.text or "") if value is not None else ""
    if formula is not None:
        # An empty result has the type of a text ("str"). A program that cannot compute writes no result, or a
        # zero to be recomputed.
        missing = (not written and kind != "str") or (written == "0" and workbook.computes_on_load)
        if missing or value is None:
            raise _no_result(f"{column_letters(column)}{row}", formula.text or "", row, column, place)
    if kind == "inlineStr":
        return _shown_text(_text(parts["is"]), style) if "is" in parts else ""
    if kind == "s":
        return _shown_text(_shared(workbook, written, place), style) if written else ""
    if kind == "str":
        return _shown_text(_unescape(written), style)
    if kind == "b":
        return marked({"1": "TRUE", "0": "FALSE"}.get(written.strip(), written), style.mark)
    if kind == "n" and written.strip():
        try:
            return _shown_number(written.strip(), style, workbook)
        except ValueError as error:
            raise unreadable(
                _("a cell holds “{number}” as a number"), place, row, number=written[:40]
            ) from error
    # An error ("#REF!") or an ISO date, both as they are written.
    return displayed(written)


def _shown_text(text: str | Rich, style: CellStyle) -> str:
    if isinstance(text, str):
        shown = displayed(show_text(text, style.code))
        if not shown:
            return marked(displayed(text), INVISIBLE)
        return marked(shown, style.mark) if style.mark else shown
    pieces = text_of(text, style)
    return displayed(show_text(pieces, style.code)) or marked(displayed(pieces), INVISIBLE)


def _shown_number(written: str, style: CellStyle, workbook: _Workbook) -> str:
    shown = displayed(show_number(written, style.code, from_1904=workbook.from_1904))
    if not shown:  # a zero that is not shown says nothing
        return marked(general, INVISIBLE) if (general := show_number(written, "General")) != "0" else ""
    return marked(shown, style.mark) if style.mark else shown


def _style(number: str, workbook: _Workbook, place: str) -> CellStyle:
    if not workbook.styles:
        return GENERAL
    index = int(number) if number.isascii() and number.isdecimal() else -1
    if not 0 <= index < len(workbook.styles):
        raise unreadable(
            _("a cell points at the style {number}, which is not there"), place, number=number[:20]
        )
    return workbook.styles[index]


def _no_result(cell: str, formula: str, row: int, column: int, place: str) -> Refused:
    return Refused(
        Problem(
            "formula-without-value",
            place=place,
            row=row,
            column=column_letters(column),
            text=f"={formula}",
            details={"cell": cell},
        )
    )


def _shared(workbook: _Workbook, written: str, place: str) -> str | Rich:
    index = int(written) if written.isascii() and written.strip().isdecimal() else -1
    if not 0 <= index < len(workbook.texts):
        raise unreadable(
            _("a cell points at the shared text {number}, which is not there"), place, number=written[:20]
        )
    return workbook.texts[index]


def _text(element: Element) -> str | Rich:
    """Return the text of a string item: its own or its runs', without the phonetic guide."""
    if len(element) == 1 and local_name(element[0]) == "t":
        return _unescape(element[0].text or "")
    parts: list[tuple[str, Font | None]] = []
    is_rich = False
    for child in element:
        tag = local_name(child)
        if tag == "t":
            parts.append((child.text or "", None))
        elif tag == "r":
            is_rich = True
            font = next((read_font(part) for part in child if local_name(part) == "rPr"), None)
            text = "".join(text.text or "" for text in child if local_name(text) == "t")
            parts.append((_unescape(text), font))
    if is_rich:
        return tuple(parts)
    return _unescape("".join(text for text, _ in parts))


def _unescape(text: str) -> str:
    """`_x000D_` is how the format writes a character that XML cannot hold; `_x005F_` is the underscore that
    keeps such a text.
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
