"""Reads ODS workbooks into grids, from the document's XML: a cell holds its displayed text with its value.

Hidden sheets, rows and columns are read, since the sums count them.
"""

import re
from collections.abc import Iterator

from budget.disclosure.grid import Grid
from budget.disclosure.limits import DEFAULT_LIMITS, CellCount, Limits, refuse_large_file
from budget.disclosure.problems import Problem, Refused
from budget.disclosure.readers.displayed import displayed
from budget.disclosure.readers.merging import Merge, sheet_rows
from budget.disclosure.readers.number_format import show_number, show_percentage
from budget.disclosure.readers.package import Element, Package, attribute, local_name, unreadable

_CONTENT = "content.xml"
_BLANKS = re.compile(r"[ \t\r\n]+")
# Notes, pictures and deleted content are inside a cell or next to the sheets, and are not the cell's text.
_NO_TEXT = frozenset(
    {"annotation", "annotation-end", "note", "frame", "custom-shape", "g", "control", "ruby-text"}
)
# A count of blanks longer than any line shows.
_MOST_BLANKS = 1_000


class _Sheet:
    """The cells of one sheet as they come in."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.texts: dict[int, dict[int, str]] = {}
        self.merges: list[Merge] = []
        self.rows = 0

    def add(self, row: Element, count: CellCount) -> None:
        """Add a row with its repetitions."""
        repeated = _count(row, "number-rows-repeated")
        cells: dict[int, str] = {}
        merges: list[tuple[int, int, int]] = []
        column = 0
        for cell in row:
            tag = local_name(cell)
            if tag not in ("table-cell", "covered-table-cell"):
                continue
            across = _count(cell, "number-columns-repeated")
            text = _shown(cell, self.place, self.rows + 1, column + 1)
            if text and tag == "table-cell":
                count.add(across * repeated, self.place)
                cells |= dict.fromkeys(range(column + 1, column + across + 1), text)
                width, height = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
                if width * height > 1:
                    merges.append((column + 1, width, height))
            column += across
        if cells:
            for number in range(self.rows + 1, self.rows + repeated + 1):
                self.texts[number] = cells
                self.merges += [
                    Merge(number, left, number + height - 1, left + width - 1)
                    for left, width, height in merges
                ]
        self.rows += repeated


def read_ods(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """The sheets of a workbook in their order, each a grid without caption, cells as displayed.

    `name` is for words alone. Raises Refused where the file is encrypted, damaged or over the limits,
    and where a formula has no result.
    """
    refuse_large_file(len(data), limits)
    package = Package(data, limits)
    _refuse_encrypted(package)
    count = CellCount(limits)
    return [
        Grid(rows=sheet_rows(sheet.texts, sheet.merges, count, sheet.place), place=sheet.place)
        for sheet in _sheets(package, count)
    ]


def _refuse_encrypted(package: Package) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in package and any(
        local_name(element) == "encryption-data" for element in package.tree(manifest).iter()
    ):
        raise Refused(Problem("encrypted"))


def _sheets(package: Package, count: CellCount) -> Iterator[_Sheet]:
    sheet: _Sheet | None = None
    for event, element in package.elements(
        _CONTENT, starts=frozenset({"table"}), ends=frozenset({"table-row"})
    ):
        if event == "start":
            parent = element.getparent()
            if parent is not None and local_name(parent) == "spreadsheet":
                if sheet is not None:
                    yield sheet
                sheet = _Sheet(attribute(element, "name") or "")
        elif sheet is not None:
            sheet.add(element, count)
    if sheet is not None:
        yield sheet


def _count(element: Element, name: str) -> int:
    written = attribute(element, name)
    if written is None:
        return 1
    if not (written.isascii() and written.isdecimal()) or len(written) > 8:
        raise unreadable(f"{name} is “{written[:20]}”")
    return max(int(written), 1)


def _shown(cell: Element, place: str, row: int, column: int) -> str:
    """A cell's displayed text: its paragraphs, or its value where the program that wrote it left the text
    out.
    """
    paragraphs = list(_paragraphs(cell))
    if paragraphs:
        return displayed("\n".join(paragraphs))
    kind = attribute(cell, "value-type")
    if kind is None:
        formula = attribute(cell, "formula")
        if formula is not None:
            details = {"cell": f"{column}, {row}"}
            raise Refused(
                Problem("formula-without-value", place=place, row=row, text=formula, details=details)
            )
        return ""
    if kind in ("float", "percentage", "currency"):
        value = attribute(cell, "value") or ""
        try:
            # What the style would show is not known without the text: all digits, and the sign of what it is.
            return show_percentage(value) if kind == "percentage" else show_number(value, "General")
        except ValueError as error:
            raise unreadable(f"row {row} holds “{value[:40]}” as a number", place) from error
    return displayed(attribute(cell, f"{kind}-value") or "")


def _paragraphs(element: Element) -> Iterator[str]:
    """The paragraphs of a cell, those of a list or of a table within it too."""
    for child in element:
        tag = local_name(child)
        if tag in ("p", "h"):
            yield _text(child)
        elif tag and tag not in _NO_TEXT:
            yield from _paragraphs(child)


def _text(element: Element) -> str:
    """Return a paragraph's text. Consecutive blanks count once, as the format defines, unless written as
    elements.
    """
    return "".join(_pieces(element)).strip(" ").replace("\xa0", " ")


def _pieces(element: Element) -> Iterator[str]:
    yield _BLANKS.sub(" ", element.text or "")
    for child in element:
        tag = local_name(child)
        if tag == "s":
            yield "\xa0" * min(_count(child, "c"), _MOST_BLANKS)
        elif tag == "tab":
            yield "\t"
        elif tag == "line-break":
            yield "\n"
        elif tag and tag not in _NO_TEXT:
            yield from _pieces(child)
        yield _BLANKS.sub(" ", child.tail or "")
